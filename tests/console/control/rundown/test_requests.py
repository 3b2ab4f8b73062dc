"""The rundown does what the operator asks, can undo it, and says so when it cannot do it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.console.control.rundown.conftest import Sitting
from tests.console.rows import put, row
from tests.console.state.rundown.test_rundown import clip, fixed, made, rundown, waiting
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.control.rundown.requests import planned_seconds
from vortex_gui.console.state.rundown.rundown import MOST_ITEMS, Pace
from vortex_gui.engine.facts.events import Severity


async def test_recipe_files_are_added_and_faulty_ones_told(
    sitting: Sitting, recipe: Recipe, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good-news.yaml", tmp_path / "bad.yaml"
    good.write_text(recipe.to_yaml(), encoding="utf-8")
    bad.write_text("nothing: here", encoding="utf-8")
    sitting.requests.add_files((good, bad, tmp_path / "none.yaml"))
    await sitting.rest()
    (item,) = sitting.state.rundown.items
    assert (item.title, item.path) == ("Good news", good)
    assert item.planned_s == planned_seconds(recipe, sitting.state.profile) > 1
    ((severity, text, more),) = sitting.told
    assert severity is Severity.ERROR
    assert text == "2 recipe files could not be added to the rundown."
    assert more["remedy"].startswith("bad.yaml: ")
    assert more["details"].count("none.yaml") == 1
    assert sitting.did == ["Added Good news to the rundown."]


async def test_slots_are_added_known_or_not(sitting: Sitting, recipe: Recipe) -> None:
    put(sitting.state, 3)
    sitting.rows[4] = row(4, recipe_json="{}")
    sitting.requests.add_slots((3, 4, 99))
    await sitting.rest()
    first, second = sitting.state.rundown.items
    assert recipe.audio_track.script.startswith(first.title.removesuffix(" …"))
    assert (first.slot_id, second.title, second.slot_id) == (3, "Slot 4", 4)
    assert not first.makes_slots


async def test_recipe_of_the_form_is_added_at_a_place(sitting: Sitting, recipe: Recipe) -> None:
    sitting.state.rundown.put(rundown(fixed(1), fixed(2)))
    sitting.requests.add_recipe(recipe, position=1)
    assert sitting.state.rundown.items[1].recipe == recipe


async def test_full_rundown_says_what_did_not_fit(sitting: Sitting, recipe: Recipe) -> None:
    sitting.state.rundown.put(rundown(*[fixed(1)] * MOST_ITEMS))
    sitting.requests.add_recipe(recipe)
    assert sitting.told[0][1] == "A rundown has up to 1000 rows; 1 did not fit."
    assert len(sitting.state.rundown.items) == MOST_ITEMS


async def test_each_change_of_the_rows_is_undone_and_redone(sitting: Sitting, recipe: Recipe) -> None:
    undo, ask = sitting.state.undo, sitting.requests
    sitting.state.rundown.put(rundown(fixed(1), fixed(2), fixed(3)))

    def seen() -> tuple[object, ...]:
        value = sitting.state.rundown.value
        rows = tuple((item.item_id, item.skipped) for item in value.items)
        return rows, value.loop, value.pace, value.beat_s

    seen_before = [seen()]
    changes: tuple[Callable[[], None], ...] = (
        lambda: ask.move((3,), 0),
        lambda: ask.remove((1,)),
        lambda: ask.skip((2,), True),
        lambda: ask.set_loop(True),
        lambda: ask.set_pace(Pace.BEAT, 9.0),
        lambda: ask.add_recipe(recipe),
    )
    for change in changes:
        change()
        assert seen() != seen_before[-1]
        seen_before.append(seen())
    for expected in reversed(seen_before[:-1]):
        undo.undo()
        assert seen() == expected
    for expected in seen_before[1:]:
        undo.redo()
        assert seen() == expected


async def test_undo_leaves_what_is_on_air_and_what_became_of_slots(sitting: Sitting) -> None:
    state = sitting.state.rundown
    now = steady_now()
    state.put(rundown(fixed(1), waiting(2), fixed(3)).start(now))
    sitting.requests.move((3,), 1)
    state.put(state.value.with_slot_facts(clip(2)).advance(now + 10))
    sitting.state.undo.undo()
    assert sitting.numbers() == [1, 2, 3]
    assert state.value.current_id == 3
    assert state.items[1].is_ready


async def test_removed_row_comes_back_to_its_place(sitting: Sitting) -> None:
    sitting.state.rundown.put(rundown(fixed(1), fixed(2), fixed(3)))
    sitting.requests.remove((2,))
    assert sitting.numbers() == [1, 3]
    (notice,) = sitting.state.notices.all()
    assert notice.text == "Removed Slot 2 from the rundown."
    assert notice.button is not None
    notice.button.press()
    assert sitting.numbers() == [1, 2, 3]


async def test_moving_on_and_on_is_one_step(sitting: Sitting) -> None:
    sitting.state.rundown.put(rundown(*map(fixed, (1, 2, 3))))
    sitting.requests.move((3,), 1)
    sitting.requests.move((3,), 0)
    sitting.state.undo.undo()
    assert sitting.numbers() == [1, 2, 3]


async def test_what_changes_nothing_is_no_step(sitting: Sitting) -> None:
    sitting.state.rundown.put(rundown(fixed(1), fixed(2)))
    sitting.requests.move((1,), 0)
    sitting.requests.set_loop(False)
    assert sitting.state.undo.next_undo is None
    assert sitting.did == []


async def test_on_air_requests(sitting: Sitting) -> None:
    state, ask = sitting.state.rundown, sitting.requests
    state.put(rundown(fixed(1), fixed(2), waiting(3)))
    ask.start(2)
    assert state.value.current_id == 2
    ask.start()
    assert state.value.current_id == 1
    ask.set_hold(True)
    ask.go_on()
    assert (state.value.current_id, state.hold) == (2, True), "the operator goes on, and holds that one"
    ask.set_hold(False)
    ask.stop()
    assert not state.on_air
    assert sitting.did == [
        "Started the rundown.",
        "Started the rundown.",
        "Held the rundown.",
        "Went on to the next row of the rundown.",
        "The rundown goes on.",
        "Stopped the rundown.",
    ]


async def test_going_on_after_the_last_row_ends_the_rundown(sitting: Sitting) -> None:
    sitting.state.rundown.put(rundown(fixed(1)))
    sitting.requests.start()
    sitting.requests.go_on()
    assert not sitting.state.rundown.on_air
    assert sitting.did == ["Started the rundown.", "Ended the rundown after its last row."]


async def test_rundown_is_saved_and_opened(sitting: Sitting, recipe: Recipe, tmp_path: Path) -> None:
    recipe_file, file = tmp_path / "one.yaml", tmp_path / "show.yaml"
    recipe_file.write_text(recipe.to_yaml(), encoding="utf-8")
    sitting.requests.add_files((recipe_file,))
    await sitting.rest()
    sitting.requests.save(file)
    await sitting.rest()
    assert sitting.told[-1][1] == f"Saved the rundown as {file}."
    sitting.state.rundown.put(rundown(fixed(1), made("a")))
    sitting.requests.load(file)
    await sitting.rest()
    (item,) = sitting.state.rundown.items
    assert (item.path, item.planned_s) == (recipe_file, planned_seconds(recipe, sitting.state.profile))
    sitting.state.undo.undo()
    assert sitting.titles() == ["Slot 1", "a"]


async def test_files_that_cannot_be_opened_or_saved_are_told(sitting: Sitting, tmp_path: Path) -> None:
    file = tmp_path / "show.yaml"
    file.write_text("items: 7", encoding="utf-8")
    sitting.requests.load(file)
    await sitting.rest()
    assert sitting.told[-1][1] == "show.yaml could not be opened as a rundown."
    assert sitting.told[-1][2]["remedy"] == "items: 7 is not a list."
    file.write_text("items: [{recipe_file: gone.yaml}]", encoding="utf-8")
    sitting.requests.load(file)
    await sitting.rest()
    assert sitting.told[-1][1] == "One of the rundown's recipe files is missing."
    sitting.requests.save(tmp_path)
    await sitting.rest()
    assert sitting.told[-1][1].startswith("The rundown was not saved: ")
    sitting.requests.start()
    sitting.requests.load(file)
    assert sitting.told[-1][1] == "Stop the rundown before you open another."


@pytest.mark.parametrize("pace", list(Pace))
async def test_pace_is_told_in_words(sitting: Sitting, pace: Pace) -> None:
    sitting.requests.set_pace(pace, 12.5)
    assert ("12.5 s" in sitting.did[0]) == (pace is Pace.BEAT)
    assert ("25 s" in sitting.did[0]) == (pace is Pace.CLIPS)
