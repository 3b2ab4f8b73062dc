"""The lock keeps a seed for all slots, and the dice draw another one."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from vortex_gui.base.recipe.recipe import MAX_SEED
from vortex_gui.console.recipe.seed_row import SeedRow


@pytest.fixture
def field() -> QLineEdit:
    return QLineEdit()


@pytest.fixture
def row(qtbot: QtBot, field: QLineEdit) -> SeedRow:
    row = SeedRow(field)
    qtbot.addWidget(row)
    return row


def test_closing_the_lock_draws_a_seed_and_opening_it_forgets_it(
    row: SeedRow, field: QLineEdit, qtbot: QtBot
) -> None:
    assert (row.locked_seed, field.isEnabled()) == (None, False)
    with qtbot.waitSignal(row.lock_changed):
        row.lock.setChecked(True)
    assert row.locked_seed is not None
    assert 0 <= row.locked_seed <= MAX_SEED
    assert field.isEnabled()
    row.lock.setChecked(False)
    assert field.text() == ""
    assert not field.isEnabled()


def test_a_seed_that_stands_there_is_kept_when_the_lock_closes(row: SeedRow, field: QLineEdit) -> None:
    field.setText("7")
    row.lock.setChecked(True)
    assert row.locked_seed == 7
    field.setText("seven")
    assert row.locked_seed is None


def test_the_dice_lock_another_seed(row: SeedRow) -> None:
    dice = next(button for button in row.findChildren(QToolButton) if button is not row.lock)
    dice.click()
    first = row.locked_seed
    dice.click()
    assert row.lock.isChecked()
    assert None is not first != row.locked_seed
