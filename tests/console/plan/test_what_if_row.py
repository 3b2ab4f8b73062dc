"""The what-if controls: what differs from the profile is a wish, and the profile's own values are none."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from vortex_gui.base.profile import load_profile
from vortex_gui.console.plan.what_if_row import WhatIfRow


@pytest.fixture
def row(qtbot: QtBot) -> WhatIfRow:
    made = WhatIfRow()
    qtbot.addWidget(made)
    return made


def test_before_a_profile_is_shown_nothing_is_wished(row: WhatIfRow) -> None:
    row.steps.setValue(7)
    assert row.wishes() == {}


def test_only_what_was_changed_is_wished_and_told(row: WhatIfRow) -> None:
    row.show_profile(load_profile("rtx3060"))
    told: list[dict[str, str]] = []
    row.changed.connect(lambda: told.append(row.wishes()))
    row.fps.setValue(12)
    row.size_box.setEditText("640 x 480")
    row.precisions["flux"].setCurrentText("int8")
    assert told[-1] == {"fps": "12", "size": "640x480", "precision": "flux=int8"}
    assert row.reset.isEnabled()


def test_another_profile_takes_the_wishes_with_it_and_is_one_change(row: WhatIfRow) -> None:
    row.show_profile(load_profile("rtx3060"))
    row.steps.setValue(9)
    told: list[int] = []
    row.changed.connect(lambda: told.append(1))
    row.show_profile(load_profile("mini"))
    assert (row.wishes(), told) == ({}, [1])
    assert not row.reset.isEnabled()
    assert "These are the profile's" in row.reset.toolTip()
