"""From a recipe's composition to the compositor of a slot, or to one sentence for each of its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from vortex_gui.base.files.given_file import GivenFileError
from vortex_gui.base.recipe.composition import Composition
from vortex_gui.pipeline.composition import backdrop, overlay
from vortex_gui.pipeline.composition.compositor import Compositor
from vortex_gui.pipeline.composition.lettering import TextFault
from vortex_gui.pipeline.composition.overlay import Item, Lettering
from vortex_gui.pipeline.composition.pictures import read_still
from vortex_gui.pipeline.composition.places import Places, places


def composition_faults(wished: Composition, picture: tuple[int, int]) -> list[str]:
    """One sentence for each picture, font and text that cannot be used; `picture` is so wide and high."""
    if wished.is_plain:
        return []
    at = _places(wished, picture)
    checks: list[tuple[str, Callable[[], object]]] = []
    if wished.background_picture is not None:
        background = wished.background_picture
        checks.append(("background_picture", lambda: read_still(background)))
    if wished.logo is not None:
        logo = wished.logo
        checks.append(("logo", lambda: read_still(logo)))
    checks += [("name", lambda: _name(wished, at)), ("line", lambda: _line(wished, at))]
    return [*dict.fromkeys(fault for field, check in checks for fault in _fault(field, check))]


def _fault(field: str, check: Callable[[], object]) -> Iterator[str]:
    try:
        check()
    except TextFault as error:
        yield f"composition.{field}: {error}."
    except GivenFileError as error:
        at = "font" if field in ("name", "line") else field
        yield f"composition.{at}: {error}."


def compositor_for(wished: Composition, actor: NDArray[np.uint8], picture: tuple[int, int]) -> Compositor:
    """Draws what surrounds the presenter; `actor` is its still picture (H,W,3).

    Raises `TextFault` and `GivenFileError` where something changed since `composition_faults` looked.
    """
    at = _places(wished, picture)
    return Compositor(at, _backdrop(wished, actor, at), list(_items(wished, at)))


def _places(wished: Composition, picture: tuple[int, int]) -> Places:
    return places(wished.shape or "1:1", wished.short_pixels, picture, wished.side)


def _backdrop(wished: Composition, actor: NDArray[np.uint8], at: Places) -> Image:
    if wished.background_picture is not None:
        return backdrop.of_picture(read_still(wished.background_picture), at)
    if wished.background_colour is not None:
        return backdrop.of_colour(wished.background_colour, at)
    return backdrop.of_presenter(actor, at)


def _items(wished: Composition, at: Places) -> Iterator[Item]:
    """Logo and lower third, as far as they are wished."""
    if wished.logo is not None:
        yield overlay.logo(read_still(wished.logo), at)
    lines = [
        (text, colour)
        for text, colour in (
            (_name(wished, at), overlay.NAME_COLOUR),
            (_line(wished, at), overlay.LINE_COLOUR),
        )
        if text is not None
    ]
    if lines:
        yield overlay.lower_third(lines, at)


def _name(wished: Composition, at: Places) -> Lettering | None:
    if not wished.name:
        return None
    return overlay.letter(wished.name, overlay.NAME_SIZE, at, wished.font, beside=wished.line)


def _line(wished: Composition, at: Places) -> Lettering | None:
    if not wished.line:
        return None
    return overlay.letter(wished.line, overlay.LINE_SIZE, at, wished.font, beside=wished.name)
