"""The small profile takes presenters of its own style; LivePortrait takes any face that it finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.models.faces.test_detector import placed
from vortex_gui.base.errors import SourceError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe_files import ActorSource, Frame
from vortex_gui.checkpoints.styles import NOTE
from vortex_gui.models.contracts import FaceBox
from vortex_gui.pipeline.slot.sources.faces import faces_in
from vortex_gui.pipeline.slot.sources.presenter import Presenter, presenter_of

MINI, CARD = load_profile("mini"), load_profile("rtx3060")
STYLE = "vortex-mini"


def find_white(pixels: NDArray[np.uint8]) -> FaceBox | None:
    rows, columns = np.nonzero(pixels.min(axis=2) > 230)
    if not rows.size:
        return None
    return FaceBox(float(columns.min()), float(rows.min()), float(columns.max()), float(rows.max()))


def save(path: Path, *, style: str = "", side: int = 256, face: tuple[int, ...] = ()) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    made, notes = Image.new("RGB", (side, side), "#603020"), PngInfo()
    if face:
        left, top, right, bottom = face
        made.paste("#ffffff", (left, top, right, bottom))
    if style:
        notes.add_text(NOTE, style)
    made.save(path, pnginfo=notes)
    return path


def on_the_card(path: Path) -> Presenter:
    return presenter_of(ActorSource(path=str(path)), CARD, path.parent, find_white)


def test_an_own_presenter_is_taken_to_the_bit(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", style=STYLE, face=(9, 9, 40, 40))
    found = presenter_of(ActorSource(path=str(path)), MINI, tmp_path)
    assert np.array_equal(found.pixels, np.asarray(Image.open(path).convert("RGB")))
    assert found.style == STYLE


def test_a_stranger_is_told_plainly(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png")
    with pytest.raises(SourceError) as caught:
        presenter_of(ActorSource(path=str(path)), MINI, tmp_path)
    assert caught.value.sentence == (
        f"The animator of the profile mini knows its own presenters only; {path} is none of them."
    )
    assert "Keep the presenter of an earlier slot" in caught.value.remedy


def test_an_earlier_slots_presenter_is_kept_in_any_profile(tmp_path: Path) -> None:
    save(tmp_path / "slot-000012" / "actor.png", style=STYLE)
    for profile, side in ((MINI, 256), (CARD, 512)):
        found = presenter_of(ActorSource(slot=12), profile, tmp_path)
        assert found.pixels.shape == (side, side, 3)


def test_an_older_slots_report_tells_whose_presenter_it_is(tmp_path: Path) -> None:
    folder = save(tmp_path / "slot-000012" / "actor.png").parent
    (folder / "report.json").write_text('{"slot_id": 12, "profile": "rtx3060"}')
    with pytest.raises(SourceError, match="knows its own presenters only"):
        presenter_of(ActorSource(slot=12), MINI, tmp_path)
    (folder / "report.json").write_text('{"slot_id": 12, "profile": "mini"}')
    assert presenter_of(ActorSource(slot=12), MINI, tmp_path).style == ""
    (folder / "report.json").write_text("no json")
    with pytest.raises(SourceError, match="knows its own presenters only"):
        presenter_of(ActorSource(slot=12), MINI, tmp_path)


def test_a_slot_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        presenter_of(ActorSource(slot=12), MINI, tmp_path)
    assert caught.value.sentence == f"Slot 12 has no presenter in {tmp_path}."


def test_a_photograph_is_framed_about_its_face(tmp_path: Path) -> None:
    found = on_the_card(save(tmp_path / "a.png", side=2400, face=(1500, 400, 1900, 800)))
    assert found.pixels.shape == (512, 512, 3)
    white = np.nonzero(found.pixels.min(axis=2) > 200)
    assert np.ptp(white[1]) == pytest.approx(0.32 * 512, abs=8)
    assert white[1].mean() == pytest.approx(256, abs=6)


def test_a_picture_without_a_face_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no face was found in it"):
        on_the_card(save(tmp_path / "a.png", side=1200))


def test_several_faces_are_told_before_a_model_loads_unless_the_frame_chooses(tmp_path: Path) -> None:
    path = tmp_path / "pair.png"
    placed((1280, 640), (0, 40, 560), (700, 40, 560)).save(path)
    with pytest.raises(SourceError) as caught:
        presenter_of(ActorSource(path=str(path)), CARD, tmp_path)
    assert caught.value.sentence == (
        f"The picture {path} cannot be used: it shows 2 faces; cut it, or set the frame about one of them."
    )
    one = ActorSource(path=str(path), frame=Frame(left=0.5, top=0, width=0.5))
    assert presenter_of(one, CARD, tmp_path).pixels.shape == (512, 512, 3)


def test_the_detector_frames_a_face_that_nobody_else_looks_for(tmp_path: Path) -> None:
    path = tmp_path / "aside.png"
    placed((2000, 1000), (1000, 0, 1000)).save(path)
    found = presenter_of(ActorSource(path=str(path)), CARD, tmp_path)
    (face,) = faces_in(Image.fromarray(found.pixels))
    assert (face.left + face.right) / 2 == pytest.approx(256, abs=12)


def test_a_small_picture_and_a_small_face_are_told(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", side=100)
    with pytest.raises(SourceError, match="it is too small: 100x100; 256x256 is the least"):
        presenter_of(ActorSource(path=str(path)), CARD, tmp_path)
    with pytest.raises(SourceError, match="its face is too small: 30 pixels; 82 are the least"):
        on_the_card(save(tmp_path / "b.png", side=1200, face=(600, 600, 631, 631)))
