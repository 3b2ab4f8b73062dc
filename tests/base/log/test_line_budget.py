"""Lines that wait: a bounded number, and where others were left out one line says how many."""

from __future__ import annotations

from collections import deque

from vortex_gui.base.log.line_budget import LineBudget
from vortex_gui.base.log.log_line import RECORD_CHARS, LogLine


def line(number: int, *, chars: int = 10) -> LogLine:
    return LogLine(1.0, "INFO", "flood", str(number).zfill(chars), None, "")


def test_past_the_budget_lines_are_dropped_until_half_of_it_is_free_and_the_gap_is_told_in_its_place() -> (
    None
):
    budget = LineBudget("room", most_chars=10 * (RECORD_CHARS + 10))
    waiting: deque[LogLine] = deque(each for each in map(line, range(25)) if budget.admit(each))
    assert [int(each.message) for each in waiting] == list(range(10))
    for _ in range(4):
        assert budget.release(waiting.popleft()) is None
    assert not budget.admit(line(25)), "a gap that opens and closes at each line would be told at each line"
    gap = budget.release(waiting.popleft())
    assert gap is not None
    assert (gap.level, gap.logger) == ("WARNING", "room")
    assert gap.message == "16 log lines were dropped: they came faster than the console could take them."
    assert budget.admit(line(26))
    assert budget.release(waiting.popleft()) is None


def test_one_line_of_any_length_passes_alone() -> None:
    budget = LineBudget("room", most_chars=100)
    huge = line(0, chars=10_000)
    assert budget.admit(huge)
    assert not budget.admit(line(1))
    gap = budget.release(huge)
    assert gap is not None
    assert gap.message.startswith("1 log line")
