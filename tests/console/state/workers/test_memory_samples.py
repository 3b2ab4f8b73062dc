"""The last minutes of samples and marks, and limits that are told when they change."""

from __future__ import annotations

from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.console.state.workers import memory_samples
from vortex_gui.console.state.workers.memory_samples import MemoryHistory, MemoryMark
from vortex_gui.wire.protocol import MemorySample


def sample(at: float, level: MemoryLevel = "under") -> MemorySample:
    return MemorySample(at, {}, 0, 0, int(at), None, None, None, "", 0, level)


def test_the_newest_samples_stay_and_each_is_told() -> None:
    history = MemoryHistory()
    told: list[MemorySample] = []
    history.appended.connect(told.append)
    assert history.latest is None
    for at in range(memory_samples.MEMORY_SAMPLES_KEPT + 3):
        history.append(sample(at))
    assert len(told) == memory_samples.MEMORY_SAMPLES_KEPT + 3
    assert (history.recent[0].at, len(history.recent)) == (3, memory_samples.MEMORY_SAMPLES_KEPT)
    assert history.latest == told[-1]


def test_marks_are_bounded_and_told() -> None:
    history = MemoryHistory()
    told: list[MemoryMark] = []
    history.marked.connect(told.append)
    for number in range(memory_samples.MARKS_KEPT + 1):
        history.mark(MemoryMark(number, "slot_begin", number))
    assert (history.marks[0].slot_id, len(history.marks)) == (1, memory_samples.MARKS_KEPT)
    assert len(told) == memory_samples.MARKS_KEPT + 1


def test_limits_are_told_only_when_they_change() -> None:
    history = MemoryHistory()
    changes: list[tuple[int | None, int | None]] = []
    history.limits_changed.connect(
        lambda: changes.append((history.soft_limit_bytes, history.hard_limit_bytes))
    )
    for limits in ((1, 2), (1, 2), (1, 3)):
        history.set_limits(*limits)
    assert changes == [(1, 2), (1, 3)]


def test_the_level_is_the_newest_samples_and_told_when_it_changes() -> None:
    history = MemoryHistory()
    changes: list[MemoryLevel] = []
    history.level_changed.connect(lambda: changes.append(history.level))
    assert history.level == "under"
    levels: tuple[MemoryLevel, ...] = ("under", "soft", "soft", "hard", "under")
    for at, level in enumerate(levels):
        history.append(sample(at, level))
    assert changes == ["soft", "hard", "under"]
