"""The row that is on air looks otherwise than every other, in each theme."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.settings.settings import ThemeName
from vortex_gui.console.look import theme
from vortex_gui.console.rundown.columns import COLUMNS, Column
from vortex_gui.console.rundown.delegate import MARK, RundownDelegate
from vortex_gui.console.rundown.looks import LOOKS
from vortex_gui.console.rundown.view import RundownView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.items import ItemState


def left_edge(view: RundownView, row: int) -> str:
    image: QImage = view.table.viewport().grab().toImage()
    place = view.table.visualRect(view.model.index(row, 0))
    ratio = image.devicePixelRatio()
    return image.pixelColor(round((MARK // 2) * ratio), round(place.center().y() * ratio)).name()


@pytest.mark.parametrize("name", ["dark", "light", "contrast"])
def test_mark_stands_at_the_row_on_air(
    view: RundownView, state: ConsoleState, qapp: QApplication, name: ThemeName
) -> None:
    theme.apply(qapp, name)
    assert isinstance(view.table.itemDelegate(), RundownDelegate)
    state.rundown.put(state.rundown.value.start(steady_now()))
    colour = LOOKS[ItemState.PLAYING].colour.name()
    assert left_edge(view, 0) == colour
    assert left_edge(view, 1) != colour
    state.rundown.put(state.rundown.value.advance(steady_now()))
    assert left_edge(view, 1) == colour


def test_each_state_has_a_look_and_each_column_its_facts() -> None:
    assert LOOKS.keys() == set(ItemState)
    assert COLUMNS.keys() == set(Column)
    assert len({look.english for look in LOOKS.values()}) == len(LOOKS)
