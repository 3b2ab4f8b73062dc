"""Marks have names on hover, and a shape of their own each."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtCore import QPointF

from tests.console.memory.samples import NOW, feed
from vortex_gui.console.memory.drawing.overlay import OverlayItem, mark_name, mark_shape
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.memory_samples import MarkKind, MemoryMark


@pytest.mark.parametrize("kind", get_args(MarkKind))
def test_every_mark_has_a_name_and_a_slot_s_tells_which(kind: MarkKind) -> None:
    name = mark_name(MemoryMark(NOW, kind, 7))
    assert name
    assert ("7" in name) == kind.startswith("slot")


def test_the_mark_under_the_mouse_is_named_in_the_picture(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 320)
    state.memory.mark(MemoryMark(NOW - 150, "warm_up"))
    view.redraw()
    overlay = next(item for item in view.graph.items() if isinstance(item, OverlayItem))
    bare = view.grab().toImage()
    box = view.graph.getViewBox().sceneBoundingRect()
    view.graph._on_mouse_moved(QPointF(box.center().x() + 2, box.center().y()))
    assert overlay.pointed_name().startswith("Warm-up  ")
    assert view.grab().toImage() != bare
    view.graph._on_mouse_moved(QPointF(box.center().x() + 40, box.center().y()))
    assert overlay.pointed_name() == ""


def test_each_kind_of_mark_has_its_own_shape() -> None:
    kinds = ("warm_up", "cache_clear", "slot_begin", "slot_end", "worker_ready")
    assert len({tuple(p.toTuple() for p in mark_shape(kind, QPointF()).toList()) for kind in kinds}) == len(
        kinds
    )
