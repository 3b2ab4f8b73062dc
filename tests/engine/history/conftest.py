"""An open history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.history import History


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened, told = open_history(tmp_path)
    assert told == ""
    with closing(opened):
        yield opened
