"""The soak over machines: real agents are cut off, frozen and killed, and no slot is lost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.paths import CHILDREN
from vortex_gui.measure.link.loopback_ssh import sshd
from vortex_gui.measure.soak import machines
from vortex_gui.measure.soak.account import is_good_over_machines
from vortex_gui.measure.soak.machines import Chances, MachinesSoak

SEED = 451
"""Its first kill is of a link, its second freezes a machine."""


def soaked(
    folder: Path, chances: Chances, slots: int, *, transport: str = "pipe", seed: int = 1
) -> dict[str, Any]:
    return MachinesSoak(
        folder / "soak",
        machines=2,
        transport=transport,
        chances=chances,
        agent_command=[sys.executable, str(CHILDREN / "agent.py")],
        slots=slots,
        kill_worker=0,
        kill_console=0,
        seed=SEED,
        worker_command=[sys.executable, str(CHILDREN / "never_ready.py")],
        prompt="slow presenter",
    ).run()


def test_cut_links_frozen_machines_and_killed_agents_cost_no_slot(
    tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines, "FREEZES_S", (6.0, 6.5))
    found = soaked(tmp_path, Chances(link=0.3, freeze=0.2, agent=0.3), slots=8)
    assert is_good_over_machines(found), found
    assert found["done"] == found["submitted"] == 8
    assert found["kills"]["link"] > 0
    assert found["kills"]["freeze"] > 0
    assert found["freeze_told_s"]["max"] < machines.TOLD_WITHIN_S
    assert found["cut_same_attempt"] > 0


@pytest.mark.skipif(sshd() is None, reason="no ssh server here: install openssh-server")
def test_cut_ssh_costs_no_slot(tmp_path: Path, clip: Path) -> None:
    found = soaked(tmp_path, Chances(link=1.0), slots=4, transport="ssh")
    assert is_good_over_machines(found), found
    assert found["done"] == 4
    assert found["kills"]["link"] > 0


def test_a_late_word_or_a_lost_attempt_is_no_good_soak() -> None:
    good = {
        "submitted": 1, "done": 1, "failed": 0, "cancelled": 0, "missed": 0, "set_aside": 0, "lost": 0,
        "duplicated": 0, "false_done": 0, "told_otherwise": 0, "litter": 0, "processes_left": 0,
        "told_late": 0, "cut_other_attempt": 0,
    }  # fmt: skip
    assert is_good_over_machines(good)
    for name in ("lost", "litter", "told_late", "cut_other_attempt"):
        assert not is_good_over_machines(good | {name: 1})
