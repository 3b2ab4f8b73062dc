"""Each row's margin: between its slot being ready, at the latest, and its time on air."""

from __future__ import annotations

from tests.console.rows import put
from tests.console.state.rundown.test_rundown import fixed, made, rundown, waiting
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.items import ItemState
from vortex_gui.console.state.rundown.rundown_standing import coming, standings
from vortex_gui.console.state.slots.known_slots import Estimate
from vortex_gui.engine.facts.forecast import Forecast
from vortex_gui.engine.facts.slots import SlotState


def test_margins_come_from_the_forecast_and_the_running_slot(state: ConsoleState) -> None:
    put(state, 2, SlotState.RUNNING, started_at=0.0)
    state.slots.put_estimate(2, Estimate(3, 6, at=100))
    put(state, 3)
    value = rundown(fixed(1, 10), waiting(2, SlotState.RUNNING), waiting(3), made("a"), beat_s=20).start(100)
    found = standings(value, state.slots, {3: Forecast(3, 110, 140)}, 100)
    assert [row.state for row in found] == [
        ItemState.PLAYING, ItemState.RUNNING, ItemState.QUEUED, ItemState.PLANNED,
    ]  # fmt: skip
    assert [row.at for row in found] == [100, 110, 130, 150]
    assert [row.margin_s for row in found] == [None, 4, -10, None]
    assert found[0].length_s == 10


def test_rows_that_do_not_come_have_no_time(state: ConsoleState) -> None:
    rows = rundown(fixed(1), fixed(2), waiting(3)).with_skipped((2,), skipped=True)
    found = standings(rows.start(0).advance(10), state.slots, {}, 11)[:2]
    assert [(row.state, row.at) for row in found] == [(ItemState.PLAYED, None), (ItemState.SKIPPED, None)]


def test_coming_rows_are_in_the_order_on_air_and_the_current_one_again_in_a_loop(
    state: ConsoleState,
) -> None:
    value = rundown(fixed(1, 10), fixed(2, 10), loop=True).start(0)
    found = coming(value, state.slots, {}, 0, 3)
    assert [(row.item.item_id, row.at, row.state) for row in found] == [
        (2, 10, ItemState.READY),
        (1, 20, ItemState.READY),
        (2, 30, ItemState.READY),
    ]
