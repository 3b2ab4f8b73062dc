"""Paths as the operator writes them: `~` and variables stand for folders."""

from __future__ import annotations

import os
import re
from pathlib import Path

from vortex_gui.base.words.translation import tr

_VARIABLE = re.compile(r"\$(\w+)|\$\{([^}]*)\}")


def expanded(written: str | Path) -> Path:
    """The path with the home folder and the environment's values. Raises `ValueError` with a sentence's part.

    A name that is taken to the letter would make a folder called `~` or `$HOME`.
    """
    text = os.path.expandvars(str(written))
    if found := _VARIABLE.search(text):
        raise ValueError(tr("the variable {name} is not set", name=found[1] or found[2]))
    if "\0" in text:
        raise ValueError(tr("it holds a character that no path can have"))
    try:
        path = Path(text).expanduser()
        os.fsencode(path)
    except UnicodeEncodeError:
        raise ValueError(tr("it holds a character that no path can have")) from None
    except RuntimeError:
        user = Path(text).parts[0].removeprefix("~")
        raise ValueError(tr("this system knows no user {name}", name=user)) from None
    if any("\ud800" <= character <= "\udfff" for character in str(path)):  # no report could name it
        raise ValueError(tr("its name is not in UTF-8"))
    return path
