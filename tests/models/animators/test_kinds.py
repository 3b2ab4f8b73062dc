"""A checkpoint folder declares its animator; the table knows it or refuses it by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.animators import mouth
from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.models.animators.kinds import ANIMATORS, LIVE_PORTRAIT, animator_kind, declared_animator

MINI = RESOURCES / "checkpoints" / "mini" / "liveportrait"


def test_a_folder_that_declares_nothing_is_for_live_portrait(tmp_path: Path) -> None:
    (tmp_path / "null").mkdir()
    (tmp_path / "null" / "config.json").write_text('{"animator": null}')
    for folder in (tmp_path, tmp_path / "null", MINI):
        assert declared_animator(folder) == LIVE_PORTRAIT
        assert animator_kind(folder) is ANIMATORS[LIVE_PORTRAIT]


def test_a_folder_gets_the_animator_that_it_declares(tmp_path: Path) -> None:
    folder = mouth.write_checkpoint(tmp_path / "mouth")
    assert animator_kind(folder, {**ANIMATORS, mouth.NAME: mouth.KIND}) is mouth.KIND


def test_an_animator_that_is_not_known_is_refused_by_name(tmp_path: Path) -> None:
    folder = mouth.write_checkpoint(tmp_path / "mouth")
    with pytest.raises(CheckpointError, match=r"asks for the animator 'mouth'; known is live_portrait"):
        animator_kind(folder)


@pytest.mark.parametrize("text", ["{", "[]", "3", "\x00", '{"animator": 7}'])
def test_a_declaration_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(CheckpointError, match="does not say which animator"):
        declared_animator(tmp_path)
