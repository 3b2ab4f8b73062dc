"""The table of encoders holds what the type names; a clip is found in whichever format it has."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.formats import ENCODER_FACTS, FORMATS, VIDEO_ENCODERS, clip_in


def test_the_type_names_what_the_table_holds() -> None:
    assert tuple(ENCODER_FACTS) == VIDEO_ENCODERS
    assert len({found.suffix for found in FORMATS}) == len(FORMATS)


def test_a_clip_is_found_by_its_suffix(tmp_path: Path) -> None:
    assert clip_in(tmp_path) == tmp_path / "slot.mp4"
    last = tmp_path / f"slot{FORMATS[-1].suffix}"
    last.touch()
    assert clip_in(tmp_path) == last
