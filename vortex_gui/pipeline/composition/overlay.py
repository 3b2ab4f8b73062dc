"""What lies over background and presenter: the lower third with name and line, and the logo."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from vortex_gui.pipeline.composition.lettering import fitted
from vortex_gui.pipeline.composition.places import Box, Places, even

NAME_SIZE, LINE_SIZE = 0.062, 0.042
"""Of the short side: 45 and 30 pixels of 720."""
PAD_X, PAD_Y, GAP, BAR = 0.03, 0.022, 0.014, 0.012
LOGO_WIDTH, LOGO_HEIGHT = 0.3, 0.13
PANEL = (9, 13, 20, 205)
ACCENT = (63, 169, 245, 255)
NAME_COLOUR, LINE_COLOUR = (255, 255, 255, 255), (214, 222, 232, 255)

Pixels = Image.Image


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A picture with transparency (RGBA), and where it lies; both even."""

    box: Box
    picture: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """A line of text in its font."""

    text: str
    font: FreeTypeFont

    @property
    def width(self) -> int:
        return round(self.font.getlength(self.text))

    @property
    def height(self) -> int:
        """From the highest letter to the lowest, the same for any text of the font."""
        ascent, descent = self.font.getmetrics()
        return ascent + descent


def letter(text: str, share: float, at: Places, font: str | None, *, beside: str = "") -> Lettering:
    """A line of the lower third, in a font that suits the other one too. Raises as `fitted` does."""
    room = at.widest_text - _pixels(BAR, at) - 2 * _pixels(PAD_X, at)
    return Lettering(text, fitted(text, round(at.short * share), room, font, beside=beside))


def lower_third(lines: list[tuple[Lettering, tuple[int, int, int, int]]], at: Places) -> Item:
    """A dark panel with a bar, as wide as the longest of its lines, each with its colour."""
    bar, pad_x, pad_y, gap = (_pixels(share, at) for share in (BAR, PAD_X, PAD_Y, GAP))
    wide = max(text.width for text, _ in lines) + bar + 2 * pad_x
    high = sum(text.height for text, _ in lines) + gap * (len(lines) - 1) + 2 * pad_y
    size = (even(wide + 1), even(high + 1))
    panel = Image.new("RGBA", size, PANEL)
    draw = ImageDraw.Draw(panel)
    draw.rectangle((0, 0, bar - 1, size[1]), fill=ACCENT)
    top = pad_y
    for text, colour in lines:
        draw.text((bar + pad_x, top), text.text, font=text.font, fill=colour)
        top += text.height + gap
    return Item(at.lower_third(*size), panel)


def logo(picture: Pixels, at: Places) -> Item:
    """In the upper right corner; larger ones are made smaller, small ones stay as they are."""
    most_wide, most_high = at.short * LOGO_WIDTH, at.short * LOGO_HEIGHT
    scale = min(1.0, most_wide / picture.width, most_high / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0) if scale < 1 else picture
    left, top = at.width - at.margin - size[0], at.margin
    box = Box(left, top, *size).even()
    canvas = Image.new("RGBA", (box.width, box.height))
    canvas.paste(small, (left - box.left, top - box.top))
    return Item(box, canvas)


def _pixels(share: float, at: Places) -> int:
    return max(2, round(share * at.short))
