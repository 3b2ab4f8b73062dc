"""The rings of buckets beside a plain recomputation over all samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vortex_gui.console.memory.kept.max_buckets import SPANS, MaxBuckets

COLUMNS, BUCKET_S = 20, 0.5

Sample = tuple[float, float, float, int]
samples = st.lists(
    st.tuples(
        st.floats(0, 40, allow_nan=False),
        st.integers(0, 5).map(float),
        st.integers(0, 5).map(float),
        st.integers(0, 31),
    ),
    min_size=1,
    max_size=80,
).map(lambda rows: sorted(rows, key=lambda row: row[0]))


def recomputed(rows: list[Sample], until: float, hold: int) -> list[tuple[float, float, int] | None]:
    """Of each bucket its highest sample's values and all its bits; an empty bucket holds the one before."""
    last = int(until // BUCKET_S)
    shown: list[tuple[float, float, int] | None] = []
    own: list[tuple[float, float, int] | None] = []
    for number in range(last - COLUMNS + 1, last + 1):
        inside = [row for row in rows if int(row[0] // BUCKET_S) == number]
        best = max(inside, key=lambda row: row[1] + row[2], default=None)
        bits = 0
        for row in inside:
            bits |= row[3]
        own.append((best[1], best[2], bits) if best else None)
        shown.append(next((value for value in reversed(own[-1 - hold :]) if value), None))
    return shown


def filled_ring(rows: list[Sample]) -> MaxBuckets:
    ring = MaxBuckets(2, COLUMNS, BUCKET_S)
    for at, low, high, bits in rows:
        ring.add(at, (low, high), low + high, bits)
    return ring


def as_list(ring: MaxBuckets, until: float, hold_s: float) -> list[tuple[float, float, int] | None]:
    window = ring.window(until, hold_s)
    return [
        (window.values[0, i], window.values[1, i], int(window.bits[i])) if window.present[i] else None
        for i in range(COLUMNS)
    ]


@given(samples, st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_window_shows_what_a_recomputation_over_all_samples_shows(rows: list[Sample], hold: int) -> None:
    until = rows[-1][0]
    assert as_list(filled_ring(rows), until, hold * BUCKET_S) == recomputed(rows, until, hold)


@given(samples)
@settings(max_examples=100, deadline=None)
def test_extend_leaves_the_ring_as_adding_one_by_one_does(rows: list[Sample]) -> None:
    ring = MaxBuckets(2, COLUMNS, BUCKET_S)
    at, low, high, bits = (np.array(column) for column in zip(*rows, strict=True))
    ring.extend(at, np.column_stack((low, high)), low + high, bits.astype(np.uint8))
    until = rows[-1][0]
    assert as_list(ring, until, 0) == as_list(filled_ring(rows), until, 0)


def test_open_bucket_is_seen_before_it_closes() -> None:
    ring = filled_ring([(10.0, 1.0, 2.0, 0), (10.1, 3.0, 4.0, 0)])
    assert ring.window(10.2).values[:, -1].tolist() == [3.0, 4.0]


def test_late_sample_falls_into_its_own_bucket() -> None:
    ring = filled_ring([(10.0, 1.0, 0.0, 0), (11.0, 1.0, 0.0, 0)])
    ring.add(10.2, (9.0, 0.0), 9.0)
    assert ring.window(11.0).values[0, -3] == 9.0


def test_time_without_samples_is_empty_and_not_zero() -> None:
    ring = filled_ring([(1.0, 1.0, 1.0, 3)])
    window = ring.window(5.0)
    assert not window.present[-8:].any()
    assert np.isnan(window.values[:, -8:]).all()
    assert not window.bits[-8:].any()


def test_clock_set_back_by_more_than_the_ring_begins_anew() -> None:
    ring = filled_ring([(1000.0, 5.0, 5.0, 0)])
    ring.add(10.0, (1.0, 1.0), 2.0)
    assert ring.window(10.0).values[:, -1].tolist() == [1.0, 1.0]
    assert not ring.window(1000.0).present.any()


def test_value_that_cannot_be_measured_stays_unmeasured() -> None:
    ring = MaxBuckets(2, COLUMNS, BUCKET_S)
    ring.add(1.0, (4.0, float("nan")), 4.0)
    window = ring.window(1.0)
    assert window.present[-1]
    assert np.isnan(window.values[1, -1])


def test_all_spans_together_keep_their_history_in_little_memory() -> None:
    assert sum(MaxBuckets(9, s.columns, s.bucket_s).nbytes for s in SPANS) < 400_000


def test_spans_run_from_a_minute_to_a_day() -> None:
    assert [span.seconds for span in SPANS] == pytest.approx([60, 300, 3600, 86400])
