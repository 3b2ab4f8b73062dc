"""The play-list's rules: recipe after recipe at its beat, never further behind than the queue allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.console.state.play_list import MOST_WAITING, play_list

A, B = Path("a.yaml"), Path("b.yaml")


def test_recipes_come_round_one_each_beat() -> None:
    playing = play_list((A, B), 45, now=1000)
    given = [playing.due(1000 + second, waiting=0) for second in range(0, 140)]
    assert [(second, path) for second, path in enumerate(given) if path] == [
        (0, A),
        (45, B),
        (90, A),
        (135, B),
    ]


def test_beat_is_left_out_while_the_queue_is_behind() -> None:
    playing = play_list((A, B), 10, now=0)
    assert playing.due(0, waiting=MOST_WAITING) is None
    assert playing.due(5, waiting=0) is None
    assert playing.due(10, waiting=0) == A
    assert (playing.begun, playing.left_out) == (1, 1)


def test_beats_slept_through_are_not_made_up_for() -> None:
    playing = play_list((A, B), 10, now=0)
    assert playing.due(0, 0) == A
    assert playing.due(3600, 0) == B
    assert playing.due(3601, 0) is None
    assert playing.next_at == 3610
    assert playing.left_out == 359


def test_beat_needs_a_length() -> None:
    with pytest.raises(ValueError, match="longer than 0 s"):
        play_list((A,), 0, now=0)
