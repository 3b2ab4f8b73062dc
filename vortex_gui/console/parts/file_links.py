"""Files that come into the window or leave it by drag and drop, or by the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl


def files_of(mime: QMimeData) -> tuple[Path, ...]:
    """The local files that are dragged or pasted; some programs name them in text alone."""
    urls = mime.urls() if mime.hasUrls() else _urls_in(mime.text())
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile() and url.toLocalFile())


def files_to_give(paths: Sequence[Path]) -> QMimeData:
    """Files for other programs to take."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def _urls_in(text: str) -> list[QUrl]:
    """The lines of a text of which each is a file's address; empty for any other text."""
    lines = text.split("\n") if text.startswith("file:") else []
    lines = [line.strip() for line in lines if line.strip()]
    return [QUrl(line) for line in lines] if all(line.startswith("file:") for line in lines) else []
