"""The settings of the house's look: what surrounds the presenter where a recipe does not say it."""

from __future__ import annotations

from pydantic import field_validator

from vortex_gui.base.files.paths import expanded
from vortex_gui.base.recipe.composition import (
    LEAST_SHORT_SIDE,
    MOST_SHORT_SIDE,
    USUAL_SHORT_SIDE,
    Composition,
    Shape,
    colour_of,
)
from vortex_gui.base.settings.setting import Section, setting
from vortex_gui.base.words.translation import mark


class CompositionSettings(Section):
    """Shape and look of a clip where its recipe leaves them open."""

    shape: Shape = setting("1:1", mark("Shape"), mark("Shape of the clip; a recipe may choose another one."))
    short_side: int = setting(
        USUAL_SHORT_SIDE,
        mark("Short side"),
        mark("Pixels of the shorter side of a clip with a background, a lower third or a logo."),
        ge=LEAST_SHORT_SIDE,
        le=MOST_SHORT_SIDE,
        multiple_of=2,
    )
    background_colour: str = setting(
        "",
        mark("Background colour"),
        mark("Colour behind the presenter, as rrggbb; empty means the picture, blurred."),
        empty=mark("the presenter's picture, blurred"),
    )
    background_picture: str = setting(
        "",
        mark("Background picture"),
        mark("Picture behind the presenter; it goes before the colour."),
        empty=mark("none"),
    )
    logo: str = setting(
        "", mark("Logo"), mark("Picture in the upper right corner of every clip."), empty=mark("none")
    )
    font: str = setting(
        "",
        mark("Font"),
        mark("Font file for name and line; empty means the font that comes with the program."),
        empty=mark("the font that comes with the program"),
    )

    @field_validator("background_colour")
    @classmethod
    def _is_a_colour(cls, written: str) -> str:
        return colour_of(written) if written else written

    @field_validator("background_picture", "logo", "font")
    @classmethod
    def _can_be(cls, written: str) -> str:
        expanded(written)
        return written

    @property
    def house(self) -> Composition:
        """The look as a composition, with whole paths."""
        picture, colour = _path(self.background_picture), self.background_colour or None
        return Composition(
            shape=self.shape,
            short_side=self.short_side,
            background_picture=picture,
            background_colour=None if picture else colour,
            logo=_path(self.logo),
            font=_path(self.font),
        )


def _path(written: str) -> str | None:
    return str(expanded(written).absolute()) if written else None
