"""Checkpoints are fetched from a hub on loopback: sizes first, resumed after cuts, checked, never unasked."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.disks import disk_at
from tests.tiny_hub import COMMIT, REPO, SMALL, WEIGHTS, TinyHub, one_from_the_hub, serving
from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import Profile
from vortex_gui.checkpoints import fetch as prefetching
from vortex_gui.checkpoints.fetch import Hub, Progress
from vortex_gui.checkpoints.places import checkpoint_folder
from vortex_gui.commands.fetching.prefetch import describe

PICKLED = b"fetched where there is nothing better"


class Stopped(Exception):
    """What a caller raises to cancel."""


class Hurried:
    """The module `time` to the hub's client, which would wait a second after each cut."""

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / 100)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyHub]:
    from huggingface_hub import constants, file_download

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    # The hub's chunks of 10 MB would swallow these small files whole.
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 64 * 1024)
    monkeypatch.setattr(prefetching, "BACKOFF_S", 0.0)
    monkeypatch.setattr(file_download, "time", Hurried())
    files = {
        "config.json": SMALL,
        "model.safetensors": WEIGHTS,
        "pytorch_model.bin": PICKLED,
        "onnx/config.json": b"too deep",
    }
    with serving(files) as held:
        yield held


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return one_from_the_hub(tmp_path)


@pytest.fixture
def local(hub: TinyHub, tmp_path: Path) -> Hub:
    return Hub(endpoint=hub.endpoint, cache=tmp_path / "cache")


def weights_in(local: Hub) -> Path:
    return local.cache / "models--tiny--clip" / "snapshots" / COMMIT / "model.safetensors"


def test_sizes_come_first_and_nothing_is_fetched_for_them(hub: TinyHub, local: Hub, profile: Profile) -> None:
    survey = local.survey(profile)
    assert [file.name for file in survey.files] == ["config.json", "model.safetensors"]
    assert survey.missing_bytes == len(WEIGHTS) + len(SMALL)
    assert [path for method, path, _ in hub.asked if "resolve" in path] == []
    text = "\n".join(describe(survey))
    assert "clip_b: tiny/clip, 2 files, 4.2 MB, 4.2 MB to fetch" in text
    assert "kokoro: inside the package hibari_tts" in text


def test_fetched_files_are_found_by_the_loaders_and_a_second_fetch_has_nothing_to_do(
    hub: TinyHub, local: Hub, profile: Profile
) -> None:
    from huggingface_hub import snapshot_download

    local.fetch(local.survey(profile))
    folder = Path(snapshot_download(REPO, cache_dir=local.cache, local_files_only=True))
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert (folder / "config.json").read_bytes() == SMALL
    again = local.survey(profile)
    assert again.missing == ()
    before = len(hub.fetched("model.safetensors"))
    local.fetch(again)
    assert len(hub.fetched("model.safetensors")) == before


def test_a_cut_line_is_resumed_where_it_broke(hub: TinyHub, local: Hub, profile: Profile) -> None:
    hub.cuts = [1_000_000, 700_000]
    local.fetch(local.survey(profile))
    assert weights_in(local).read_bytes() == WEIGHTS
    first, second, third = hub.fetched("model.safetensors")
    assert first == 0
    assert 0 < second <= 1_000_000
    assert second < third <= 1_700_000


def test_a_line_that_gives_nothing_is_given_up_with_what_is_there(
    hub: TinyHub, local: Hub, profile: Profile
) -> None:
    hub.cuts = [500_000] + [0] * 20
    with pytest.raises(CheckpointError, match=r"model\.safetensors stopped at \d+ kB of 4\.2 MB") as told:
        local.fetch(local.survey(profile))
    assert "the fetch resumes there" in str(told.value)
    hub.cuts = []
    local.fetch(local.survey(profile))
    assert weights_in(local).read_bytes() == WEIGHTS
    assert hub.fetched("model.safetensors")[-1] > 0


def test_cancelling_leaves_a_part_and_the_next_fetch_goes_on_from_it(
    hub: TinyHub, local: Hub, profile: Profile
) -> None:
    hub.cuts = [1_500_000]

    def stop_after_the_cut(progress: Progress) -> None:
        if len(hub.fetched("model.safetensors")) and not hub.cuts and progress.done_bytes > 100_000:
            raise Stopped

    with pytest.raises(Stopped):
        local.fetch(local.survey(profile), stop_after_the_cut)
    assert not weights_in(local).exists()
    local.fetch(local.survey(profile))
    assert weights_in(local).read_bytes() == WEIGHTS


def test_progress_rises_to_the_whole_and_tells_the_time_left(local: Hub, profile: Profile) -> None:
    seen: list[Progress] = []
    survey = local.survey(profile)
    local.fetch(survey, seen.append)
    done = [progress.done_bytes for progress in seen]
    assert done == sorted(done)
    assert done[-1] == survey.missing_bytes
    assert any(progress.seconds_left for progress in seen)
    assert seen[-1].seconds_left == 0 or seen[-1].seconds_left is None


