"""Looks at a presenter's picture as the pipeline will: upright, opaque, still, in colours for a screen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageIOHandler, QImageReader, QPainter, QTransform

from vortex_gui.base.files.given_file import GivenFileError
from vortex_gui.base.words.translation import tr
from vortex_gui.console.recipe.own_files.moving_png import moves
from vortex_gui.console.recipe.own_files.orientation import orientation_of

FORMATS = (b"png", b"jpeg", b"webp")
SIDE = 520
_NOT_TURNED = QImageIOHandler.Transformation.TransformationNone
_TURNS: Mapping[int, tuple[bool, int]] = MappingProxyType(
    {
        2: (True, 0),
        3: (False, 180),
        4: (True, 180),
        5: (True, 270),
        6: (False, 90),
        7: (True, 90),
        8: (False, 270),
    }
)
"""By EXIF's number: whether it is mirrored, and the degrees clockwise that it is turned after that."""


def small_copy(reader: QImageReader, path: Path, background: str) -> QImage:
    """The picture that `reader` opened, at most `SIDE` wide and high; called in a thread.

    Raises `GivenFileError` for what no presenter can be made of.
    """
    size = reader.size()
    if not size.isValid() or bytes(reader.format().data()) not in FORMATS:
        raise GivenFileError(tr("it is no PNG, JPEG or WebP picture"))
    if (reader.supportsAnimation() and reader.imageCount() > 1) or moves(path):
        raise GivenFileError(tr("it moves; a still picture is needed"))
    if reader.imageFormat() == QImage.Format.Format_CMYK8888:
        raise GivenFileError(tr("its colours are for print (CMYK); save it as RGB"))
    reader.setAutoTransform(True)
    reader.setScaledSize(size.scaled(QSize(SIDE, SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    qt_turns = reader.transformation() != _NOT_TURNED
    picture = reader.read()
    return _opaque(picture if qt_turns else _turned(picture, orientation_of(path)), QColor(background))


def _turned(picture: QImage, orientation: int) -> QImage:
    is_mirrored, degrees = _TURNS.get(orientation, (False, 0))
    if is_mirrored:
        picture = picture.flipped(Qt.Orientation.Horizontal)
    return picture.transformed(QTransform().rotate(degrees)) if degrees else picture


def _opaque(picture: QImage, background: QColor) -> QImage:
    if not picture.hasAlphaChannel():
        return picture
    laid = QImage(picture.size(), QImage.Format.Format_RGB32)
    laid.fill(background)
    painter = QPainter(laid)
    painter.drawImage(0, 0, picture)
    painter.end()
    return laid
