"""The cluster's soak: judged by its account, refused in a sentence without Ray, and with Ray a short form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest

from vortex_gui.measure.soak.cluster import is_good

GOOD: dict[str, Any] = {
    "submitted": 6,
    "done": 6,
    "failed": 0,
    "lost": 0,
    "duplicated": 0,
    "false_done": 0,
    "litter": 0,
    "told_s": {"p50": 3.0, "max": 4.9},
}


def soak(*words: str, timeout_s: float) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vortex_gui", "soak", *words]
    return subprocess.run(
        command, env=dict(os.environ), capture_output=True, text=True, timeout=timeout_s, check=False
    )


def test_an_account_is_good_when_all_counts_are_nought_and_losses_were_told_in_time() -> None:
    assert is_good(GOOD)
    assert is_good(GOOD | {"told_s": {"p50": None, "max": None}})
    for name in ("failed", "lost", "duplicated", "false_done", "litter"):
        assert not is_good(GOOD | {name: 1})
    assert not is_good(GOOD | {"told_s": {"p50": 3.0, "max": 5.1}})


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed here")
def test_without_ray_the_soak_is_refused_in_a_sentence() -> None:
    ran = soak("--ray", "2", "--slots", "1", timeout_s=60)
    assert ran.returncode == 1
    assert "Ray is not installed here" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.ray
@pytest.mark.timeout(600)
def test_a_killed_node_costs_no_slot() -> None:
    ran = soak("--ray", "2", "--slots", "4", "--kill-node", "0.5", "--seed", "1", "--json", timeout_s=580)
    found = json.loads(ran.stdout)
    assert is_good(found), found
    assert found["node_kills"] >= 1
    assert ran.returncode == 0
