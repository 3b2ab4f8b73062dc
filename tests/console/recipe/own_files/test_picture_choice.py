"""The presenter in the form: a path, or an earlier slot, with its picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pytestqt.qtbot import QtBot

from vortex_gui.base.profile import load_profile
from vortex_gui.checkpoints.styles import NOTE
from vortex_gui.console.recipe.own_files.picture_choice import PictureChoice


def choice_of(qtbot: QtBot, folder: Path, profile: str = "mini") -> PictureChoice:
    made = PictureChoice(load_profile(profile), lambda: folder)
    qtbot.addWidget(made)
    made.show()
    return made


def presenter(path: Path, style: str = "vortex-mini") -> Path:
    path.parent.mkdir(exist_ok=True)
    notes = PngInfo()
    notes.add_text(NOTE, style)
    Image.new("RGB", (256, 256), "#aa3344").save(path, pnginfo=notes)
    return path


@pytest.mark.parametrize("written", ["slot 12", "Slot 12", "slot: 12", "#12", "slot #12"])
def test_an_earlier_slot_is_named_by_its_number_and_shown(written: str, qtbot: QtBot, tmp_path: Path) -> None:
    presenter(tmp_path / "slot-000012" / "actor.png")
    choice = choice_of(qtbot, tmp_path)
    choice.line.setText(written)
    assert choice.written() == {"slot": 12}
    qtbot.waitUntil(choice.preview.isVisible)
    assert choice.preview.width() == choice.preview.height() > 100
    choice.line.clear()
    assert choice.written() is None
    assert not choice.preview.isVisible()


def test_a_slot_without_a_presenter_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    choice = choice_of(qtbot, tmp_path)
    choice.line.setText("slot 12")
    told = "the presenter of slot 12 in the output folder: no such file"
    qtbot.waitUntil(lambda: choice.fault == told)


def test_what_a_recipe_has_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    choice = choice_of(qtbot, tmp_path)
    frame = {"left": 0.1, "top": 0.2, "width": 0.5}
    for value in (
        {"path": "/a/b.png", "frame": frame},
        {"slot": 7},
        {"path": "/a/b.png", "background": "#112233"},
        {"path": "/a/b.png"},
    ):
        choice.fill(value)
        assert choice.written() == value
    nothing: object
    for nothing in (None, {}, 7.5j, {"path": [], "slot": [], "frame": [[]]}):
        choice.fill(nothing)
        assert choice.written() is None


def test_a_stranger_is_told_for_the_small_animator_alone(qtbot: QtBot, tmp_path: Path) -> None:
    path = presenter(tmp_path / "a.png", style="another")
    small = choice_of(qtbot, tmp_path)
    small.line.setText(str(path))
    qtbot.waitUntil(lambda: "knows its own presenters only" in small.fault)
    assert not small.preview.isVisible()
    assert "knows its own presenters only" in small.help
    large = choice_of(qtbot, tmp_path, "rtx3060")
    large.line.setText(str(path))
    qtbot.waitUntil(large.preview.isVisible)
    assert large.fault == ""
    assert "own presenters" not in large.help


def test_what_is_no_picture_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no picture")
    Image.new("RGB", (256, 256)).save(tmp_path / "b.gif")
    choice = choice_of(qtbot, tmp_path, "rtx3060")
    for name in ("a.png", "b.gif"):
        choice.line.setText(str(tmp_path / name))
        qtbot.waitUntil(lambda: choice.fault == "it is no PNG, JPEG or WebP picture")
