"""The row in the form: Record, the level while it runs, Stop, and a sentence where nothing came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.console.recipe.recording.voices import Desk, spoken
from vortex_gui.console.parts.level_meter import FLOOR_DB
from vortex_gui.console.recipe.recording.recording_row import RecordingRow


def row_of(qtbot: QtBot, desk: Desk, folder: Path) -> RecordingRow:
    row = RecordingRow(lambda: folder, desk.opens)
    qtbot.addWidget(row)
    row.show()
    return row


def press(qtbot: QtBot, row: RecordingRow) -> None:
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)


def test_level_and_time_are_shown_while_it_records(qtbot: QtBot, tmp_path: Path) -> None:
    desk, recorded = Desk(), list[Path]()
    row = row_of(qtbot, desk, tmp_path)
    row.recorded.connect(recorded.append)
    assert row.button.text() == "Record"
    assert not row.meter.isVisible()
    press(qtbot, row)
    assert row.button.text() == "Stop"
    assert row.meter.isVisible()
    desk.voice.say(spoken(61.5, 0.5))
    assert row.time.text() == "1:01"
    assert row.meter.level_db == pytest.approx(-6, abs=0.2)
    press(qtbot, row)
    assert row.button.text() == "Record"
    assert not row.meter.isVisible()
    assert [path.parent for path in recorded] == [tmp_path]
    assert not row.told.isVisible()
    press(qtbot, row)
    assert (row.time.text(), row.meter.level_db) == ("0:00", FLOOR_DB)
    press(qtbot, row)


def test_what_went_wrong_is_told_until_the_next_try(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk("There is no microphone.")
    row = row_of(qtbot, desk, tmp_path)
    with qtbot.assertNotEmitted(row.recorded):
        press(qtbot, row)
    assert row.told.text() == "There is no microphone."
    assert row.told.isVisible()
    assert row.button.text() == "Record"
    desk.refusal = ""
    press(qtbot, row)
    assert not row.told.isVisible()
    press(qtbot, row)
