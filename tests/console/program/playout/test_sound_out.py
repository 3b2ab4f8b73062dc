"""The program's clock: without a device it counts steadily, and says when it had nothing to count."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from vortex_gui.console.program.playout.clip_reader import RATE, Sound
from vortex_gui.console.program.playout.sound_out import LEAD, SoundOut, SteadyOut


def silence(samples: int) -> Sound:
    return np.zeros((samples, 2), np.int16)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_it_counts_from_the_first_sound_on() -> None:
    clock = Clock()
    out = SteadyOut(now=clock)
    clock.now += 5
    assert (out.position(), out.room()) == (0, LEAD)
    out.write(silence(LEAD))
    clock.now += 0.1
    assert abs(out.position() - RATE // 10) <= 1
    assert out.slipped == 0


def test_a_stall_longer_than_the_lead_is_a_gap_and_the_program_goes_on_where_it_was() -> None:
    clock = Clock()
    out = SteadyOut(now=clock)
    out.write(silence(LEAD))
    clock.now += LEAD / RATE + 0.25
    assert out.position() == LEAD
    assert abs(out.slipped - RATE // 4) <= 1
    out.write(silence(LEAD))
    clock.now += 0.1
    assert abs(out.position() - (LEAD + RATE // 10)) <= 1


def test_a_stall_within_the_lead_is_none() -> None:
    clock = Clock()
    out = SteadyOut(now=clock)
    out.write(silence(LEAD))
    clock.now += LEAD / RATE - 0.01
    assert out.position() > 0
    assert out.slipped == 0


def test_the_tap_hears_every_sample(qtbot: QtBot) -> None:
    heard: list[Sound] = []
    sound = SoundOut(tap=heard.append)
    sound.write(silence(10))
    sound.write(silence(20))
    assert [len(part) for part in heard] == [10, 20]
    assert sound.slipped == 0
    sound.close()
