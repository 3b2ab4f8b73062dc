"""How long slots wait for a machine that cannot be reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.rows import row
from vortex_gui.base.profile import load_profile
from vortex_gui.engine.far_slots import GRACE_S, patience_s
from vortex_gui.engine.live_slots import LiveSlots


@pytest.mark.parametrize(
    ("due_at", "patience"), [(None, GRACE_S), (100 + GRACE_S, 0.0), (111.0, GRACE_S), (90.0, 0.0)]
)
def test_a_deadline_may_leave_no_time_to_wait(tmp_path: Path, due_at: float | None, patience: float) -> None:
    live = LiveSlots(load_profile("mini"))
    assert patience_s(live.keep(row(tmp_path, due_at=due_at)), live, 100.0) == patience


def test_a_slot_that_is_over_waits_for_nothing() -> None:
    assert patience_s(None, LiveSlots(load_profile("mini")), 100.0) == 0.0
