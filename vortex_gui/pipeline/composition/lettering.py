"""The font of name and line: one that has the letters of both, in the largest size that fits."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from vortex_gui.base.files.given_file import GivenFileError, given_file
from vortex_gui.base.files.paths import expanded
from vortex_gui.base.words.translation import tr

SYSTEM_FONTS = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "Arial.ttf",
    "arial.ttf",
    "NotoSansCJK-Regular.ttc",
    "msyh.ttc",
    "Arial Unicode.ttf",
)
"""Asked in this order for letters that Pillow's own font lacks."""
MAX_FONT_BYTES = 50_000_000
LEAST_SHARE = 0.7
"""Of the usual size: smaller text is hard to read on a telephone."""
NO_LETTER = "\U0010fffe"
"""No font draws it: what comes instead is the font's sign for a missing letter."""


class TextFault(ValueError):
    """The text cannot be set; `str()` says why, to follow the field's name."""


def fitted(
    text: str, usual_px: int, room_px: int, font_path: str | None, *, beside: str = ""
) -> FreeTypeFont:
    """The font for a line of text in at most `room_px` pixels, with the letters of `beside` too if one has.

    Raises `TextFault` and `GivenFileError`.
    """
    make = _font_for(text, beside, font_path)
    least_px = max(8, round(usual_px * LEAST_SHARE))
    for size in range(usual_px, least_px - 1, -1):
        font = make(size)
        if font.getlength(text) <= room_px:
            return font
    raise TextFault(
        tr(
            "it is too long to fit; about {count} characters do",
            count=_that_fit(text, make(least_px), room_px),
        )
    )


def _that_fit(text: str, font: FreeTypeFont, room_px: int) -> int:
    return next((n for n in range(len(text), 0, -1) if font.getlength(text[:n]) <= room_px), 0)


class _Maker:
    """Makes one font in any size; `path` is a file, a name that the system knows, or `None` for Pillow's."""

    def __init__(self, path: str | None) -> None:
        self._path = path

    def __call__(self, size: int) -> FreeTypeFont:
        if self._path is not None:
            return ImageFont.truetype(self._path, size)
        font = ImageFont.load_default(size)
        if not isinstance(font, FreeTypeFont):
            raise TextFault(tr("this build of Pillow draws no text; install one with FreeType"))
        return font

    def lacks(self, text: str) -> str:
        """The first letter that the font does not have; empty where it has all."""
        font = self(24)
        missing = _drawn(font, NO_LETTER)
        return next(
            (letter for letter in text if not letter.isspace() and _drawn(font, letter) == missing), ""
        )


def _drawn(font: FreeTypeFont, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)


def _font_for(text: str, beside: str, font_path: str | None) -> _Maker:
    """The operator's font alone, or Pillow's own and then those of the system."""
    if font_path is not None:
        own = _own(font_path)
        if letter := own.lacks(text):
            raise TextFault(tr("the font has no letter {letter}; name another font", letter=repr(letter)))
        return own
    able: list[_Maker] = []
    for maker in _of_the_house():
        if not maker.lacks(text):
            if not maker.lacks(beside):
                return maker
            able.append(maker)
    if able:
        return able[0]  # no font has both lines' letters
    letter = _Maker(None).lacks(text)
    raise TextFault(tr("no font here has the letter {letter}; name a font that has it", letter=repr(letter)))


def _own(written: str) -> _Maker:
    try:
        path = expanded(written)
        with given_file(path, MAX_FONT_BYTES):
            maker = _Maker(str(path))
        maker(24)
    except GivenFileError as error:
        raise GivenFileError(f"{written}: {error}") from None
    except ValueError as error:
        raise GivenFileError(str(error)) from None
    except OSError:
        raise GivenFileError(tr("{path}: it is no TrueType or OpenType font", path=written)) from None
    return maker


def _of_the_house() -> Iterator[_Maker]:
    """Pillow's own, and then those of the system."""
    yield _Maker(None)
    for name in SYSTEM_FONTS:
        maker = _Maker(name)
        try:
            maker(24)
        except OSError:
            continue
        yield maker
