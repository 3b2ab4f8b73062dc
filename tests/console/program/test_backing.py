"""The card behind the program: never black, never over the console, gone with the program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.paths import ROOT
from vortex_gui.console.program.backing import Backing
from vortex_gui.console.program.card import backdrop

TWO_SCREENS = [
    {"name": "OWN", "x": 0, "y": 0, "width": 1024, "height": 680, "dpr": 1},
    {"name": "AIR", "x": 1024, "y": 0, "width": 640, "height": 360, "dpr": 1},
]
SITTING = """
import os, signal, time
from PySide6.QtWidgets import QApplication, QMainWindow
from tests.console.asking import Asked
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.console.program import output as module
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.program_state import OutputState

module.STEADY_S = 0.0  # any death counts as the end of a long life
application = QApplication([])
state = ConsoleState(Settings(), load_profile("mini"))
window = QMainWindow()
window.setGeometry(0, 0, 800, 600)
window.show()
output = module.ProgramOutput(state, Asked(), window)

def cards():
    return [w for w in QApplication.topLevelWidgets() if w.objectName() == "programBacking" and w.isVisible()]

def air():
    (card,) = cards()
    return card.geometry().getRect() == (1024, 0, 640, 360)

def until(happened, meanwhile=lambda: True):
    end = time.monotonic() + 60
    while not happened():
        assert meanwhile() and time.monotonic() < end
        application.processEvents()
        time.sleep(0.005)

output.open("AIR")
assert air(), "covered before the program's own window comes"
for _ in range(2):
    until(lambda: state.program.now.state is OutputState.OPEN, air)
    pid = output.pid
    os.kill(pid, signal.SIGKILL)
    until(lambda: output.pid not in (0, pid), air)
until(lambda: state.program.now.state is OutputState.OPEN, air)
output.close()
until(lambda: not state.program.now.is_open)
assert not cards()
output.open("OWN")
assert not cards(), "the console stays in reach"
output.leave()
module.STEADY_S = 1e9
output.open("AIR")
until(lambda: state.program.now.state is OutputState.OPEN, air)
os.kill(output.pid, signal.SIGKILL)
until(lambda: not output.pid)
assert not cards(), "nothing comes back by itself"
output.leave()
print("done")
"""


def cards() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if each.objectName() == "programBacking"]


def test_it_covers_a_screen_and_is_not_black(qtbot: QtBot) -> None:
    screen = QGuiApplication.primaryScreen()
    backing = Backing()
    backing.cover(screen, "Back soon")
    (card,) = cards()
    assert card.geometry() == screen.geometry()
    assert backing.screen is screen
    image = card.grab().toImage()
    dots = [image.pixelColor(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)]
    assert min(dot.lightness() for dot in dots) > 15
    assert max(dot.lightness() for dot in dots) > 200, "the title"
    backing.cover(screen, "Back soon")
    assert cards() == [card]
    backing._on_removed(screen)
    assert backing.screen is None
    assert not card.isVisible()


@pytest.mark.parametrize("last", [Qt.GlobalColor.black, Qt.GlobalColor.white, None])
def test_the_card_is_not_black_over_any_picture(last: Qt.GlobalColor | None) -> None:
    picture = QImage()
    if last is not None:
        picture = QImage(64, 36, QImage.Format.Format_RGB32)
        picture.fill(last)
    found = backdrop(QSize(320, 180), picture)
    assert found.size() == QSize(320, 180)
    dots = [found.pixelColor(x, y) for x in range(0, 320, 20) for y in range(0, 180, 20)]
    assert min(dot.lightness() for dot in dots) > 15
    assert max(dot.lightness() for dot in dots) < 160, "no glare either"


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process as POSIX does")
def test_the_desktop_is_never_seen_while_the_program_starts_again(tmp_path: Path) -> None:
    """A screen of its own for the program, a real process that is killed twice, and one that stays dead."""
    (tmp_path / "screens.json").write_text(json.dumps({"screens": TWO_SCREENS}))
    ran = subprocess.run(
        [sys.executable, "-c", SITTING],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}"},
        capture_output=True,
        text=True,
        timeout=110,
        cwd=ROOT,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "done\n"), ran.stderr
