"""The colours of each theme, by what they are for: light, dark and high contrast."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Tones:
    """The colours of one theme, by what they are for."""

    name: str
    window: QColor
    panel: QColor
    raised: QColor
    sunken: QColor
    line: QColor
    text: QColor
    muted: QColor
    faint: QColor
    accent: QColor
    on_accent: QColor
    selection: QColor
    good: QColor
    warn: QColor
    bad: QColor
    info: QColor
    idle: QColor
    soft: QColor
    hard: QColor
    buffers: QColor
    working: QColor
    others: QColor
    free: QColor
    stages: dict[str, QColor] = field(default_factory=dict)
    roles: dict[str, QColor] = field(default_factory=dict)

    @property
    def dark(self) -> bool:
        return self.window.lightness() < 128


@cache
def tones_of(name: str) -> Tones:
    """The colours of *light*, *dark* or *contrast*."""
    return {"light": _light, "dark": _dark, "contrast": _contrast}[name]()


def blend(below: QColor, above: QColor, share: float) -> QColor:
    """`share` (0 to 1) of the colour `above` over `below`."""
    keep = 1 - share
    return QColor(
        round(below.red() * keep + above.red() * share),
        round(below.green() * keep + above.green() * share),
        round(below.blue() * keep + above.blue() * share),
    )


def _dark() -> Tones:
    return Tones(
        name="dark",
        **_colours(
            window="#12151b",
            panel="#191d25",
            raised="#232934",
            sunken="#0e1116",
            line="#2f3744",
            text="#e7eaf0",
            muted="#9aa5b6",
            faint="#5c6676",
            accent="#5b8def",
            on_accent="#ffffff",
            selection="#27426f",
            good="#45bd8d",
            warn="#f0ac45",
            bad="#f0685a",
            info="#6aa5f5",
            idle="#7d8899",
            soft="#f0ac45",
            hard="#f0685a",
            buffers="#5c6f8f",
            working="#3dbfae",
            others="#4a4f5c",
            free="#1d222b",
        ),
        stages=_colours(
            speech="#f0ac45", actor="#a98bf5", animation="#3dbfae", verification="#6aa5f5", output="#e07fae"
        ),
        roles=_colours(
            flux="#8f74e8", liveportrait="#35a597", kokoro="#d99a3a", clip_b="#5a92e0", clip_l="#3f6fb8"
        ),
    )


def _light() -> Tones:
    return Tones(
        name="light",
        **_colours(
            window="#eceff3",
            panel="#ffffff",
            raised="#f4f6f9",
            sunken="#f7f8fa",
            line="#ccd3dd",
            text="#1a202b",
            muted="#566173",
            faint="#a2abb9",
            accent="#2b62cf",
            on_accent="#ffffff",
            selection="#cfdffa",
            good="#1c8a5f",
            warn="#a76400",
            bad="#c8382b",
            info="#2b62cf",
            idle="#6b7686",
            soft="#c47a08",
            hard="#c8382b",
            buffers="#8f9fb8",
            working="#27a595",
            others="#b4bac4",
            free="#f1f3f6",
        ),
        stages=_colours(
            speech="#d98a14", actor="#7f5fe0", animation="#159485", verification="#2f74d8", output="#c4548a"
        ),
        roles=_colours(
            flux="#8a6ee6", liveportrait="#2aa092", kokoro="#dd9a35", clip_b="#5590e6", clip_l="#3566b4"
        ),
    )


def _contrast() -> Tones:
    return Tones(
        name="contrast",
        **_colours(
            window="#000000",
            panel="#000000",
            raised="#1a1a1a",
            sunken="#000000",
            line="#ffffff",
            text="#ffffff",
            muted="#e0e0e0",
            faint="#9a9a9a",
            accent="#ffd500",
            on_accent="#000000",
            selection="#0050c8",
            good="#40ff9a",
            warn="#ffd500",
            bad="#ff7a6b",
            info="#6fd0ff",
            idle="#e0e0e0",
            soft="#ffd500",
            hard="#ff7a6b",
            buffers="#8fb4ff",
            working="#20e0d0",
            others="#7a7a7a",
            free="#101010",
        ),
        stages=_colours(
            speech="#ffb000", actor="#c9a6ff", animation="#20e0d0", verification="#6fd0ff", output="#ff8fc8"
        ),
        roles=_colours(
            flux="#c9a6ff", liveportrait="#20e0d0", kokoro="#ffb000", clip_b="#6fd0ff", clip_l="#3f8fff"
        ),
    )


def _colours(**names: str) -> dict[str, QColor]:
    return {name: QColor(value) for name, value in names.items()}
