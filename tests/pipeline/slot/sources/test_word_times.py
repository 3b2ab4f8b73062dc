"""Words of a script are spread over the loud parts of its recording."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tests.pipeline.slot.sources.recordings import tone
from vortex_gui.pipeline.slot.sources.word_times import word_times

RATE = 24_000


def test_words_lie_in_the_loud_parts_in_order() -> None:
    pause = np.zeros(RATE, np.float32)
    sound = np.concatenate([pause, tone(1, RATE), pause, tone(1, RATE), pause])
    spans = word_times("aaaa bbbb cccc dddd", sound, RATE)
    assert [span.word for span in spans] == ["aaaa", "bbbb", "cccc", "dddd"]
    assert [round(span.start_s, 1) for span in spans] == [1.0, 1.5, 3.0, 3.5]
    assert [round(span.end_s, 1) for span in spans] == [1.5, 2.0, 3.5, 4.0]
    assert all(a.end_s <= b.start_s for a, b in pairwise(spans))


def test_a_long_word_takes_longer() -> None:
    short, long = word_times("a extraordinarily", tone(2, RATE), RATE)
    assert long.end_s - long.start_s > 3 * (short.end_s - short.start_s)


def test_nothing_said_or_nothing_loud_has_no_times() -> None:
    assert word_times("", tone(1, RATE), RATE) == ()
    assert word_times("hello", np.zeros(RATE, np.float32), RATE) == ()
    assert word_times("hello", np.zeros(0, np.float32), RATE) == ()


def test_one_sample_more_than_a_look_stays_inside() -> None:
    sound = tone(0.5001, RATE)
    (span,) = word_times("hello", sound, RATE)
    assert 0 <= span.start_s < span.end_s <= sound.size / RATE
