"""Thresholds go into a profile's file, and all else in it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.files.text_file import TextFileError
from vortex_gui.base.profile import PROFILES, Thresholds, load_profile
from vortex_gui.commands.profile_copy import copy_of, source_of, write_thresholds

FRESH = Thresholds(clip_b=0.31, clip_l=0.42, outlier=0.2, measured="here, today: 8 pictures # and more")


def without_thresholds(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if not line.startswith("thresholds")]


@pytest.mark.parametrize("name", ["mini", "rtx3060"])
def test_a_shipped_profile_is_copied_with_its_comments(tmp_path: Path, name: str) -> None:
    shipped = PROFILES / f"{name}.yaml"
    before = shipped.read_text()
    target = tmp_path / "new" / f"{name}.yaml"
    write_thresholds(name, target, FRESH)
    assert shipped.read_text() == before
    assert without_thresholds(target) == without_thresholds(shipped)
    assert load_profile(str(target)).thresholds == FRESH


def test_a_file_that_is_there_keeps_its_own_values(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text((PROFILES / "mini.yaml").read_text().replace("fps: 24", "fps: 12"))
    write_thresholds("mini", own, FRESH)
    assert load_profile(str(own)).sizes.fps == 12
    assert load_profile(str(own)).thresholds == FRESH


def test_an_entry_of_several_lines_is_replaced_whole(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    block = "thresholds:\n  clip_b: 0.1\n\n  clip_l: 0.2\nladder:"
    text = (PROFILES / "mini.yaml").read_text().splitlines()
    at = next(n for n, line in enumerate(text) if line.startswith("thresholds"))
    own.write_text("\n".join([*text[:at], block, *text[at + 2 :]]))
    write_thresholds(str(own), own, FRESH)
    assert own.read_text().count("clip_b: 0.") == 1
    assert load_profile(str(own)).thresholds == FRESH


def test_a_shipped_ones_copy_lies_beside_the_settings_and_an_own_one_is_itself(tmp_path: Path) -> None:
    assert copy_of("mini", tmp_path / "settings.yaml") == tmp_path / "profiles" / "mini.yaml"
    own = str(tmp_path / "own.yaml")
    assert copy_of(own, None) == source_of(own) == tmp_path / "own.yaml"
    assert source_of("mini") == PROFILES / "mini.yaml"


def test_a_source_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(TextFileError):
        write_thresholds(str(tmp_path / "gone.yaml"), tmp_path / "new.yaml", FRESH)
    assert list(tmp_path.iterdir()) == []
