"""Icons drawn from the shipped line drawings in the theme's colours; no glyphs of a font."""

from __future__ import annotations

from functools import cache, lru_cache
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.console.look import theme

FOLDER = RESOURCES / "icons"
SIZES = (16, 20)
_RATIO = 2.0
"""Pixels a point of the drawings."""
_MOST_PIXELS = round(max(SIZES) * _RATIO)
"""A wider icon is not blown up."""

_dressed: WeakKeyDictionary[QAction | QAbstractButton, tuple[str, str]] = WeakKeyDictionary()


def icon(name: str, colour: str = "text") -> QIcon:
    """The drawing `name` in a colour of the theme by its name, and in the muted one when disabled."""
    tones = theme.current()
    return QIcon(_LateIcon(name, getattr(tones, colour), tones.faint))


def pixmap(name: str, size: int, colour: QColor, ratio: float = _RATIO) -> QPixmap:
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
    """Gives all that `dress` dressed a fresh icon; called when the theme changes."""
    for target, (name, colour) in list(_dressed.items()):
        try:
            target.setIcon(icon(name, colour))
        except RuntimeError:  # the C++ object has gone before its Python shell
            _dressed.pop(target, None)


class _LateIcon(QIconEngine):
    """Draws when something first shows it: most icons of the window stand in menus that may never open.

    Drawn at once, they take two fifths of the window's own time before its first paint.
    """

    def __init__(self, name: str, colour: QColor, faint: QColor) -> None:
        super().__init__()
        self._name = name
        self._colour, self._faint = colour, faint
        self._drawn: dict[tuple[QIcon.Mode, int], QIcon] = {}

    def clone(self) -> QIconEngine:
        return _LateIcon(self._name, self._colour, self._faint)

    def availableSizes(
        self, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        return [QSize(side, side) for side in SIZES]

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size.boundedTo(QSize(_MOST_PIXELS, _MOST_PIXELS))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Of so many pixels of the screen, whatever its scale; wider than high, it leaves a gap behind."""
        if size.isEmpty():  # a bar in a low window leaves none
            return QPixmap()
        drawn = self._icon(mode, size).pixmap(size, 1.0, mode, state)
        if size.width() <= size.height():
            return drawn
        wide = QPixmap(size)
        wide.fill(Qt.GlobalColor.transparent)
        painter = QPainter(wide)
        painter.drawPixmap(0, 0, drawn)
        painter.end()
        return wide

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        pixels = rect.size() * painter.device().devicePixelRatioF()
        self._icon(mode, pixels).paint(painter, rect, Qt.AlignmentFlag.AlignCenter, mode, state)

    def _icon(self, mode: QIcon.Mode, pixels: QSize) -> QIcon:
        """Drawn in the smallest of the sizes that has as many pixels, else in the largest."""
        kind = QIcon.Mode.Disabled if mode is QIcon.Mode.Disabled else QIcon.Mode.Normal
        wish = min(pixels.width(), pixels.height())
        size = next((size for size in SIZES if size * _RATIO >= wish), SIZES[-1])
        if (kind, size) not in self._drawn:
            drawn = self._drawn[kind, size] = QIcon()
            colour = self._faint if kind is QIcon.Mode.Disabled else self._colour
            drawn.addPixmap(pixmap(self._name, size, colour), kind)
        return self._drawn[kind, size]


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
