"""The system's own microphone: none is one sentence, and one of any kind is opened and closed."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from vortex_gui.console.recipe.recording.microphone import OpenMicrophone, open_microphone


def test_the_answer_is_a_microphone_or_one_sentence(qtbot: QtBot) -> None:
    parent, answers = QObject(), list[OpenMicrophone | str]()
    open_microphone(parent, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    (found,) = answers
    if isinstance(found, str):
        assert found.count(".") == 1
        assert "icrophone" in found
    else:
        assert found.rate >= 8_000
        assert found.channels >= 1
        found.close()
