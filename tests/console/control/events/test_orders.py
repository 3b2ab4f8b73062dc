"""An order to several workers is under way until the last one has answered."""

from __future__ import annotations

from vortex_gui.console.control.events.orders import Orders
from vortex_gui.console.state.console_state import ConsoleState


def test_an_order_ends_with_the_last_answer(state: ConsoleState) -> None:
    operations, orders = state.operations, Orders(state.operations)
    orders.begin("clear_cache", ["local-1", "local-2"])
    orders.end("clear_cache", "local-3")
    orders.end("clear_cache", "local-1")
    assert operations.since("clear_cache") is not None
    assert orders.waits_for("local-2", "clear")
    assert not orders.waits_for("local-1", "clear")
    orders.end("clear_cache", "local-2")
    assert operations.since("clear_cache") is None


def test_another_worker_is_asked_while_the_first_has_not_answered(state: ConsoleState) -> None:
    orders = Orders(state.operations)
    orders.begin("restart", ["local-1"])
    orders.begin("restart", ["local-2"])
    orders.end("restart", "local-1")
    assert state.operations.since("restart") is not None
    orders.end("restart", "local-2")
    assert state.operations.since("restart") is None


def test_an_answer_that_nobody_waits_for_ends_it(state: ConsoleState) -> None:
    state.operations.begin("warm_up")
    Orders(state.operations).end("warm_up", "local")
    assert state.operations.since("warm_up") is None


def test_a_worker_that_is_gone_is_not_waited_for(state: ConsoleState) -> None:
    orders = Orders(state.operations)
    orders.begin("restart", ["ada@box/local"])
    orders.keep(["local"])
    assert state.operations.since("restart") is None
