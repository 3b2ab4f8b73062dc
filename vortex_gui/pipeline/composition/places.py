"""Where things stand in a composed picture, in whole and even pixels: the halved colour planes need them."""

from __future__ import annotations

from dataclasses import dataclass

from vortex_gui.base.recipe.composition import Shape, Side

_ASPECT: dict[Shape, tuple[int, int]] = {"1:1": (1, 1), "16:9": (16, 9), "9:16": (9, 16)}
MARGIN = 0.05
"""Of the short side: nothing stands nearer to the edge, where screens and apps lay their own things."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def within(self, other: Box) -> Box | None:
        """The part that is also in another box; `None` where they do not meet."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        width, height = min(self.right, other.right) - left, min(self.bottom, other.bottom) - top
        return Box(left, top, width, height) if width > 0 and height > 0 else None

    def even(self) -> Box:
        """The smallest box of even pixels around this one."""
        left, top = self.left & ~1, self.top & ~1
        return Box(left, top, (self.right - left + 1) & ~1, (self.bottom - top + 1) & ~1)


@dataclass(frozen=True, slots=True)
class Places:
    """The sizes and places of one shape; `short` is its shorter side."""

    width: int
    height: int
    presenter: Box
    is_wide: bool

    @property
    def short(self) -> int:
        return min(self.width, self.height)

    @property
    def margin(self) -> int:
        return even(self.short * MARGIN)

    @property
    def whole(self) -> Box:
        return Box(0, 0, self.width, self.height)

    @property
    def widest_text(self) -> int:
        """Pixels for a lower third: in a wide picture two thirds of it, elsewhere all between the margins."""
        free = self.width - 2 * self.margin
        return even(free * 2 / 3) if self.is_wide else free

    def lower_third(self, width: int, height: int) -> Box:
        """Its box: below the presenter where there is room, else over the presenter's lower edge."""
        gap = self.margin // 2
        below = self.presenter.bottom + gap
        lowest = self.height - self.margin - height
        top = below if below <= lowest else lowest
        return Box(even(self.margin), even(top), width, height)


def places(shape: Shape, short: int, picture: tuple[int, int], side: Side) -> Places:
    """Of a clip whose presenter's `picture` is so wide and high; it is enlarged until it meets two edges."""
    across, down = _ASPECT[shape]
    unit = short / min(across, down)
    width, height = even(across * unit), even(down * unit)
    scale = min(width / picture[0], height / picture[1])
    wide, high = min(width, even(picture[0] * scale)), min(height, even(picture[1] * scale))
    return Places(width, height, _placed(width, height, wide, high, side), across > down)


def _placed(width: int, height: int, wide: int, high: int, side: Side) -> Box:
    free_x, free_y = width - wide, height - high
    left = {"left": 0, "right": free_x}.get(side, even(free_x / 2))
    top = {"top": 0, "bottom": free_y}.get(side, even(free_y / 2))
    return Box(left, top, wide, high)


def even(value: float) -> int:
    """The nearest even number."""
    return round(value / 2) * 2
