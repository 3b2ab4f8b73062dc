"""The plan's bars: what they add up to, what a hover tells, and that they are painted to scale."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.console.plan.reports import PLAN
from vortex_gui.console.plan.bars import RIGHT, ROW, PlanBars


@pytest.fixture
def bars(qtbot: QtBot) -> PlanBars:
    made = PlanBars()
    qtbot.addWidget(made)
    made.resize(600, 2 * ROW)
    made.show_plan(PLAN)
    return made


def test_without_a_plan_there_are_none_and_without_a_card_no_time(bars: PlanBars) -> None:
    assert [bar.title for bar in bars.bars()] == ["Memory", "Time floor"]
    bars.show_plan(replace(PLAN, stages=(), floor_s=None))
    assert [bar.title for bar in bars.bars()] == ["Memory"]
    bars.show_plan(None)
    assert bars.bars() == ()


def test_a_screen_reader_hears_the_totals(bars: PlanBars) -> None:
    assert bars.accessibleDescription() == "Memory 7.47 GB; Time floor 2.9 s"


def test_parts_of_one_role_stand_in_one_part_with_their_names_in_its_tip(bars: PlanBars) -> None:
    memory = bars.bars()[0]
    flux = memory.parts[0]
    assert flux.amount == 6_200_000_000
    assert flux.tip.splitlines() == ["6.20 GB", "transformer: 6.00 GB, nf4", "vae: 200.0 MB, bf16"]
    assert bars._tip(memory, 5) == f"{flux.name}: {flux.tip}"
    assert bars._tip(memory, bars.width()) == ""


def test_the_largest_part_is_painted_as_wide_as_its_share(bars: PlanBars) -> None:
    picture = bars.grab().toImage()
    memory = bars.bars()[0]
    row = [picture.pixelColor(x, 22 + 2) for x in range(bars.width() - RIGHT)]
    painted = sum(colour == memory.parts[0].colour for colour in row)
    share = memory.parts[0].amount / (PLAN.hard_limit_bytes * 1.03)
    assert painted == pytest.approx(share * (bars.width() - RIGHT), rel=0.05)
