"""One drawing a thing, drawn when it is first shown, in its colour and no larger than it is."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from vortex_gui.console.look import icons, theme


def test_no_two_icons_are_drawn_the_same() -> None:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for path in icons.FOLDER.glob("*.svg"):
        names[path.read_text(encoding="utf-8").strip()].append(path.stem)
    assert len(names) > 50
    assert [same for same in names.values() if len(same) > 1] == []


def test_an_icon_is_drawn_when_it_is_first_shown(qapp: QApplication) -> None:
    icons._drawing.cache_clear()
    icon = icons.icon("play")
    copy = QIcon(icon)
    assert not icon.isNull()
    assert icon.actualSize(QSize(18, 18)) == QSize(18, 18)
    assert icons._drawing.cache_info().currsize == 0
    copy.pixmap(QSize(18, 18))
    assert icons._drawing.cache_info().currsize == 1


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_as_large_as_asked_and_no_larger_than_its_drawing(
    qapp: QApplication, ratio: float
) -> None:
    icon = icons.icon("play")
    assert icon.pixmap(QSize(18, 18), ratio).size() == QSize(round(18 * ratio), round(18 * ratio))
    assert icon.pixmap(QSize(64, 64), ratio).size() == QSize(40, 40)


def test_an_icon_takes_its_colour_and_the_faint_one_when_it_is_disabled(qapp: QApplication) -> None:
    def strongest(icon: QIcon, mode: QIcon.Mode) -> QColor:
        image = icon.pixmap(QSize(20, 20), 1.0, mode).toImage()
        points = [(x, y) for x in range(image.width()) for y in range(image.height())]
        return max((image.pixelColor(*point) for point in points), key=lambda colour: colour.alpha())

    tones = theme.current()
    for name, mode in (
        ("bad", QIcon.Mode.Normal),
        ("bad", QIcon.Mode.Active),
        ("faint", QIcon.Mode.Disabled),
    ):
        wanted, found = getattr(tones, name), strongest(icons.icon("stop", "bad"), mode)
        assert max(abs(wanted.red() - found.red()), abs(wanted.green() - found.green())) < 8, mode
        assert abs(wanted.blue() - found.blue()) < 8, mode


def test_an_icon_can_be_painted_in_place(qapp: QApplication) -> None:
    image = QImage(30, 30, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icons.icon("stop").paint(painter, QRect(0, 0, 30, 30))
    painter.end()
    blank = QImage(image.size(), image.format())
    blank.fill(Qt.GlobalColor.transparent)
    assert image != blank


@pytest.mark.parametrize("side", [12, 16, 18, 20, 24, 32, 33, 40, 48])
def test_an_icon_draws_only_the_size_that_is_shown_and_looks_as_from_all(
    qapp: QApplication, side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, draw = list[int](), icons.pixmap

    def counted(name: str, size: int, colour: QColor) -> QPixmap:
        drawn.append(size)
        return draw(name, size, colour)

    both = QIcon()
    for size in icons.SIZES:
        both.addPixmap(icons.pixmap("stop", size, theme.current().text))
    monkeypatch.setattr(icons, "pixmap", counted)
    found = icons.icon("stop").pixmap(QSize(side, side), 1.0)
    assert found.toImage() == both.pixmap(QSize(side, side), 1.0).toImage()
    assert len(drawn) == 1


@pytest.mark.parametrize("size", [QSize(18, 0), QSize(0, 18), QSize(0, 0)])
def test_an_icon_without_room_is_empty_and_tells_nothing(qapp: QApplication, qtlog: Any, size: QSize) -> None:
    assert icons.icon("play").pixmap(size, 1.0).isNull()
    assert [record.message for record in qtlog.records] == []
