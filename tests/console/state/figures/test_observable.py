"""Setters emit only on change."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vortex_gui.console.state.figures.observable import Observable


class Pair(Observable):
    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = 1, 2


def test_several_values_are_one_change_and_the_same_are_none(qtbot: QtBot) -> None:
    pair = Pair()
    told: list[tuple[int, int]] = []
    pair.changed.connect(lambda: told.append((pair.left, pair.right)))
    pair.update(left=5, right=6)
    pair.update(left=5)
    pair.update(left=5, right=7)
    assert told == [(5, 6), (5, 7)]
