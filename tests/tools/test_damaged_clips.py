"""The short form of the table in docs/reliability.md: some clips, every damage."""

from __future__ import annotations

import itertools
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.pipeline.checks.talking import speech, talking
from tools import damaged_clips
from vortex_gui.models.contracts import WordSpan
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.checks.clip import Clip

CLIPS, LONGEST_S = 1, 5.0


@pytest.fixture(scope="module")
def found(
    pipeline: VortexPipeline, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, damaged_clips.Tally]:
    folder = tmp_path_factory.mktemp("clips")
    found = damaged_clips.tallies(
        lambda skipped: damaged_clips.good_clips(pipeline, 1, folder, LONGEST_S, skipped), CLIPS, 7
    )
    assert list(folder.iterdir()) == [], "what is checked is not kept"
    return found


def test_good_clips_pass(found: dict[str, damaged_clips.Tally]) -> None:
    assert found["good"].refused == 0, found["good"].by


@pytest.mark.parametrize("name", damaged_clips.DAMAGES)
def test_damaged_clips_are_refused(found: dict[str, damaged_clips.Tally], name: str) -> None:
    assert found[name].refused == CLIPS, found[name].by


def test_no_two_recipes_are_alike(pipeline: VortexPipeline) -> None:
    few = list(itertools.islice(damaged_clips.recipes(1, pipeline.profile.voices), 20))
    assert len({recipe.to_json() for recipe in few}) == 20


def test_the_table_has_a_row_for_each_kind(found: dict[str, damaged_clips.Tally]) -> None:
    lines = damaged_clips.table(found).splitlines()
    assert len(lines) == 3 + len(damaged_clips.DAMAGES)
    assert all(line.count("|") == 5 for line in lines)


def drawn_clips(skipped: int) -> Generator[Clip]:
    words = (WordSpan("words", 0.0, 3.0),)
    for number in itertools.count(skipped):
        yield talking(3.0, number, words=words)


def test_a_stopped_run_goes_on_and_finds_the_same(tmp_path: Path) -> None:
    whole, state = damaged_clips.tallies(drawn_clips, 3, 5), tmp_path / "state.json"
    damaged_clips.tallies(drawn_clips, 2, 5, on_clip=lambda found: damaged_clips.keep(state, 5, found))
    found = damaged_clips.kept(state, 5)
    assert found["good"].clips == 2
    assert damaged_clips.tallies(drawn_clips, 3, 5, found) == whole
    with pytest.raises(SystemExit, match="another seed"):
        damaged_clips.kept(state, 6)


def test_a_run_that_is_complete_makes_no_clip() -> None:
    def none(skipped: int) -> Generator[Clip]:
        raise AssertionError(f"a clip from {skipped} on")
        yield talking(3.0)

    found = damaged_clips.nothing_found()
    for tally in found.values():
        tally.clips = 2
    assert damaged_clips.tallies(none, 2, 5, found) is found


def test_another_sound_leaves_the_pictures_looked_at_and_other_pictures_do_not() -> None:
    clip = talking(3.0)
    small = clip.small
    assert damaged_clips.with_sound(clip, speech(3.0, 9)).small is small
    darker = damaged_clips.with_frames(clip, clip.frames // 2)
    assert (darker.small == replace(darker, _small=[]).small).all()
    assert darker.small.mean() < small.mean()
