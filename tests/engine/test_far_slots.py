"""How long slots wait for a machine that cannot be reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.rows import row
from vortex_gui.base.profile import load_profile
from vortex_gui.engine.far_slots import GRACE_S, MOST_GRACE_S, patience_s
from vortex_gui.engine.live_slots import LiveSlots


@pytest.mark.parametrize(
    ("due_at", "patience"), [(None, GRACE_S), (100 + GRACE_S, 0.0), (111.0, GRACE_S), (90.0, 0.0)]
)
def test_a_deadline_may_leave_no_time_to_wait(tmp_path: Path, due_at: float | None, patience: float) -> None:
    live = LiveSlots(load_profile("mini"))
    assert patience_s(live.keep(row(tmp_path, due_at=due_at)), live, 100.0) == patience


@pytest.mark.parametrize(
    ("connect_s", "due_at", "patience"),
    [
        (3.0, None, GRACE_S),
        (9.0, None, 18.0),
        (40.0, None, MOST_GRACE_S),
        (9.0, 117.0, 0.0),
        (9.0, 130.0, 18.0),
    ],
)
def test_a_machine_that_is_slow_to_connect_is_waited_for_longer(
    tmp_path: Path, connect_s: float, due_at: float | None, patience: float
) -> None:
    """Two slots of fourteen were made elsewhere while their links, at a load of 20, took 10 to 22 s."""
    live = LiveSlots(load_profile("mini"))
    assert patience_s(live.keep(row(tmp_path, due_at=due_at)), live, 100.0, connect_s) == patience


def test_a_slot_that_is_over_waits_for_nothing() -> None:
    assert patience_s(None, LiveSlots(load_profile("mini")), 100.0) == 0.0
