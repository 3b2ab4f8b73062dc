"""The leak watch: it tells a rise of the floor once, and nothing else."""

from __future__ import annotations

import random

import pytest

from vortex_gui.engine.watch.leak_watch import LeakWatch, slope_of


def run(watch: LeakWatch, floors: list[int]) -> list[str]:
    told = []
    for floor in floors:
        watch.slot_ended()
        told.append(watch.sample(floor + 900_000_000, "animation"))
        told.append(watch.sample(floor, ""))
        told.append(watch.sample(floor + 500_000_000, ""))
    return [sentence for sentence in told if sentence]


def test_a_rise_of_two_megabytes_a_slot_is_told_once() -> None:
    told = run(LeakWatch(), [1_000_000_000 + 2_000_000 * at for at in range(200)])
    assert told == ["The worker's memory rises by 2.0 MB a slot (200 MB in 100 slots)."]


def test_noise_and_the_first_slots_are_not_told() -> None:
    chance = random.Random(1)
    floors = [500_000_000, 800_000_000, 900_000_000]
    floors += [1_000_000_000 + chance.randrange(20_000_000) for _ in range(300)]
    assert run(LeakWatch(), floors) == []


def test_growth_of_exactly_the_limit_is_not_told_and_a_byte_more_is() -> None:
    floors = [1_000_000 * at for at in range(23)]
    assert run(LeakWatch(), floors) == []
    floors[13] += 1  # behind the middle of the twenty that count
    (told,) = run(LeakWatch(), floors)
    assert told == "The worker's memory rises by 1.0 MB a slot (100 MB in 100 slots)."


def test_the_first_three_slots_warm_up_and_twenty_more_are_enough() -> None:
    watch = LeakWatch()
    run(watch, [0, 0, 0, *[10 * at for at in range(19)]])
    assert watch.bytes_per_slot is None
    run(watch, [190])
    assert watch.bytes_per_slot == 10


def test_only_the_first_quiet_sample_after_a_slot_counts() -> None:
    watch = LeakWatch()
    for at in range(30):
        watch.sample(-1_000_000 * at, "")  # before the worker's first slot, and then between slots
        watch.slot_ended()
        watch.sample(-2_000_000 * at, "output")
        watch.sample(10 * at, "")
        watch.sample(-3_000_000 * at, "")
    assert watch.bytes_per_slot == 10


def test_a_quiet_sample_before_the_first_slot_is_no_floor() -> None:
    watch = LeakWatch()
    watch.sample(0, "")
    run(watch, list(range(22)))
    assert watch.bytes_per_slot is None


def test_a_new_worker_begins_anew() -> None:
    watch = LeakWatch()
    run(watch, [10_000_000 * at for at in range(30)])
    assert watch.bytes_per_slot == pytest.approx(10_000_000)
    watch.begin_life()
    assert watch.bytes_per_slot is None


def test_slope_is_the_rise_per_step() -> None:
    assert slope_of([1.0, 3.0, 5.0]) == 2.0
    assert slope_of([4.0, 4.0]) == 0.0
