"""A rehearsal at the small scale, in real processes: its account, its refusals, and that nothing stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from argparse import Namespace
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path

import pytest

from vortex_gui.base.errors import InputError
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.measure.rehearse import command, stage_set
from vortex_gui.measure.rehearse.part import rehearse_part
from vortex_gui.models.quantise import late_bitsandbytes

pytestmark = pytest.mark.skipif(
    find_spec("kokoro") is None or PathFinder.find_spec(late_bitsandbytes.NAME) is None,
    reason="the extras [gpu] and [kokoro] are not installed",
)
COMMAND = [sys.executable, "-m", "vortex_gui", "rehearse", "--profile", "rtx3060", "--scale", "small"]
PATIENCE_S = 600
PICTURE = RESOURCES / "recipes" / "own-presenter.png"


@pytest.mark.timeout(PATIENCE_S)  # three processes that load five models
def test_a_small_rehearsal_finds_every_network_as_planned_and_leaves_nothing(tmp_path: Path) -> None:
    ran = subprocess.run(
        [*COMMAND, "--folder", str(tmp_path), "--presenter", os.path.relpath(PICTURE), "--json"],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = json.loads(ran.stdout)
    assert {part["role"] for part in found["components"]} == {
        "flux", "liveportrait", "kokoro", "clip_b", "clip_l",
    }  # fmt: skip
    for part in found["components"]:
        assert part["resident_bytes"] == pytest.approx(part["planned_bytes"], rel=0.01), part["name"]
    for slot in ("stages", "presenter_stages"):
        assert [stage["name"] for stage in found[slot]] == [
            "speech", "actor", "animation", "verification", "output",
        ], slot  # fmt: skip
    assert any("a picture of your own" in sentence for sentence in found["proves"])
    assert found["error"] == ""
    assert found["peak_bytes"] > 0
    assert found["proves"]
    assert any("the weights are random" in sentence for sentence in found["does_not_prove"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.timeout(PATIENCE_S)
def test_a_rehearsal_that_is_ended_removes_its_folder(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [*COMMAND, "--folder", str(tmp_path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + PATIENCE_S
        while not list(tmp_path.glob("*/checkpoints/flux")) and time.monotonic() < end:
            time.sleep(0.05)
        assert child.poll() is None
        child.send_signal(signal.SIGTERM)
        assert child.wait(60) == 1
    finally:
        child.kill()
        child.wait()
    assert list(tmp_path.iterdir()) == []


def test_folders_of_killed_rehearsals_go_and_a_living_ones_stays(tmp_path: Path) -> None:
    killed, living = tmp_path / f"{command.PREFIX}999999999-x", tmp_path / f"{command.PREFIX}{os.getpid()}-x"
    for folder in (killed, living, tmp_path / "other"):
        folder.mkdir()
    command.remove_left(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {living.name, "other"}


def test_a_picture_that_cannot_be_animated_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "face.png").write_bytes(b"no picture")
    arguments = Namespace(
        profile="rtx3060", scale="small", folder=tmp_path, part=None, yes=True, json=False,
        presenter=tmp_path / "face.png",
    )  # fmt: skip
    with pytest.raises(InputError, match=r"--presenter: The picture .*face\.png cannot be used"):
        command.rehearse(arguments)
    assert [path.name for path in tmp_path.iterdir()] == ["face.png"]


def test_a_disk_without_room_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "free_disk", lambda path: 1_000_000)
    arguments = Namespace(
        profile="rtx3060", scale="small", folder=tmp_path, part=None, yes=True, json=False, presenter=None
    )
    with pytest.raises(InputError, match="has too little room"):
        command.rehearse(arguments)
    assert list(tmp_path.iterdir()) == []


def test_full_size_asks_first_and_needs_a_word_where_nobody_can_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "free_disk", lambda path: 10**12)
    monkeypatch.setattr(stage_set, "free_memory", lambda: 10**12)
    arguments = Namespace(
        profile="rtx3060", scale="full", folder=tmp_path, part=None, yes=False, json=False, presenter=None
    )
    with pytest.raises(InputError, match="--yes: it is needed"):
        command.rehearse(arguments)
    assert rehearse_part is not None
    assert list(tmp_path.iterdir()) == []
