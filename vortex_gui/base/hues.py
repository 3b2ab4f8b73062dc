"""The hues that tell roles and stages apart; each theme of the window has a colour for each of them."""

from __future__ import annotations

from typing import Literal, get_args

Hue = Literal["amber", "violet", "teal", "blue", "rose", "navy"]
HUES: tuple[Hue, ...] = get_args(Hue)