def test_a_file_with_another_hash_is_refused_and_not_kept(hub: TinyHub, local: Hub, profile: Profile) -> None:
    hub.lies = True
    with pytest.raises(CheckpointError, match=r"the hash of model\.safetensors differs from the hub's"):
        local.fetch(local.survey(profile))
    assert not weights_in(local).exists()
    hub.lies = False
    local.fetch(local.survey(profile))
    assert weights_in(local).read_bytes() == WEIGHTS
    assert hub.fetched("model.safetensors")[-1] == 0


def test_too_little_disk_is_told_before_a_byte_is_fetched(
    hub: TinyHub, local: Hub, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefetching, "free_disk", lambda folder: 500_000_000)
    with pytest.raises(CheckpointError, match=r"1\.00 GB are needed .* and 500\.0 MB are free"):
        local.fetch(local.survey(profile))
    assert hub.fetched("model.safetensors") == []


def test_torchs_own_file_stands_in_where_a_repository_has_no_safetensors(
    hub: TinyHub, local: Hub, profile: Profile
) -> None:
    del hub.files["model.safetensors"]
    survey = local.survey(profile)
    assert [file.name for file in survey.files] == ["config.json", "pytorch_model.bin"]
    local.fetch(survey)
    assert (weights_in(local).parent / "pytorch_model.bin").read_bytes() == PICKLED


def test_a_repository_without_weights_is_refused(hub: TinyHub, local: Hub, profile: Profile) -> None:
    del hub.files["model.safetensors"], hub.files["pytorch_model.bin"]
    with pytest.raises(CheckpointError, match=r"tiny/clip: the repository has no \*\.safetensors"):
        local.survey(profile)


def test_a_file_of_another_hash_than_the_profiles_is_refused_before_it_is_fetched(
    hub: TinyHub, local: Hub, profile: Profile
) -> None:
    def with_hash(digest: str) -> Profile:
        spec = profile.roles["clip_b"].model_copy(update={"hashes": {"model.safetensors": digest}})
        return profile.model_copy(update={"roles": {**profile.roles, "clip_b": spec}})

    assert local.survey(with_hash(hashlib.sha256(WEIGHTS).hexdigest())).missing_bytes > len(WEIGHTS)
    with pytest.raises(CheckpointError, match=r"model\.safetensors on the hub is another file than the one"):
        local.survey(with_hash("0" * 64))
    assert hub.fetched("model.safetensors") == []


def test_a_pinned_revision_is_asked_for_and_found_by_the_loaders(
    hub: TinyHub, local: Hub, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(local.cache))
    pinned = profile.roles["clip_b"].model_copy(update={"checkpoint": f"{REPO}@{COMMIT}"})
    other = pinned.model_copy(update={"checkpoint": f"{REPO}@{'f' * 40}"})
    local.fetch(local.survey(profile.model_copy(update={"roles": {**profile.roles, "clip_b": pinned}})))
    assert {path for _, path, _ in hub.asked if "main" in path} == set()
    assert checkpoint_folder(pinned) == weights_in(local).parent
    with pytest.raises(CheckpointError, match="no such checkpoint"):
        checkpoint_folder(other)


def test_an_unreachable_hub_is_one_sentence(tmp_path: Path, profile: Profile, hub: TinyHub) -> None:
    nowhere = Hub(endpoint="http://127.0.0.1:9", cache=tmp_path / "cache")
    with pytest.raises(CheckpointError, match="tiny/clip: the hub cannot be reached"):
        nowhere.survey(profile)


def test_offline_mode_is_obeyed(local: Hub, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(CheckpointError, match="HF_HUB_OFFLINE forbids a connection"):
        local.survey(profile)


def test_only_one_process_fills_a_cache(local: Hub, profile: Profile) -> None:
    survey = local.survey(profile)
    code = (
        "import sys; from pathlib import Path; from vortex_gui.checkpoints.fetch import _alone\n"
        f"with _alone(Path({str(local.cache)!r})): print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    try:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(CheckpointError, match="another prefetch is filling it"):
            local.fetch(survey)
    finally:
        other.communicate(timeout=20)
    local.fetch(survey)
    assert weights_in(local).read_bytes() == WEIGHTS


def test_what_a_cut_has_left_is_surveyed_and_needs_no_room_again(
    hub: TinyHub, local: Hub, profile: Profile
) -> None:
    whole = local.survey(profile)
    hub.cuts = [1_500_000] + [0] * 20
    with pytest.raises(CheckpointError, match="stopped at"):
        local.fetch(whole)
    stray = local.cache / "models--some--other" / "blobs"
    stray.mkdir(parents=True)
    (stray / "abc.vortex-part").write_bytes(bytes(1_000_000))  # of nothing that is wanted now
    again = local.survey(profile)
    assert 1_000_000 < again.begun_bytes <= 1_500_000
    assert again.needed_bytes == whole.needed_bytes - again.begun_bytes - len(SMALL)


def test_a_cache_whose_disk_fills_is_one_sentence_and_no_trial_follows(
    hub: TinyHub, local: Hub, profile: Profile
) -> None:
    with disk_at(local.cache, "1m"):
        survey = replace(local.survey(profile), free_bytes=2**40)
        with pytest.raises(CheckpointError) as told:
            local.fetch(survey)
        asked = [path for method, path, _ in hub.asked if method == "GET" and path.endswith("safetensors")]
    assert told.value.sentence == f"{local.cache}: the disk is full."
    assert told.value.remedy.startswith("Make room")
    assert len(asked) == 1
