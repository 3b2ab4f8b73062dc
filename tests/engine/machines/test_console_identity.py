"""Who a console is to other machines: the same at each start, and another for each part of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vortex_gui.engine.machines.console_identity import FILE_NAME, console_identity


def test_it_stays_the_same_and_each_part_has_its_own(tmp_path: Path) -> None:
    first = console_identity(tmp_path / "data")
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert console_identity(tmp_path / "data") == first
    parts = {first, *(console_identity(tmp_path / "data", part) for part in ("generate", "test"))}
    assert len(parts) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", part) for part in parts)
    assert console_identity(tmp_path / "other") != first


@pytest.mark.parametrize("text", ["", "not an identity", "0" * 31, "../" * 10])
def test_a_damaged_file_is_made_again(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    made = console_identity(tmp_path)
    assert console_identity(tmp_path) == made
