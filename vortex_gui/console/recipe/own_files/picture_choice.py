"""The presenter in the recipe form: a picture's path or an earlier slot, with a small preview."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pydantic import ValidationError
from PySide6.QtGui import QImage, QImageReader

from vortex_gui.base.files.given_file import GivenFileError
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe_files import STUDIO_GREY, Frame
from vortex_gui.base.report.report import slot_files, slot_name
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.styles import NOTE, animated_style
from vortex_gui.console.recipe.draft.plain_values import text_of
from vortex_gui.console.recipe.own_files.file_choice import FileChoice, Look
from vortex_gui.console.recipe.own_files.frame_picker import FramePicker
from vortex_gui.console.recipe.own_files.picture_look import small_copy

MAX_BYTES = 100_000_000
_SLOT = re.compile(r"(?:slot|#)\s*:?\s*#?(\d{1,6})", re.IGNORECASE)


class PictureChoice(FileChoice):
    """`output_dir` gives the folder in which earlier slots lie."""

    def __init__(self, profile: Profile, output_dir: Callable[[], Path]) -> None:
        kinds = tr("Pictures (*.png *.jpg *.jpeg *.webp)")
        super().__init__(tr("painted from the prompt"), tr("Choose a picture"), kinds, MAX_BYTES)
        self._profile, self._output_dir = profile, output_dir
        self._style = animated_style(profile.roles["liveportrait"])
        self._background: object = None
        self.preview = FramePicker(profile.sizes.width / profile.sizes.height)
        self.preview.frame_changed.connect(self.changed)
        self.column.addWidget(self.preview)

    @property
    def help(self) -> str:
        """What may be written here."""
        if self._style:
            return tr(
                "“slot 12” for that slot's presenter, or the path of its actor.png: the animator of this "
                "profile knows its own presenters only"
            )
        return tr("A picture's path, or “slot 12” for its presenter; the prompt then serves verification")

    def slot(self) -> int | None:
        """The earlier slot that is named, as `slot 12`; `None` for a path."""
        found = _SLOT.fullmatch(self.line.text().strip())
        return int(found[1]) if found else None

    def path(self) -> Path | None:
        slot = self.slot()
        if slot is None:
            return super().path()
        return slot_files(self._output_dir().absolute() / slot_name(slot), "").actor

    def written(self) -> object | None:
        written, slot = self.line.text().strip(), self.slot()
        if slot is not None:
            return {"slot": slot}
        if not written:
            return None
        frame = self.preview.frame
        more = {"background": self._background, "frame": frame and frame.model_dump()}
        return {"path": self.whole_path()} | {
            name: value for name, value in more.items() if value is not None
        }

    def fill(self, value: object) -> None:
        found = value if isinstance(value, dict) else {"path": value}
        self._background = found.get("background") if found.get("slot") is None else None
        self.preview.frame = _frame(found.get("frame"))
        slot = found.get("slot")
        self.put(f"slot {slot}" if isinstance(slot, int) else text_of(found.get("path")))

    def _on_edited(self) -> None:
        if not self._filling:
            self.preview.frame = None  # it belonged to another picture
        super()._on_edited()

    def look(self, path: Path) -> Look:
        style = "" if self.slot() is not None else self._style
        return partial(_seen, path, style, self._profile.name, text_of(self._background) or STUDIO_GREY)

    def _show(self, found: object, fault: str) -> None:
        slot = self.slot()
        if fault and slot is not None:
            fault = tr("the presenter of slot {slot} in the output folder: {fault}", slot=slot, fault=fault)
        super()._show(found, fault)

    def show_found(self, found: object) -> None:
        self.preview.can_be_framed = self.slot() is None and not self._style
        self.preview.show_picture(found if isinstance(found, QImage) else None)


def _seen(path: Path, style: str, profile: str, background: str) -> QImage:
    """A small copy of the picture, if the profile's animator knows its style."""
    reader = QImageReader(str(path))
    if style and reader.text(NOTE) != style and reader.canRead():
        raise GivenFileError(
            tr(
                "the animator of the profile {profile} knows its own presenters only; keep one of an "
                "earlier slot",
                profile=profile,
            )
        )
    return small_copy(reader, path, background)


def _frame(value: object) -> Frame | None:
    """A draft's frame; `None` for anything that is none."""
    try:
        return None if value is None else Frame.model_validate(value)
    except (ValidationError, RecursionError):
        return None
