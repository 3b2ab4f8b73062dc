"""How a soak's command ends: its account is printed, and its folder kept only where something went wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vortex_gui.base.process.exit_codes import DONE, FAILED


def end_soak(
    found: dict[str, Any],
    folder: Path,
    *,
    is_good: bool,
    as_json: bool,
    sentences: Callable[[dict[str, Any]], str],
) -> int:
    """The exit code; the account of a bad soak names its folder as `kept`."""
    if is_good:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        found["kept"] = str(folder)
    print(json.dumps(found, indent=2) if as_json else sentences(found))
    return DONE if is_good else FAILED
