"""The guide in the window: shipped pages, their links, the search, and the web left to the browser."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.base.files.shipped import DOCS
from vortex_gui.console.shell.pages.guide import FIRST_PAGE, GuideDialog


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def guide(window: QWidget) -> GuideDialog:
    return GuideDialog(window)


def test_opens_on_the_operators_page(guide: GuideDialog) -> None:
    assert guide.page.source().toLocalFile() == str(FIRST_PAGE)
    assert guide.page.toPlainText().startswith("The operator's guide")


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_every_page_can_be_read(guide: GuideDialog, name: str) -> None:
    guide.page.setSource(QUrl(name))
    first_line = (DOCS / name).read_text(encoding="utf-8").splitlines()[0]
    assert guide.page.toPlainText().splitlines()[0] == first_line.removeprefix("# ")


def test_back_returns_to_the_page_before(guide: GuideDialog) -> None:
    guide.page.setSource(QUrl("profiles.md"))
    guide.page.backward()
    assert guide.page.toPlainText().startswith("The operator's guide")


def test_search_goes_on_from_the_top_after_the_last_place(guide: GuideDialog) -> None:
    guide.search.setText("set aside")
    assert guide.find_next()
    first = guide.page.textCursor().position()
    places = [first]
    while guide.find_next() and guide.page.textCursor().position() != first:
        places.append(guide.page.textCursor().position())
        assert len(places) < 100
    assert places == sorted(places)
    assert len(places) > 1


def test_search_for_what_is_not_there_says_no(guide: GuideDialog) -> None:
    guide.search.setText("no such words in any page")
    assert not guide.find_next()


class Browser(QWidget):
    """Takes what would go to the system's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @Slot(QUrl)
    def open_page(self, page: QUrl) -> None:
        self.asked.append(page.toString())


def test_link_to_the_web_leaves_the_page_as_it_is(guide: GuideDialog, qtbot: QtBot) -> None:
    browser = Browser()
    qtbot.addWidget(browser)
    QDesktopServices.setUrlHandler("https", browser, "open_page")  # type: ignore[arg-type]  # PySide6 takes text, its stubs say bytes
    guide.page.setSource(QUrl("https://example.org/page"))
    QDesktopServices.unsetUrlHandler("https")
    assert browser.asked == ["https://example.org/page"]
    assert guide.page.toPlainText().startswith("The operator's guide")


def test_wide_picture_is_made_to_fit_the_page(guide: GuideDialog, qtbot: QtBot) -> None:
    guide.show()
    qtbot.waitExposed(guide)
    wide = [path for path in (DOCS / "images").glob("*.png") if QImage(str(path)).width() > guide.width()]
    assert wide, "the docs have no wide picture any more"
    assert "images/" in FIRST_PAGE.read_text(encoding="utf-8")
    assert guide.page.horizontalScrollBar().maximum() == 0
    picture = guide.page.loadResource(
        QTextDocument.ResourceType.ImageResource.value, QUrl(f"images/{wide[0].name}")
    )
    assert isinstance(picture, QImage)
    assert 0 < picture.width() <= guide.page.viewport().width()
