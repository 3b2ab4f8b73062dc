"""A file that the operator names is read, or refused in one sentence, and never waited for."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from vortex_gui.base.files.given_file import GivenFileError, given_file, sha256_of


def refused(path: Path, most: int = 100) -> str:
    with pytest.raises(GivenFileError) as caught, given_file(path, most):
        pass
    return str(caught.value)


def test_its_hash_is_that_of_its_content_and_reading_begins_at_the_start(tmp_path: Path) -> None:
    path, content = tmp_path / "a", os.urandom(3_000_000)
    path.write_bytes(content)
    looks: list[None] = []
    with given_file(path, 5_000_000) as file:
        assert sha256_of(file, lambda: looks.append(None)) == hashlib.sha256(content).hexdigest()
        assert file.read(4) == content[:4]
    assert len(looks) == 3


def test_a_link_leads_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "link").symlink_to("a")
    with given_file(tmp_path / "link", 10) as file:
        assert file.read() == b"x"
    folder = tmp_path / "deeper"
    folder.mkdir()
    with given_file(folder / ".." / "a", 10) as file:
        assert file.read() == b"x"


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == "no such file"
    assert refused(tmp_path) == "a folder; a file is needed"
    assert refused(Path("none")) == "not a whole path; begin it at the root"
    (tmp_path / "empty").touch()
    assert refused(tmp_path / "empty") == "the file is empty"
    (tmp_path / "long").write_bytes(b"x" * 3_000_001)
    assert refused(tmp_path / "long", 3_000_000) == "over 3 MB"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_and_a_circle_of_links_do_not_hold_the_reader(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "not a file"
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    assert refused(tmp_path / "one").startswith("cannot be read (Too many levels")
    assert refused(Path("/dev/null")) == "not a file"
    (tmp_path / "gone").symlink_to("nowhere")
    assert refused(tmp_path / "gone") == "no such file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "closed").write_bytes(b"x")
    (tmp_path / "closed").chmod(0)
    assert refused(tmp_path / "closed") == "cannot be read (Permission denied)"
