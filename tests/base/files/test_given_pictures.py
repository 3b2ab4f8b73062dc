"""A file that the operator names is opened once and refused in one sentence's part."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from vortex_gui.base.files.given_file import GivenFileError, given_file, sha256_of


def test_the_open_file_is_read_and_known_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"content")
    (tmp_path / "link").symlink_to(path)
    with given_file(tmp_path / "link", 100) as file:
        assert sha256_of(file) == hashlib.sha256(b"content").hexdigest()
        assert file.read() == b"content"


def test_what_is_no_usable_file_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "large").write_bytes(b"x" * 11)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    for name, why in (
        ("none", "no such file"),
        (".", "a folder; a file is needed"),
        ("empty", "the file is empty"),
        ("large", "over 0 MB"),
        ("loop", "cannot be read"),
        ("pipe", "not a file"),
    ):
        with pytest.raises(GivenFileError, match=why), given_file(tmp_path / name, 10):
            pass
    with pytest.raises(GivenFileError, match="not a whole path"), given_file(Path("a"), 10):
        pass
