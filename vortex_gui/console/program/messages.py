"""What console and program process tell each other: one dataclass a message, one line of JSON each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Airing:
    """One clip that is to be on air once; `key` is never used again, also when the same file comes again."""

    key: str
    path: str
    title: str = ""
    slot_id: int | None = None
    not_before: float | None = None
    """In seconds of the machine's counter; until then it waits, unless it is taken."""


# ── from the console ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SetUpcoming:
    """The finished clips that come next, in order; replaces those told before."""

    clips: tuple[Airing, ...]


@dataclass(frozen=True, slots=True)
class SetFiller:
    """The clip to show while the next one is late; empty is the built-in card with this title."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class TakeNext:
    """Cut to the next clip now, or as soon as one is there; to this one, unless it has begun by itself."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class SetHold:
    """While held, the clip on air plays out and its last picture stands."""

    on: bool


@dataclass(frozen=True, slots=True)
class FillNow:
    """Cut to the filler now, and stay there until the next take."""


@dataclass(frozen=True, slots=True)
class CloseOutput:
    """End the program output and its process."""


# ── from the program process ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OutputShown:
    """The window covers this screen, and something is on it."""

    screen: str
    width: int
    height: int
    sound: str
    """The device that plays the sound; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Switched:
    """Another clip or filler is on the screen.

    `begin` counts samples of the program's sound. `planned_at` and `shown_at` are seconds of the machine's
    counter for its first picture; `late_ms` is their difference, `late_frames` the same in frames.
    `waited_s` is how long the filler bridged before a clip.
    The last four tell of the one before: pictures shown, never shown, shown late, samples of silence in it.
    """

    key: str
    kind: str
    begin: int
    planned_at: float
    shown_at: float
    late_ms: float
    late_frames: int
    waited_s: float
    shown: int
    dropped: int
    held: int
    gap_samples: int


@dataclass(frozen=True, slots=True)
class ProgramFigures:
    """Where the program is, told a few times a second."""

    key: str
    kind: str
    next_key: str
    next_ready: bool
    remaining_s: float | None
    hold: bool
    switches: int
    late_switches: int
    worst_late_ms: float
    dropped: int
    held: int
    gaps: int


@dataclass(frozen=True, slots=True)
class ClipRefused:
    """A clip that cannot be played, and why; it is left out."""

    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ScreenGone:
    """The screen was unplugged; `moved_to` is the one that shows the program now, empty when none does."""

    screen: str
    moved_to: str


@dataclass(frozen=True, slots=True)
class SoundChanged:
    """Another device plays the sound; empty when there is none any more."""

    device: str


@dataclass(frozen=True, slots=True)
class EscapePressed:
    """Esc once; another within `within_s` ends the output."""

    within_s: float


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key in the program's window, with its modifiers, as Qt counts them."""

    key: int


@dataclass(frozen=True, slots=True)
class OutputClosed:
    """The output has ended because it was asked to; the last message."""

    by_key: bool


ToProgram = SetUpcoming | SetFiller | TakeNext | SetHold | FillNow | CloseOutput
FromProgram = (
    OutputShown
    | Switched
    | ProgramFigures
    | ClipRefused
    | ScreenGone
    | SoundChanged
    | EscapePressed
    | KeyPressed
    | OutputClosed
)
_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        SetUpcoming,
        SetFiller,
        TakeNext,
        SetHold,
        FillNow,
        CloseOutput,
        OutputShown,
        Switched,
        ProgramFigures,
        ClipRefused,
        ScreenGone,
        SoundChanged,
        EscapePressed,
        KeyPressed,
        OutputClosed,
    )
}


def to_line(message: ToProgram | FromProgram) -> bytes:
    """The message with its line end."""
    return json.dumps({"message": type(message).__name__, **asdict(message)}).encode() + b"\n"


def from_line(line: bytes) -> ToProgram | FromProgram:
    """The message of a line; raises `ValueError` for one that is none."""
    try:
        found = json.loads(line)
        kind = _KINDS[found.pop("message")]
        if kind is SetUpcoming:
            return SetUpcoming(tuple(Airing(**each) for each in found["clips"]))
        if found.keys() != {field.name for field in fields(kind)}:
            raise ValueError(f"not the fields of {kind.__name__}")
        message: ToProgram | FromProgram = kind(**found)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no message: {error}") from None
    return message
