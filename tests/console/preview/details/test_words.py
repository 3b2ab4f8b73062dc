"""The preview's sentences, from plain values."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.preview.showing import report_of
from tests.console.rows import row
from vortex_gui.console.preview.details.words import end_words, queue_words, scores_words, time_words
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.engine.facts.slots import FINAL_STATES, SlotState


@pytest.mark.parametrize(
    ("position", "words"),
    [
        (None, "It is queued."),
        (0, "It is next."),
        (1, "One slot is ahead of it."),
        (7, "7 slots are ahead of it."),
    ],
)
def test_place_in_the_queue(position: int | None, words: str) -> None:
    assert queue_words(KnownSlot(row(3), None, position)) == words


def test_each_end_but_done_has_its_sentence() -> None:
    ends = [state for state in FINAL_STATES if state is not SlotState.DONE]
    sentences = {end_words(KnownSlot(row(3, state), None)) for state in ends}
    assert len(sentences) == len(ends)
    assert all(sentence.startswith("Slot 3 ") for sentence in sentences)


def test_scores_and_times_of_a_report(tmp_path: Path) -> None:
    report = report_of(tmp_path)
    fullest, *shorter = scores_words(report)
    assert ">passed</b> · B 0.70 · L 0.86 · together 0.80 (needs 0.71)" in fullest
    assert shorter[-2].endswith(">passed</b> · 0.80 (needs 0.71)")
    assert shorter[-1].endswith(">passed</b>")
    times = time_words(report)[0]
    assert times.startswith("9.0 s · ")
    assert ">deadline met</b> · peak 1.89 GB" in times
    assert "full" not in times
    assert (scores_words(None), time_words(None)) == (("Verification",), ("Stages",))


def test_missed_deadline_and_a_lower_rung_are_told(tmp_path: Path) -> None:
    report = report_of(tmp_path, deadline={"due_s": 5.0, "met": False}, rung="half")
    fullest, shorter, shortest = time_words(report)[:3]
    assert " · half · peak " in fullest
    assert shorter.endswith(" · half")
    assert shortest.endswith(">deadline missed</b>")


@pytest.mark.parametrize(("met", "words"), [(True, ">target met</span>"), (False, ">target not met</span>")])
def test_the_target_is_told_beside_the_deadline(tmp_path: Path, met: bool, words: str) -> None:
    times = time_words(report_of(tmp_path, target={"target_s": 20.0, "met": met}))[0]
    assert ">deadline met</b>" in times
    assert words in times
    assert "target" not in time_words(report_of(tmp_path))[0]
