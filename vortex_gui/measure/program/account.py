"""The program's account: what the screen showed and the sink was given, against the clips themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize

from vortex_gui.console.program.playout.clip_reader import PADDING
from vortex_gui.measure.program.expected import ExpectedClip, expected_clip
from vortex_gui.measure.program.screen import BLACK, LOOKS_S, Look

READY_BEFORE_S = 1.0
"""A clip that was finished so long before it was due has to follow without a gap."""
BLIND_S = 3 / LOOKS_S
"""Without a look for so long, a frame may have been on the screen unseen."""
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """One switch as the program process told it."""

    what: str
    path: str
    slot: int | None
    begin: int
    planned_at: float
    shown_at: float
    waited_s: float


@dataclass(slots=True)
class ProgramAccount:
    """Counts from the screen and the sound; `faults` names each one that is not 0."""

    clips: int = 0
    frames: int = 0
    frames_unseen: int = 0
    """Never seen on the screen although it was looked at all the while."""
    frames_backwards: int = 0
    """A picture that was gone came again."""
    foreign: int = 0
    """Looks during a clip at what is no picture of it."""
    black: int = 0
    gaps: int = 0
    """Between a clip and one that was finished long before."""
    late_switches: int = 0
    """The first picture was on the screen more than a frame after plan."""
    worst_late_ms: float = 0.0
    sound_wrong: int = 0
    """Clips whose samples are not exactly in the sound, once."""
    sound_foreign: int = 0
    """Samples that are neither of a clip nor silence: a word repeated."""
    looks: int = 0
    looks_blind: int = 0
    faults: list[str] = field(default_factory=list)

    def is_good(self) -> bool:
        """Nothing black, foreign, repeated, missing or late."""
        return self.clips > 0 and not any(
            (
                self.frames_unseen,
                self.frames_backwards,
                self.foreign,
                self.black,
                self.gaps,
                self.late_switches,
                self.sound_wrong,
                self.sound_foreign,
            )
        )

    def note(self, fault: str) -> None:
        if len(self.faults) < MOST_TOLD:
            self.faults.append(fault)


def settle(
    switches: Sequence[Shown],
    finished_at: dict[str, float],
    looks: Sequence[Look],
    sound: NDArray[np.int16],
    room: QSize,
) -> ProgramAccount:
    """Compares every clip that was on air, from its begin to the next switch; the last one is cut short."""
    account = ProgramAccount(looks=len(looks))
    known: dict[str, ExpectedClip] = {}
    _count_black(account, looks, switches)
    _count_gaps(account, switches, finished_at)
    said = np.zeros(len(sound), bool)
    for place, switch in enumerate(switches[:-1]):
        if switch.what != "clip":
            continue
        clip = known.get(switch.path) or expected_clip(Path(switch.path), room)
        known[switch.path] = clip
        account.clips += 1
        following = switches[place + 1]
        seen = [look for look in looks if switch.shown_at <= look.at < following.shown_at - 2 / LOOKS_S]
        _count_frames(account, switch, clip, seen)
        _count_late(account, switch, clip, looks)
        _compare_sound(account, switch, clip, following.begin, sound, said)
    last = switches[-1].begin if switches else 0
    foreign = int(np.count_nonzero(np.any(sound[:last] != 0, axis=1) & ~said[:last]))
    account.sound_foreign = foreign
    if foreign:
        account.note(f"{foreign} samples of sound belong to no clip")
    return account


def _count_black(account: ProgramAccount, looks: Sequence[Look], switches: Sequence[Shown]) -> None:
    """From the first switch to the last: before and after it the window is opening or has closed."""
    if not switches:
        return
    on_air = [look for look in looks if switches[0].shown_at <= look.at <= switches[-1].shown_at]
    account.black = sum(look.brightest < BLACK for look in on_air)
    account.looks_blind = sum(b.at - a.at > BLIND_S for a, b in pairwise(on_air))
    if account.black:
        account.note(f"{account.black} looks at a black screen")


def _count_gaps(account: ProgramAccount, switches: Sequence[Shown], finished_at: dict[str, float]) -> None:
    clips = [switch for switch in switches if switch.what == "clip"]
    for switch in clips[1:]:
        due_at = switch.planned_at - switch.waited_s
        if switch.waited_s > 0 and finished_at.get(switch.path, due_at) < due_at - READY_BEFORE_S:
            account.gaps += 1
            account.note(f"{switch.path} was finished, and came {switch.waited_s:.2f} s late")


def _count_frames(account: ProgramAccount, switch: Shown, clip: ExpectedClip, seen: Sequence[Look]) -> None:
    """Walks through the pictures seen: each is the same as before, or one of the next."""
    at, hit = -1, set[int]()
    pictures = clip.pictures
    account.frames += len(pictures)
    for look in seen:
        if at >= 0 and look.picture == pictures[at]:
            continue
        following = next((n for n in range(at + 1, len(pictures)) if pictures[n] == look.picture), None)
        if following is not None:
            at = following
            hit.add(at)
        elif look.picture in pictures:
            account.frames_backwards += 1
            account.note(f"{switch.path} went back at frame {at}")
        else:
            account.foreign += 1
            account.note(f"{switch.path} showed something else after frame {at}")
    blind = any(b.at - a.at > BLIND_S for a, b in pairwise(seen))
    if not blind:
        unseen = [n for n in range(at) if n not in hit and pictures[n] not in {pictures[m] for m in hit}]
        account.frames_unseen += len(unseen)
        if unseen:
            account.note(f"{switch.path} never showed the frames {unseen}")


def _count_late(account: ProgramAccount, switch: Shown, clip: ExpectedClip, looks: Sequence[Look]) -> None:
    """The screen still showed something else at the look before the clip's first: it was so late at least."""
    pictures = set(clip.pictures)
    before = switch.planned_at
    for look in looks:
        if look.at >= switch.planned_at and look.picture in pictures:
            late_s = max(0.0, before - switch.planned_at)
            account.worst_late_ms = max(account.worst_late_ms, round(late_s * 1000, 1))
            if late_s > clip.frame_s:
                account.late_switches += 1
                account.note(f"{switch.path} came on the screen {late_s * 1000:.0f} ms after plan")
            return
        before = look.at


def _compare_sound(
    account: ProgramAccount,
    switch: Shown,
    clip: ExpectedClip,
    end: int,
    sound: NDArray[np.int16],
    said: NDArray[np.bool_],
) -> None:
    """The clip's samples stand in the sound from its begin on, up to the next switch."""
    heard = sound[switch.begin : end]
    wanted = clip.sound[: len(heard)]
    said[switch.begin : switch.begin + len(wanted)] = True
    whole = len(clip.sound) <= len(heard) + PADDING
    if not np.array_equal(heard[: len(wanted)], wanted) or not whole:
        account.sound_wrong += 1
        account.note(f"{switch.path} does not sound as it does by itself")
