"""The sentences of the shift log."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.rows import row
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.report.checks import Check
from vortex_gui.base.report.report import Scores
from vortex_gui.base.settings.settings import Settings
from vortex_gui.console.control.shift.shift_words import (
    again_words,
    doubt_notice,
    end_words,
    moved_words,
    put_back_words,
    queued_words,
    settings_words,
)
from vortex_gui.console.state.shift_log import ShiftKind
from vortex_gui.engine.facts.slots import SlotState

FAILED = Scores(0.512, 0.7, 0.62, self_check_passed=False, outlier_detected=False)


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ([7], "Queued slot 7."),
        ([7, 8, 9], "Queued slots 7 to 9."),
        ([7, 9], "Queued slots 7, 9."),
        ([*range(1, 40, 2)], "Queued 20 slots."),
    ],
)
def test_queued_slots_are_named(slots: list[int], said: str) -> None:
    assert queued_words(slots) == said


@pytest.mark.parametrize(
    ("state", "more", "said", "kind"),
    [
        ("done", {"generation_ms": 8200.0}, "Slot 7 finished in 8.2 s.", ShiftKind.GOOD),
        (
            "done",
            {"generation_ms": 8200.0, "due_at": 100.0, "ended_at": 88.0},
            "Slot 7 finished in 8.2 s, 12 s before its deadline.",
            ShiftKind.GOOD,
        ),
        (
            "done",
            {"generation_ms": 8200.0, "due_at": 100.0, "ended_at": 103.0},
            "Slot 7 finished in 8.2 s, 3 s after its deadline.",
            ShiftKind.BAD,
        ),
        ("done", {"scores": FAILED}, "Slot 7 did not pass its check: B 0.51 · L 0.70.", ShiftKind.DOUBT),
        ("failed", {"error": "No voice."}, "Slot 7 failed: No voice.", ShiftKind.BAD),
        ("missed", {"error": "Too late."}, "Slot 7 missed its deadline: Too late.", ShiftKind.BAD),
        ("set_aside", {"error": "It died."}, "Slot 7 was set aside: It died.", ShiftKind.BAD),
        ("cancelled", {}, "Slot 7 was cancelled.", ShiftKind.NOTE),
    ],
)
def test_end_of_a_slot_is_one_sentence(state: str, more: dict[str, Any], said: str, kind: ShiftKind) -> None:
    assert end_words(row(7, SlotState(state), **more)) == (said, kind)


def test_a_check_of_the_whole_clip_is_told_in_place_of_the_scores() -> None:
    late = Check("lips_offset", 5.0, 2.0, False)
    assert end_words(row(7, SlotState.DONE, scores=FAILED), (Check("face", 0.9, 0.6, True), late)) == (
        "Slot 7 did not pass its check. The lips are +5.0 frames behind the sound; 2 is allowed.",
        ShiftKind.DOUBT,
    )


def test_changed_settings_are_named_by_their_labels() -> None:
    before = Settings()
    console = before.console.model_copy(update={"theme": "light", "volume": 50})
    assert settings_words(before, before) == ""
    after = before.model_copy(update={"console": console})
    assert settings_words(before, after) == "Changed the settings: Theme, Volume."


def test_moves_and_repeats_name_their_slots() -> None:
    assert moved_words((7,), 0) == "Moved slot 7 to place 1."
    assert moved_words((7, 8), 2) == "Moved slots 7 to 8 to place 3."
    assert put_back_words((7, 9)) == "Put slots 7, 9 back where they stood in the queue."
    assert again_words("queue", [2, 4], [6, 7]) == "Queued slots 2, 4 again as slots 6 to 7."
    assert again_words("retry", [3], [9]) == "Retried slot 3 as slot 9."
    assert again_words("duplicate", [3, 5], [9, 10]) == "Duplicated slots 3, 5 as slots 9 to 10."


@pytest.mark.parametrize(
    ("visual", "remedy"),
    [
        ({"prompt": "a presenter"}, "Look at the clip. Duplicate it for another seed, or reword its prompt."),
        (
            {"prompt": "a presenter", "actor": "/me.png"},
            "Look at the clip. Choose another picture, or reword its prompt.",
        ),
        ({"actor": "/me.png"}, "Look at the clip. Choose another picture of the presenter."),
    ],
)
def test_remedy_of_a_failed_check_fits_who_made_the_presenter(visual: dict[str, str], remedy: str) -> None:
    recipe = recipe_from_mapping({"audio_track": {"script": "Good evening."}, "visual_track": visual})
    assert doubt_notice(7, FAILED, (), recipe) == ("Slot 7 did not pass its check: B 0.51 · L 0.70.", remedy)
