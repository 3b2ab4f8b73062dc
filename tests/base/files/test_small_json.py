"""The program's own small files: whatever lies there is data or one kind of error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from vortex_gui.base.files.small_json import MAX_BYTES, read_small_json
from vortex_gui.base.files.text_file import TextFileError


def test_plain_data_comes_back(tmp_path: Path) -> None:
    (tmp_path / "file").write_text('{"a": [1, 2.5, null]}')
    assert read_small_json(tmp_path / "file") == {"a": [1, 2.5, None]}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[" * 100_000, b"9" * 5000, b"\xff\xfe", b"\0", b" " * (MAX_BYTES + 1)],
    ids=["empty", "half", "deep", "digits", "bytes", "nought", "long"],
)
def test_what_is_no_small_json_is_one_kind_of_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(TextFileError):
        read_small_json(tmp_path / "file")


def test_a_folder_a_pipe_or_nothing_in_its_place_is_an_error_and_no_wait(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    names = ["folder", "none"]
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        names.append("pipe")
    for name in names:
        with pytest.raises(TextFileError):
            read_small_json(tmp_path / name)
