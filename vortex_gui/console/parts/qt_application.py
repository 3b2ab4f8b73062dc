"""The QApplication of each process that shows something: raster alone, and without a reader of sources."""

from __future__ import annotations

import builtins
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from vortex_gui.console.parts.quiet_multimedia import quiet_loading

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def open_application(
    argv: Sequence[str], watched: AbstractContextManager[None] | None = None
) -> QApplication:
    """Made inside `watched`, since Qt aborts the process where a display fails it."""
    quiet_loading()
    # All our widgets are raster. On X11, GL would serve the conversion of video frames alone: with software
    # GL it costs a third of a second at the first frame and 85 MB (measured); the CPU does it in 1 ms.
    os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
    from PySide6.QtWidgets import QApplication

    unwrap_import()
    with watched or nullcontext():
        application = QApplication(list(argv))
    application.setApplicationName("vortex-console")
    # Closing a window asks its owner to end; Qt must not stop the loop under it.
    application.setQuitOnLastWindowClosed(False)
    return application


def unwrap_import() -> None:
    """Takes off the wrapper that `PySide6.QtCore` puts around `import`, unless another one is around it.

    For `from __feature__ import …`, which we do not use, it searches the source of each module that is
    imported after it for the word "PySide6" (`shibokensupport.feature`). `linecache` keeps what it has read:
    22 MB in the window (measured). What it wraps is PySide's import of classes when they are first used, and
    stays.
    """
    if getattr(builtins, "__feature_import__", None) is builtins.__import__:
        builtins.__import__ = builtins.__orig_import__  # type: ignore[attr-defined]  # PySide's own
