"""The command `backup`: a whole copy of queue and history, also while a console is open."""

from __future__ import annotations

import argparse
import os

from vortex_gui.base.errors import InputError
from vortex_gui.base.files.standing import unwritable_file
from vortex_gui.base.process.exit_codes import DONE
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.history.copy import copy_history


def backup(arguments: argparse.Namespace) -> int:
    """Takes `file`, which must not be there yet, and `settings`; prints the copy and its number of slots."""
    settings = load_settings(arguments.settings)
    target = arguments.file.absolute()
    if os.path.lexists(target):
        raise InputError([_is_there(target)])
    if fault := unwritable_file(target):
        raise InputError([tr("FILE: {path} cannot be written ({why}).", path=target, why=fault)])
    if not target.parent.is_dir():
        raise InputError([tr("FILE: there is no folder {folder}; make it first.", folder=target.parent)])
    try:
        count = copy_history(settings.folders.data_path, target)
    except FileExistsError:
        raise InputError([_is_there(target)]) from None
    print(tr("{file}: {count} slots.", file=target, count=count))
    return DONE


def _is_there(target: object) -> str:
    return tr("FILE: {path} is there already and stays as it is; choose another name.", path=target)
