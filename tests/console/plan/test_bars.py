"""The plan's bars: what they add up to, what a hover tells, and that they are painted to scale."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.console.plan.reports import PLAN
from vortex_gui.console.plan.bars import LEAST_ROW, RIGHT, ROW, Bar, PlanBars


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
    assert flux.tip.splitlines() == ["6.20 GB", "transformer: 6.00 GB, nf4", "vae: 0.20 GB, bf16"]
    assert bars._tip(memory, 5) == f"{flux.name}: {flux.tip}"
    assert bars._tip(memory, bars.width()) == ""


def test_the_largest_part_is_painted_as_wide_as_its_share(bars: PlanBars) -> None:
    picture = bars.grab().toImage()
    memory = bars.bars()[0]
    row = [picture.pixelColor(x, 22 + 2) for x in range(bars.width() - RIGHT)]
    painted = sum(colour == memory.parts[0].colour for colour in row)
    share = memory.parts[0].amount / (PLAN.hard_limit_bytes * 1.03)
    assert painted == pytest.approx(share * (bars.width() - RIGHT), rel=0.05)


@pytest.mark.parametrize("height", [2 * LEAST_ROW, 110, 2 * ROW])
def test_bars_are_whole_at_every_height(bars: PlanBars, height: int) -> None:
    bars.resize(600, height)
    picture = bars.grab().toImage()
    row = bars.row_height
    for place, bar in enumerate(bars.bars()):
        column = [picture.pixelColor(3, y) for y in range(place * row, (place + 1) * row)]
        assert column.count(bar.parts[0].colour) >= 8
        last = max(y for y, colour in enumerate(column) if colour == bar.parts[0].colour)
        below = range(place * row + last + 6, min(bars.height(), place * row + last + 16))
        assert len(below) == 10, "room for words"
        assert any(painted_at(picture, x, y, bar) for y in below for x in range(bars.width()))


def painted_at(picture: QImage, x: int, y: int, bar: Bar) -> bool:
    """Whether a letter stands there in a mark's colour, whose edges are blended with the ground."""
    here = picture.pixelColor(x, y)
    return any(abs(here.hue() - mark.colour.hue()) < 6 and here.value() > 90 for mark in bar.marks)
