"""Renders the program's mark from the one SVG, in all sizes that desktops ask for, with Qt.

    python packaging/render_icons.py FOLDER [--containers]

writes FOLDER/<size>x<size>/apps/vortex-console.png, the layout below `share/icons/hicolor`, and with
`--containers` also FOLDER/vortex-console.ico (Windows) and FOLDER/vortex-console.icns (macOS).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

MARK = Path(__file__).resolve().parent.parent / "resources" / "icons" / "vortex-console.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
NAME = "vortex-console"


def main() -> int:
    """Renders everything into the folder on the command line."""
    parser = argparse.ArgumentParser(description="Renders the program's mark in all sizes.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--containers", action="store_true", help="also one file for Windows, one for macOS")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    pictures = {size: _write_png(arguments.folder, size) for size in SIZES}
    if arguments.containers:
        _write_containers(arguments.folder, pictures)
    del application
    return 0


def _write_containers(folder: Path, pictures: dict[int, Path]) -> None:
    """Several sizes in one file, as Windows and macOS want them."""
    others = [Image.open(pictures[size]) for size in ICO_SIZES[:-1]]
    sizes = [(size, size) for size in ICO_SIZES]
    Image.open(pictures[ICO_SIZES[-1]]).save(folder / f"{NAME}.ico", sizes=sizes, append_images=others)
    Image.open(pictures[512]).save(folder / f"{NAME}.icns")


def _write_png(folder: Path, size: int) -> Path:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(MARK)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    path = folder / f"{size}x{size}" / "apps" / f"{NAME}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path)):
        raise OSError(f"{path} cannot be written")
    return path


if __name__ == "__main__":
    sys.exit(main())
