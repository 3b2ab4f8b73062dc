"""The colours of each theme, by what they are for: light, dark and high contrast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from PySide6.QtGui import QColor

from vortex_gui.base.hues import HUES, Hue
from vortex_gui.base.roles import ROLE_FACTS
from vortex_gui.base.stages import STAGE_FACTS


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
    doubt: QColor
    info: QColor
    idle: QColor
    soft: QColor
    hard: QColor
    buffers: QColor
    working: QColor
    cached: QColor
    context: QColor
    others: QColor
    free: QColor
    stage_hues: Mapping[Hue, QColor]
    role_hues: Mapping[Hue, QColor]

    @cached_property
    def stages(self) -> dict[str, QColor]:
        """A colour for each stage."""
        return {stage: self.stage_hues[facts.hue] for stage, facts in STAGE_FACTS.items()}

    @cached_property
    def roles(self) -> dict[str, QColor]:
        """A colour for each role."""
        return {role: self.role_hues[facts.hue] for role, facts in ROLE_FACTS.items()}

    @property
    def dark(self) -> bool:
        return self.window.lightness() < 128


@cache
def tones_of(name: str) -> Tones:
    """The colours of *light*, *dark* or *contrast*."""
    return {"light": _light, "dark": _dark, "contrast": _contrast}[name]()


def blend(below: QColor, above: QColor, share: float) -> QColor:
    """`share` (0 to 1) of the colour `above` over `below`."""
    return QColor(_blended(below.rgb(), above.rgb(), share))


@lru_cache(maxsize=1024)
def _blended(below: int, above: int, share: float) -> int:
    """Of and as 0xAARRGGBB; each paint mixes the same few colours."""
    parts = ((below >> shift & 255, above >> shift & 255) for shift in (16, 8, 0))
    red, green, blue = (round(under * (1 - share) + over * share) for under, over in parts)
    return 255 << 24 | red << 16 | green << 8 | blue


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
            on_accent="#0b1220",
            selection="#1f3558",
            good="#45bd8d",
            warn="#f0ac45",
            bad="#f3766a",
            doubt="#f0884a",
            info="#6aa5f5",
            idle="#7d8899",
            soft="#f0ac45",
            hard="#f0685a",
            buffers="#5c6f8f",
            working="#3dbfae",
            cached="#35605f",
            context="#74628f",
            others="#4a4f5c",
            free="#1d222b",
        ),
        stage_hues=_hues(
            amber="#f0ac45",
            violet="#a98bf5",
            teal="#3dbfae",
            blue="#6aa5f5",
            rose="#e07fae",
            navy="#5577c9",
        ),
        role_hues=_hues(
            amber="#d99a3a",
            violet="#8f74e8",
            teal="#35a597",
            blue="#5a92e0",
            rose="#cf6a98",
            navy="#3f6fb8",
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
            selection="#dbe7fb",
            good="#167a53",
            warn="#955900",
            bad="#b92f23",
            doubt="#a8480c",
            info="#2459c2",
            idle="#6b7686",
            soft="#955900",
            hard="#b92f23",
            buffers="#8091ac",
            working="#27a595",
            cached="#a9cfca",
            context="#978ab6",
            others="#b4bac4",
            free="#f1f3f6",
        ),
        stage_hues=_hues(
            amber="#c97c0a",
            violet="#7f5fe0",
            teal="#159485",
            blue="#2f74d8",
            rose="#c4548a",
            navy="#1f4fa8",
        ),
        role_hues=_hues(
            amber="#c48225",
            violet="#8a6ee6",
            teal="#2aa092",
            blue="#5590e6",
            rose="#d0699b",
            navy="#3566b4",
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
            selection="#003a94",
            good="#40ff9a",
            warn="#ffd500",
            bad="#ff8f82",
            doubt="#ffa35c",
            info="#6fd0ff",
            idle="#e0e0e0",
            soft="#ffd500",
            hard="#ff7a6b",
            buffers="#8fb4ff",
            working="#20e0d0",
            cached="#0f8077",
            context="#b08fff",
            others="#7a7a7a",
            free="#101010",
        ),
        stage_hues=_hues(
            amber="#ffb000",
            violet="#c9a6ff",
            teal="#20e0d0",
            blue="#6fd0ff",
            rose="#ff8fc8",
            navy="#3f8fff",
        ),
        role_hues=_hues(
            amber="#ffb000",
            violet="#c9a6ff",
            teal="#20e0d0",
            blue="#6fd0ff",
            rose="#ff8fc8",
            navy="#3f8fff",
        ),
    )


def _colours(**names: str) -> dict[str, QColor]:
    return {name: QColor(value) for name, value in names.items()}


def _hues(**names: str) -> dict[Hue, QColor]:
    return {hue: QColor(names[hue]) for hue in HUES}
