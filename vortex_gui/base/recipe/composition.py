"""How a clip is composed around its presenter: shape, background, lower third, logo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from vortex_gui.base.files.paths import expanded
from vortex_gui.base.recipe.recipe_part import RecipePart, Text, named_file
from vortex_gui.base.words.translation import tr

Shape = Literal["1:1", "16:9", "9:16"]
Side = Literal["left", "centre", "right", "top", "bottom"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
SIDES: tuple[Side, ...] = get_args(Side)
LEAST_SHORT_SIDE, MOST_SHORT_SIDE, USUAL_SHORT_SIDE = 240, 2160, 720
MAX_NAME, MAX_LINE, MAX_PATH = 80, 160, 4096
MAX_PICTURE_BYTES = 50_000_000
"""Of a file with a background or a logo."""
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")
_SIDES_OF: Mapping[Shape, tuple[Side, ...]] = {
    "1:1": ("centre",),
    "16:9": ("left", "centre", "right"),
    "9:16": ("top", "centre", "bottom"),
}


FILES = ("background_picture", "logo", "font")
"""The fields that name a file."""


def colour_of(written: str) -> str:
    """A colour as `#rrggbb`. Raises `ValueError` with a sentence's part."""
    found = _COLOUR.fullmatch(written)
    if found is None:
        raise ValueError(tr("{found} is no colour; write it as rrggbb, such as 1b2a4a", found=repr(written)))
    return f"#{found[1].lower()}"


class Composition(RecipePart):
    """What surrounds the presenter. `None` and empty leave it to the settings, or leave it out."""

    shape: Shape | None = None
    presenter: Side = "centre"
    """Where the presenter stands in a shape that is wider or higher than the picture."""
    short_side: Annotated[int, Field(ge=LEAST_SHORT_SIDE, le=MOST_SHORT_SIDE, multiple_of=2)] | None = None
    """Pixels of the clip's shorter side."""
    background_colour: Text | None = None
    background_picture: Annotated[Text, Field(max_length=MAX_PATH)] | None = None
    """Without a colour or a picture the background is a blurred enlargement of the presenter's picture."""
    name: Annotated[Text, Field(max_length=MAX_NAME)] = ""
    """The upper line of the lower third."""
    line: Annotated[Text, Field(max_length=MAX_LINE)] = ""
    """The lower one."""
    logo: Annotated[Text, Field(max_length=MAX_PATH)] | None = None
    """A picture for the upper right corner."""
    font: Annotated[Text, Field(max_length=MAX_PATH)] | None = None
    """A TrueType or OpenType file; `None` is the font that comes with Pillow."""

    @field_validator("background_colour")
    @classmethod
    def _is_a_colour(cls, written: str | None) -> str | None:
        return None if written is None else colour_of(written)

    @field_validator(*FILES)
    @classmethod
    def _names_a_file(cls, path: str | None) -> str | None:
        return named_file(path)

    @field_validator("name", "line")
    @classmethod
    def _is_one_line(cls, text: str) -> str:
        if len(text.splitlines()) > 1:
            raise ValueError(tr("it has several lines; one is allowed"))
        return text.strip()

    @field_validator("background_picture")
    @classmethod
    def _is_the_one_background(cls, path: str | None, others: ValidationInfo) -> str | None:
        if path is not None and others.data.get("background_colour") is not None:
            raise ValueError(tr("name either a background colour or a background picture"))
        return path

    @field_validator("presenter")
    @classmethod
    def _fits_the_shape(cls, side: Side, others: ValidationInfo) -> Side:
        shape = others.data.get("shape")
        if shape is not None and side not in _SIDES_OF[shape]:
            raise ValueError(
                tr(
                    "a presenter on the side {side} is not possible in {shape}; allowed is {allowed}",
                    side=repr(side),
                    shape=shape,
                    allowed=", ".join(_SIDES_OF[shape]),
                )
            )
        return side

    @property
    def files(self) -> dict[str, str]:
        """The paths of the files that it names, by field."""
        paths = {name: getattr(self, name) for name in FILES}
        return {name: path for name, path in paths.items() if path is not None}

    @property
    def is_plain(self) -> bool:
        """Whether the clip is the presenter's square picture and nothing else."""
        return self.shape in (None, "1:1") and not (self.name or self.line or self.logo)

    @property
    def side(self) -> Side:
        """Where the presenter stands; a side that the settings' shape does not know is the centre."""
        return self.presenter if self.presenter in _SIDES_OF[self.shape or "1:1"] else "centre"

    @property
    def short_pixels(self) -> int:
        return self.short_side or USUAL_SHORT_SIDE

    def over(self, house: Composition) -> Composition:
        """With the house's choice wherever this one leaves it open; a background is chosen as a whole."""
        chosen = {name: getattr(house, name) for name in ("shape", "short_side", "logo", "font")}
        if self.background_colour is None and self.background_picture is None:
            for name in ("background_colour", "background_picture"):
                chosen[name] = getattr(house, name)
        return self.model_copy(update={n: v for n, v in chosen.items() if getattr(self, n) is None})

    def beside(self, folder: Path) -> Composition:
        """With whole paths; relative ones begin in `folder`. Raises `ValueError`."""
        whole = {name: str(folder.absolute() / expanded(path)) for name, path in self.files.items()}
        return self.model_copy(update=whole)
