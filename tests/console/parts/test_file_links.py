"""Which files are dragged or pasted, however the other program names them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData

from tests.console.dragging import files
from vortex_gui.console.parts.file_links import files_of, files_to_give

PATHS = (Path("/a/b c.yaml"), Path("/a/ä#1.json"))


@pytest.mark.parametrize("in_text", [False, True])
def test_local_files_are_found(in_text: bool) -> None:
    assert files_of(files(PATHS, in_text=in_text)) == PATHS
    assert files_of(files_to_give(PATHS)) == PATHS


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_files_named_in_text_alone_are_found(end: str) -> None:
    mime = QMimeData()
    mime.setText("file:///a/b%20c.yaml" + end)
    assert files_of(mime) == (PATHS[0],)


@pytest.mark.parametrize(
    "text", ["", "Good evening.", "see file:///a", "file:///a and more\nwords", "https://x"]
)
def test_words_are_no_files(text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    assert files_of(mime) == ()
