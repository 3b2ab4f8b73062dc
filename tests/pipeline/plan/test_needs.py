"""A profile's needs are counted once; what they were counted from decides whether they still hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipeline.resident.test_preflight import plan_of
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.pipeline.plan.figures import Plan
from vortex_gui.pipeline.plan.needs import Needs, kept_needs
from vortex_gui.pipeline.plan.plan import plan

VERSIONS = {"torch": "2.9"}


class Counting:
    """Counts how often a plan is counted; each time it comes out larger."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, profile: Profile) -> Plan:
        self.times += 1
        return plan_of(1000 * self.times)


@pytest.fixture
def count() -> Counting:
    return Counting()


def test_the_second_start_counts_nothing_and_knows_the_same(tmp_path: Path) -> None:
    profile = load_profile("mini")

    def never(_: Profile) -> Plan:
        raise AssertionError("counted again")

    first = kept_needs(profile, tmp_path, VERSIONS)
    assert first == Needs.of(plan(profile))
    assert kept_needs(profile, tmp_path, VERSIONS, never) == first


def _other_precision(profile: Profile, folder: Path) -> Profile:
    flux = profile.roles["flux"].model_copy(update={"precision": "bf16"})
    return profile.model_copy(update={"roles": {**profile.roles, "flux": flux}})


def _other_config(profile: Profile, folder: Path) -> Profile:
    (folder / "config.json").write_text('{"sizes": {}}')
    return profile


def _other_weights(profile: Profile, folder: Path) -> Profile:
    (folder / "voice.pth").write_bytes(b"longer")
    return profile


@pytest.mark.parametrize("change", [_other_precision, _other_config, _other_weights])
def test_what_the_plan_reads_makes_it_count_again(
    change: Callable[[Profile, Path], Profile], tmp_path: Path, count: Counting
) -> None:
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "voice.pth").write_bytes(b"short")
    mini = load_profile("mini")
    own = mini.roles["kokoro"].model_copy(update={"checkpoint": str(folder)})
    profile = mini.model_copy(update={"roles": {**mini.roles, "kokoro": own}})
    before = kept_needs(profile, tmp_path, VERSIONS, count)
    assert kept_needs(profile, tmp_path, VERSIONS, count) == before
    assert kept_needs(change(profile, folder), tmp_path, VERSIONS, count) != before
    assert count.times == 2


def test_another_version_makes_it_count_again(tmp_path: Path, count: Counting) -> None:
    profile = load_profile("mini")
    kept_needs(profile, tmp_path, VERSIONS, count)
    kept_needs(profile, tmp_path, {"torch": "2.10"}, count)
    assert count.times == 2


@pytest.mark.parametrize("content", ["", "[]", "{", '{"key": 1}', "null"])
def test_a_damaged_file_is_counted_again_and_replaced(tmp_path: Path, count: Counting, content: str) -> None:
    profile = load_profile("mini")
    kept_needs(profile, tmp_path, VERSIONS, count)
    path = tmp_path / "needs-mini.json"
    path.write_text(content)
    kept_needs(profile, tmp_path, VERSIONS, count)
    assert count.times == 2
    assert json.loads(path.read_text())["needs"]["needed_bytes"] == 2000


def test_needs_of_another_shape_under_the_right_key_are_counted_again(
    tmp_path: Path, count: Counting
) -> None:
    profile = load_profile("mini")
    kept_needs(profile, tmp_path, VERSIONS, count)
    path = tmp_path / "needs-mini.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "needs": {"needed_bytes": "many"}}))
    assert kept_needs(profile, tmp_path, VERSIONS, count).needed_bytes == 2000


def test_a_data_folder_that_cannot_be_written_costs_only_the_counting(
    tmp_path: Path, count: Counting
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert kept_needs(load_profile("mini"), blocked, VERSIONS, count).needed_bytes == 1000
