"""Icons drawn from the shipped line drawings in the theme's colours; no glyphs of a font."""

from __future__ import annotations

from functools import cache, lru_cache
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.console.look import theme

FOLDER = RESOURCES / "icons"
SIZES = (16, 20)

_dressed: WeakKeyDictionary[QAction | QAbstractButton, tuple[str, str]] = WeakKeyDictionary()


def icon(name: str, colour: str = "text") -> QIcon:
    """The drawing `name` in a colour of the theme by its name, and in the muted one when disabled."""
    tones = theme.current()
    drawn = QIcon()
    for size in SIZES:
        drawn.addPixmap(pixmap(name, size, getattr(tones, colour)), QIcon.Mode.Normal)
        drawn.addPixmap(pixmap(name, size, tones.faint), QIcon.Mode.Disabled)
    return drawn


def pixmap(name: str, size: int, colour: QColor, ratio: float = 2.0) -> QPixmap:
    """The drawing `name` as a square of `size` points in one colour."""
    image = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, image.width(), image.height()), name, colour)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def paint(painter: QPainter, box: QRectF, name: str, colour: QColor) -> None:
    """Draws `name` into `box`."""
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour.name()).encode()))
    renderer.render(painter, box)


def stamp(painter: QPainter, centre: QPointF, size: int, name: str, colour: QColor) -> None:
    """Draws `name` around a point, from a kept image: cheap enough for each row at each paint."""
    image = _image(name, round(size * painter.device().devicePixelRatioF()), colour.name())
    painter.drawImage(QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size), image)


def app_icon() -> QIcon:
    """The program's own mark, in its own colours."""
    return QIcon(str(FOLDER / "vortex-console.svg"))


def dress(target: QAction | QAbstractButton, name: str, colour: str = "text") -> None:
    """Gives an action or a button its icon, and a fresh one whenever the theme changes."""
    if _dressed.get(target) != (name, colour):
        _dressed[target] = (name, colour)
        target.setIcon(icon(name, colour))


def redress() -> None:
    """Draws all icons given by `dress` anew; called by the theme's change."""
    for target, (name, colour) in list(_dressed.items()):
        try:
            target.setIcon(icon(name, colour))
        except RuntimeError:  # the C++ object has gone before its Python shell
            _dressed.pop(target, None)


@lru_cache(maxsize=64)
def _image(name: str, side: int, colour: str) -> QImage:
    """An image, since a pixmap that is kept this long would outlive the application."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, QRectF(image.rect()), name, QColor(colour))
    painter.end()
    return image


@cache
def _drawing(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
