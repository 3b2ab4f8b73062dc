"""The files that a recipe may bring: the presenter's picture and the recorded words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, ClassVar, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from vortex_gui.base.files.paths import expanded
from vortex_gui.base.notation.bounds import MAX_SLOT_ID
from vortex_gui.base.notation.fitting import ShortForm
from vortex_gui.base.recipe.recipe_part import RecipePart, Text, named_file
from vortex_gui.base.words.translation import tr

MAX_PATH = 4096
LATEST_S = 360_000.0
"""A hundred hours: no recording that a slot is cut from is longer."""
STUDIO_GREY = "#5f6b7a"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

_Path = Annotated[Text, Field(max_length=MAX_PATH)]


def _placed(path: str, folder: Path) -> str:
    """The whole path of one that begins in a folder. Raises `ValueError`."""
    return str(folder.absolute() / expanded(path))


class Frame(RecipePart):
    """The part of a picture that the slot shows, in shares of the picture's width and height.

    Its own height follows from the slot's shape.
    """

    left: Annotated[float, Field(ge=0, lt=1)]
    top: Annotated[float, Field(ge=0, lt=1)]
    width: Annotated[float, Field(gt=0, le=1)]


class ActorSource(RecipePart, ShortForm):
    """The presenter: a picture of the operator's, or the one of an earlier slot."""

    short_field: ClassVar[str] = "path"

    path: _Path | None = None
    slot: Annotated[int, Field(ge=0, le=MAX_SLOT_ID)] | None = None
    background: Text = STUDIO_GREY
    """The colour that shows through a transparent picture."""
    frame: Frame | None = None
    """Without one it stands about the face, or about the middle."""

    _has_a_path = field_validator("path")(named_file)

    @field_validator("background")
    @classmethod
    def _is_a_colour(cls, background: str) -> str:
        if _COLOUR.fullmatch(background) is None:
            raise ValueError(tr("{found} is no colour; write it as #rrggbb", found=repr(background)))
        return background

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.path is None) == (self.slot is None):
            raise ValueError(tr("name either a picture by its path or an earlier slot by its number"))
        return self

    def beside(self, folder: Path) -> Self:
        """With a whole path; a relative one begins in `folder`. Raises `ValueError`."""
        return self if self.path is None else self.model_copy(update={"path": _placed(self.path, folder)})


SOUND_CONTAINERS = "wav,w64,aiff,flac,mp3,mov,ogg,aac,matroska"
"""Of one file each: playlists, which lead to other files and into the network, are not opened."""


class SoundSource(RecipePart, ShortForm):
    """A recording of the words, or the part of it from `start` to `end`, in seconds."""

    short_field: ClassVar[str] = "path"

    path: _Path
    start: Annotated[float, Field(ge=0, le=LATEST_S)] = 0.0
    end: Annotated[float, Field(gt=0, le=LATEST_S)] | None = None

    _has_a_path = field_validator("path")(named_file)

    @field_validator("end")
    @classmethod
    def _ends_after_its_start(cls, end: float | None, info: ValidationInfo) -> float | None:
        start = info.data.get("start", 0.0)
        if end is not None and end <= start:
            raise ValueError(tr("{end:g} is not after the start ({start:g} s)", end=end, start=start))
        return end

    @property
    def length_s(self) -> float | None:
        """Seconds of the part that is wanted; `None` is up to the recording's end."""
        return None if self.end is None else self.end - self.start

    def beside(self, folder: Path) -> Self:
        """With a whole path; a relative one begins in `folder`. Raises `ValueError`."""
        return self.model_copy(update={"path": _placed(self.path, folder)})
