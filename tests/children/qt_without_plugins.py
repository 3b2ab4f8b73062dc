"""A probe of Qt whose application looks for plugins nowhere."""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication

from vortex_gui.commands.doctor.qt_probe import look

application = QGuiApplication(sys.argv)
application.setLibraryPaths([])
print(look().to_json())
