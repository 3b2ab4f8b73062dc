"""The short form of the table in docs/reliability.md: some clips, every damage."""

from __future__ import annotations

import itertools

import pytest

from tools import damaged_clips
from vortex_gui.pipeline import VortexPipeline

CLIPS, LONGEST_S = 1, 5.0


@pytest.fixture(scope="module")
def found(
    pipeline: VortexPipeline, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, damaged_clips.Tally]:
    folder = tmp_path_factory.mktemp("clips")
    clips = damaged_clips.good_clips(pipeline, 1, folder, LONGEST_S)
    try:
        return damaged_clips.tallies(clips, CLIPS, 7)
    finally:
        clips.close()
        assert list(folder.iterdir()) == [], "what is checked is not kept"


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
