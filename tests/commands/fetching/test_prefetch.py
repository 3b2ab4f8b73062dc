"""The command `prefetch` in processes of its own: text for people, lines of JSON for the console."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_hub import COMMIT, SMALL, WEIGHTS, TinyHub, one_from_the_hub, serving, written
from vortex_gui.base.profile import Profile
from vortex_gui.commands.fetching.prefetch import prefetch

COMMAND = [sys.executable, "-m", "vortex_gui", "prefetch"]


@pytest.fixture
def hub() -> Iterator[TinyHub]:
    with serving({"config.json": SMALL, "model.safetensors": WEIGHTS}) as held:
        yield held


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return one_from_the_hub(tmp_path)


def test_an_unknown_profile_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert prefetch(Namespace(profile="rtx2060")) == 2
    assert "unknown profile 'rtx2060'" in capsys.readouterr().err


def test_sentences_are_never_promised_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert prefetch(Namespace(profile="mini", drop_sources=True, json=True)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("--json: ")


def test_as_json_the_command_tells_sizes_then_progress_then_that_it_is_done(
    hub: TinyHub, profile: Profile, tmp_path: Path
) -> None:
    home = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "0"}
    command = [*COMMAND, "--profile", str(written(profile, tmp_path)), "--json"]
    run: dict[str, Any] = {"env": os.environ | home, "capture_output": True, "text": True, "timeout": 60}
    sizes = subprocess.run([*command, "--dry-run"], **run)
    assert [list(json.loads(line)) for line in sizes.stdout.splitlines()] == [["survey"], ["done"]]
    assert hub.fetched("model.safetensors") == []
    done = subprocess.run(command, **run)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert lines[0]["survey"]["missing_bytes"] == len(WEIGHTS) + len(SMALL)
    assert {kind for line in lines[1:-1] for kind in line} == {"progress"}
    assert lines[-2]["progress"]["done_bytes"] == len(WEIGHTS) + len(SMALL)
    assert lines[-1] == {"done": True}


def test_as_json_a_fault_is_a_line_with_its_remedy(profile: Profile, tmp_path: Path) -> None:
    home = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "0"}
    ran = subprocess.run(
        [*COMMAND, "--profile", str(written(profile, tmp_path)), "--json"],
        env=os.environ | home, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 1
    (line,) = (json.loads(line) for line in ran.stdout.splitlines())
    assert "cannot be reached" in line["fault"]["sentence"]
    assert "copy models--tiny--clip from another machine's hub cache into" in line["fault"]["remedy"]


def test_the_command_ends_when_nobody_reads_its_progress(
    hub: TinyHub, profile: Profile, tmp_path: Path
) -> None:
    """The console may die in the middle: its fetch must not go on beside the next console's."""
    home = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "0"}
    hub.hold = 1_000_000
    child = subprocess.Popen(
        [*COMMAND, "--profile", str(written(profile, tmp_path)), "--json"],
        env=os.environ | home, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stderr is not None
    assert hub.held.wait(60)
    child.stdout.close()
    hub.go.set()
    assert child.wait(30) == 1
    assert b"Traceback" not in child.stderr.read()
    child.stderr.close()


def test_a_killed_command_is_resumed_by_the_next_one(hub: TinyHub, profile: Profile, tmp_path: Path) -> None:
    """The real command in a real process, killed in the middle of a file."""
    path = written(profile, tmp_path)
    code = (
        "import sys; from argparse import Namespace; "
        "from vortex_gui.commands.fetching.prefetch import prefetch; "
        "from huggingface_hub import constants; constants.DOWNLOAD_CHUNK_SIZE = 65536; "
        f"sys.exit(prefetch(Namespace(profile={str(path)!r})))"
    )
    home = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "0"}
    hub.hold = 2_000_000
    child = subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | home, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert hub.held.wait(60)
    parts = tmp_path / "hf" / "hub" / "models--tiny--clip" / "blobs"
    assert wait_for(lambda: any(p.stat().st_size > 1_000_000 for p in parts.glob("*.vortex-part")))
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=20)
    hub.hold = None
    hub.go.set()
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | home, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "clip_b: tiny/clip, 2 files" in done.stdout
    assert "All checkpoints are here." in done.stderr
    assert hub.fetched("model.safetensors")[-1] > 1_000_000
    found = tmp_path / "hf" / "hub" / "models--tiny--clip" / "snapshots" / COMMIT / "model.safetensors"
    assert found.read_bytes() == WEIGHTS


def wait_for(condition: Any, limit_s: float = 20.0) -> bool:
    """Polls until the condition holds or the limit has passed."""
    waiting = threading.Event()
    for _ in range(int(limit_s / 0.05)):
        if condition():
            return True
        waiting.wait(0.05)
    return False
