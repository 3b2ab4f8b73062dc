"""A slot's folder is opened where there is one, and a notice says so where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from tests.console.rows import put
from vortex_gui.console.control.requests.slot_folders import open_folder
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.facts.slots import SlotState


class Browser(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open_place(self, place: QUrl) -> None:
        self.opened.append(place.toLocalFile())


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    QDesktopServices.setUrlHandler("file", browser, "open_place")  # type: ignore[arg-type]  # PySide6 takes text, its stubs say bytes
    yield browser
    QDesktopServices.unsetUrlHandler("file")


def test_a_folder_that_is_there_is_opened(state: ConsoleState, browser: Browser, tmp_path: Path) -> None:
    slot = put(state, 7, SlotState.DONE, output_dir=str(tmp_path))
    slot.row.folder.mkdir()
    open_folder(state, 7, lambda *told, **more: pytest.fail(str(told)))
    assert browser.opened == [str(slot.row.folder)]


def test_a_folder_that_is_gone_is_named(state: ConsoleState, browser: Browser) -> None:
    put(state, 7, SlotState.DONE)
    told: list[tuple[Severity, str]] = []
    open_folder(state, 7, lambda severity, text, **more: told.append((severity, text)))
    assert told == [(Severity.WARNING, "The folder of slot 7 is not there.")]
    assert browser.opened == []
