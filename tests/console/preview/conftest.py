"""A shown preview, and a finished slot's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.console.clips import FPS, tone, write_clip, write_wav
from tests.console.preview.showing import FRAMES
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "slot-000007"
    folder.mkdir()
    write_clip(folder / "slot.mp4", FRAMES)
    write_wav(folder / "speech.wav", tone(FRAMES / FPS))
    return folder


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Any) -> PreviewView:
    view = PreviewView(state, asked)
    qtbot.addWidget(view)
    view.resize(720, 600)
    with qtbot.waitExposed(view):
        view.show()
    return view
