"""Captions as values: cues with their times, written as SRT and WebVTT, and read back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_CUES = 5_000
"""Of a file that is read; more are left out."""
_ARROW = "-->"
_TIME = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})"
_TIMES = re.compile(rf"\s*{_TIME}\s+{_ARROW}\s+{_TIME}")
_TAG = re.compile(r"</?[^<>]*>")


@dataclass(frozen=True, slots=True)
class Cue:
    """One or two lines and when they are shown, in seconds of the clip."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def srt_text(cues: Sequence[Cue]) -> str:
    """SubRip: numbered cues, a comma before the milliseconds."""
    return "\n".join(
        f"{number}\n{_clock(cue.start_s, ',')} {_ARROW} {_clock(cue.end_s, ',')}\n{_safe(cue.text)}\n"
        for number, cue in enumerate(cues, 1)
    )


def vtt_text(cues: Sequence[Cue]) -> str:
    """WebVTT: a dot before the milliseconds, and its own signs escaped."""
    blocks = (
        f"{_clock(cue.start_s, '.')} {_ARROW} {_clock(cue.end_s, '.')}\n{_escaped(cue.text)}\n"
        for cue in cues
    )
    return "\n".join(("WEBVTT\n", *blocks))


def read_vtt(text: str) -> tuple[Cue, ...]:
    """The cues of WebVTT or SubRip text of any origin, in the order of their times; others are left out."""
    found = [cue for block in re.split(r"\r?\n[ \t]*\r?\n", text) if (cue := _read(block)) is not None]
    return tuple(sorted(found[:MAX_CUES], key=lambda cue: cue.start_s))


def cue_at(cues: Sequence[Cue], seconds: float) -> Cue | None:
    """The cue that is shown at a moment."""
    return next((cue for cue in cues if cue.start_s <= seconds < cue.end_s), None)


def _read(block: str) -> Cue | None:
    lines = iter(block.splitlines())
    for line in lines:
        if times := _TIMES.match(line):
            start_s, end_s = _seconds(*times.groups()[:4]), _seconds(*times.groups()[4:8])
            shown = tuple(_unescaped(lines))
            return Cue(start_s, end_s, shown) if shown and start_s < end_s else None
    return None


def _unescaped(lines: Iterator[str]) -> Iterator[str]:
    return (html.unescape(_TAG.sub("", line)).strip() for line in lines if line.strip())


def _seconds(hours: str | None, minutes: str, seconds: str, milliseconds: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(milliseconds) / 1000


def _clock(seconds: float, mark: str) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{mark}{milliseconds:03d}"


def _safe(text: str) -> str:
    """Without the sign that separates two times, which no reader expects in a text."""
    return text.replace(_ARROW, "→")


def _escaped(text: str) -> str:
    return html.escape(_safe(text), quote=False)
