"""A hostile machine at the far end: one line for each of its frames, nothing outside, memory bounded."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.engine.places.watched import child

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "200"))
MOST_GROWTH = 60_000_000
LONGEST_LINE = 1000


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_hostile_machine_costs_a_line_for_each_frame_and_no_more(seed: int, tmp_path: Path) -> None:
    """A process of its own hears it: pytest keeps each record, and with it the frame that it is about."""
    output, stranger = tmp_path / "out", tmp_path / "stranger"
    stranger.write_text("mine")
    ran = subprocess.run(
        [*child("hears_hostile"), str(output), str(CASES), str(seed)],
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    told = json.loads(ran.stdout)
    assert told["is_whole"], "its last frame is honest, and is heard"
    assert told["hellos"] == 1
    assert 0 < told["lines"] <= CASES
    assert told["longest"] <= LONGEST_LINE
    assert told["landed"] == 0
    assert told["reports"] > 0, "some of its doctor's answers were taken"
    assert not [sentence for sentence in told["sentences"] if "\n" in sentence]
    assert told["grown"] < MOST_GROWTH
    assert {path.name for path in tmp_path.iterdir()} <= {"out", "stranger"}
    assert stranger.read_text() == "mine"
    assert list(output.glob("*")) == []
