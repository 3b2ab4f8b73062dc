"""The settings of the program output."""

from __future__ import annotations

from pydantic import field_validator

from vortex_gui.base.files.paths import expanded
from vortex_gui.base.settings.setting import Section, setting
from vortex_gui.base.words.translation import mark


class ProgramSettings(Section):
    """What goes on air, and where."""

    screen: str = setting(
        "",
        mark("Screen"),
        mark("Screen of the program output, by its name; empty means one that the console is not on."),
        empty=mark("one that the console is not on"),
    )
    filler: str = setting(
        "",
        mark("Filler clip"),
        mark("Clip to play while the next one is late; empty shows a card with title and time."),
        empty=mark("a card with title and time"),
    )
    title: str = setting(
        "One moment, please",
        mark("Title of the card"),
        mark("Words on the card that is shown while no clip is there."),
        max_length=80,
    )
    move_when_unplugged: bool = setting(
        False,
        mark("Move when unplugged"),
        mark("Show the program on another free screen if its own is unplugged."),
    )

    @field_validator("filler")
    @classmethod
    def _can_be(cls, written: str) -> str:
        expanded(written)
        return written
