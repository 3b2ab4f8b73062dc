"""A rundown's file: what is written is read again, and what is wrong is told with its path."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.odd_things import NO_FILES, UNREADABLE, modes_count, standing
from vortex_gui.base.errors import RundownError
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.state.rundown.file import (
    load_rundown,
    rundown_from_text,
    rundown_text,
    save_rundown,
)
from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem
from vortex_gui.console.state.rundown.rundown import MOST_ITEMS, Pace, Rundown


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(RundownError) as caught:
        rundown_from_text(text, Path("/show"))
    return caught.value.faults


def test_what_is_saved_is_loaded_again(tmp_path: Path, recipe: Recipe) -> None:
    items = (
        RundownItem(0, "News: a \"colon\" and # a sign", path=tmp_path / "recipes" / "news.yaml"),
        RundownItem(0, "Typed", recipe=recipe, skipped=True),
        RundownItem(0, "Opener", slots=(ItemSlot(17),)),
        RundownItem(0, "1e3", path=Path("/elsewhere/1.yaml")),
    )  # fmt: skip
    before = Rundown(loop=True, pace=Pace.BEAT, beat_s=12.5).with_added(items)
    file = tmp_path / "evening.yaml"
    save_rundown(before, file)
    assert load_rundown(file) == before
    assert "recipe_file: recipes/news.yaml" in file.read_text(encoding="utf-8")


def test_rundown_and_recipes_can_be_moved_together(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    save_rundown(
        Rundown().with_added([RundownItem(0, "x", path=tmp_path / "a" / "x.yaml")]),
        tmp_path / "a" / "show.yaml",
    )
    (tmp_path / "a").rename(tmp_path / "b")
    assert load_rundown(tmp_path / "b" / "show.yaml").items[0].path == tmp_path / "b" / "x.yaml"


def test_slots_of_recipes_stand_only_where_they_are_kept(tmp_path: Path) -> None:
    item = RundownItem(0, "x", path=tmp_path / "x.yaml", slots=(ItemSlot(5),))
    value = Rundown().with_added([item])
    again = rundown_from_text(rundown_text(value, tmp_path), tmp_path)
    assert again.items[0].slots == ()
    kept = rundown_from_text(rundown_text(value, tmp_path, keeps_slots=True), tmp_path)
    assert kept.items[0] == replace(item, item_id=1)


def test_slot_that_could_not_be_queued_is_not_written(tmp_path: Path) -> None:
    lost = Rundown().with_added([RundownItem(0, "x", path=tmp_path / "x.yaml", slots=(ItemSlot(None),))])
    assert rundown_from_text(rundown_text(lost, tmp_path, keeps_slots=True), tmp_path).items[0].slots == ()


def test_short_file_is_enough() -> None:
    value = rundown_from_text("items:\n- recipe_file: breaking-toast.yaml\n- slot: 7\n", Path("/show"))
    assert [(item.title, item.path, item.slot_id) for item in value.items] == [
        ("Breaking toast", Path("/show/breaking-toast.yaml"), None),
        ("Slot 7", None, 7),
    ]
    assert (value.loop, value.pace, value.beat_s) == (False, Pace.CLIPS, 45.0)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "rundown: nothing found; a list of items is needed, below items."),
        ("- slot: 1", 'rundown: [{"slot": 1}] found; a list of items is needed, below items.'),
        ("items:\n- slot: 1\n  sloth: 2", "items.0.sloth: unknown key; it is not allowed here."),
        ("items:\n- title: x", "items.0: needs a recipe_file, a recipe or a slot."),
        ("items:\n- slot: one", "items.0.slot: 'one' is not a whole number."),
        ("items:\n- slot: 1\n  skip: yes", "items.0.skip: 'yes' is not true or false."),
        ("beat_sec: 0", "beat_sec: 0 is out of range; more than 0 is allowed."),
        ("beat_sec: .nan", "beat_sec: .nan is not a finite number."),
        ("pace: fast", "pace: 'fast' is not known; allowed is 'clips' or 'beat'."),
        ("items: [&a {slot: 1}, *a]", "rundown: not readable as YAML"),
        ("loop: true\nloop: false", "rundown: not readable as YAML"),
        ("items:\n- recipe: {}", "items.0.recipe.audio_track: missing; it is needed."),
    ],
)
def test_faults_are_told_with_their_path(text: str, fault: str) -> None:
    assert faults(text)[0].startswith(fault)


def test_both_kinds_of_recipe_in_one_item_are_refused(recipe: Recipe) -> None:
    value = Rundown().with_added([RundownItem(0, "x", recipe=recipe)])
    text = rundown_text(value, Path("/show")).replace("  recipe:", "  recipe_file: a.yaml\n  recipe:")
    assert faults(text) == ("items.0: has both recipe_file and recipe; one is allowed.",)


def test_too_many_items_and_too_large_files_are_refused(tmp_path: Path) -> None:
    assert "entries are allowed" in faults("items:\n" + "- slot: 1\n" * (MOST_ITEMS + 1))[0]
    file = tmp_path / "big.yaml"
    file.write_text("# " + "x" * 300_000, encoding="utf-8")
    with pytest.raises(RundownError, match=r"over 256 KB \(a rundown is a file in YAML\)"):
        load_rundown(file)
    with pytest.raises(RundownError, match="no such file"):
        load_rundown(tmp_path / "none.yaml")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and modes of POSIX")
@pytest.mark.parametrize("thing", [thing for thing in UNREADABLE if thing != "name not in UTF-8"])
def test_whatever_stands_in_the_place_of_a_rundown_is_one_sentence_and_stays(
    thing: str, tmp_path: Path
) -> None:
    path = UNREADABLE[thing](tmp_path / "odd.yaml")
    before = standing(tmp_path)
    with modes_count():
        with pytest.raises(RundownError) as caught:
            load_rundown(path)
        if thing in NO_FILES:
            with pytest.raises(OSError):
                save_rundown(Rundown(), path)
    (fault,) = caught.value.faults
    assert "Errno" not in fault
    assert standing(tmp_path) == before


def test_rundown_that_could_not_be_read_again_is_not_written(tmp_path: Path, recipe: Recipe) -> None:
    long = recipe.model_copy(
        update={"audio_track": recipe.audio_track.model_copy(update={"script": "word " * 499})}
    )
    value = Rundown().with_added([RundownItem(0, "x", recipe=long)] * 120)
    with pytest.raises(RundownError, match="save it in parts"):
        save_rundown(value, tmp_path / "x.yaml")
    assert not (tmp_path / "x.yaml").exists()


def test_files_of_a_recipe_in_the_rundown_begin_beside_it() -> None:
    text = "items:\n- recipe: {audio_track: {sound: a.wav}, visual_track: {actor: {slot: 3}}}\n"
    (item,) = rundown_from_text(text, Path("/show")).items
    assert item.recipe is not None
    assert item.recipe.audio_track.sound is not None
    assert item.recipe.audio_track.sound.path == "/show/a.wav"
    assert item.title == "a.wav"
    assert faults(text.replace("a.wav", "$NO_SUCH_THING/a.wav")) == (
        "audio_track.sound: the variable NO_SUCH_THING is not set.",
    )
