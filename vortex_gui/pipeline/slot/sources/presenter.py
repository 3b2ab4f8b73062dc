"""The presenter that a recipe names, if the profile's animator can animate it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.errors import SourceError
from vortex_gui.base.files.own_files import read_plain
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe_files import STUDIO_GREY, ActorSource, Frame
from vortex_gui.base.report.report import slot_files, slot_name
from vortex_gui.base.report.report_reading import MAX_REPORT_CHARS, read_report
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.styles import animated_style
from vortex_gui.models.contracts import FaceBox
from vortex_gui.pipeline.slot.sources.faces import FindFace, UnfitFaces, face_of
from vortex_gui.pipeline.slot.sources.frame import TooSmall, as_wished, framed
from vortex_gui.pipeline.slot.sources.picture import OwnPicture, picture_refusal, read_picture


@dataclass(frozen=True, slots=True, eq=False)
class Presenter:
    """uint8 (H, W, 3) of the slot's size; `sha256` is that of the file it came from."""

    pixels: NDArray[np.uint8]
    sha256: str
    style: str
    warnings: tuple[str, ...] = ()


def presenter_of(
    source: ActorSource, profile: Profile, output_dir: Path, find_face: FindFace | None = None
) -> Presenter:
    """A kept presenter lies in the output folder. Raises `SourceError`.

    Without the animator's `find_face` the detector looks alone, and a picture without a face passes.
    """
    known = animated_style(profile.roles["liveportrait"])
    if source.slot is not None:
        return _kept(output_dir, source.slot, profile, known)
    return _own(source, profile, known, find_face)


def _own(source: ActorSource, profile: Profile, known_style: str, find_face: FindFace | None) -> Presenter:
    """The operator's picture, about its face where one is found; a painted style is known without a look."""
    path = Path(source.path or "")
    own = read_picture(path, source.background)
    if known_style and own.style != known_style:
        raise _unknown_presenter(path, profile)
    sizes, wished = profile.sizes, source.frame
    shown = None if wished is None else as_wished(wished, own.picture, sizes.width / sizes.height)
    try:
        face = None if known_style else face_of(own.picture, shown, find_face)
    except UnfitFaces as error:
        raise picture_refusal(path, str(error)) from None
    return _cut(own, path, profile, face, source.frame)


def _kept(output_dir: Path, slot_id: int, profile: Profile, known_style: str) -> Presenter:
    """The presenter of a finished slot in the same output folder."""
    folder = output_dir / slot_name(slot_id)
    path = slot_files(folder, "").actor.absolute()
    if not path.exists():
        raise SourceError(
            "actor",
            tr("Slot {slot} has no presenter in {folder}.", slot=slot_id, folder=output_dir),
            remedy=tr("Keep the presenter of a finished slot that lies in this output folder."),
        )
    own = read_picture(path, STUDIO_GREY)
    if known_style and own.style != known_style and _profile_of(folder) != profile.name:
        raise _unknown_presenter(path, profile)
    return _cut(own, path, profile)


def _cut(
    own: OwnPicture, path: Path, profile: Profile, face: FaceBox | None = None, wished: Frame | None = None
) -> Presenter:
    sizes = profile.sizes
    try:
        picture = framed(own.picture, sizes.width, sizes.height, face=face, wished=wished)
    except TooSmall as error:
        raise picture_refusal(path, str(error)) from None
    return Presenter(np.asarray(picture).copy(), own.sha256, own.style, own.warnings)


def _profile_of(folder: Path) -> str:
    """The profile of a finished slot; empty where its report cannot be read. Older pictures bear no note."""
    try:
        report = read_report(read_plain(folder / "report.json", MAX_REPORT_CHARS).decode("utf-8"))
    except (OSError, ValueError):
        return ""
    return report.profile if report is not None else ""


def _unknown_presenter(path: Path, profile: Profile) -> SourceError:
    return SourceError(
        "actor",
        tr(
            "The animator of the profile {profile} knows its own presenters only; {path} is none of them.",
            profile=profile.name,
            path=path,
        ),
        remedy=tr("Keep the presenter of an earlier slot, or choose a profile with LivePortrait."),
    )
