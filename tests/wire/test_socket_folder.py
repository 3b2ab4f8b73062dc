"""The socket's folder: short enough wherever temporary files go, and gone once its console was killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from vortex_gui.wire import socket_folder
from vortex_gui.wire.console_end import PrivateListener
from vortex_gui.wire.socket_folder import MAX_ADDRESS_BYTES, SocketFolder, places, remove_left_folders

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a named pipe has no folder")

HOLDS = """
import sys, time
from pathlib import Path
from vortex_gui.wire.socket_folder import SocketFolder
folder = SocketFolder(Path(sys.argv[1]))
print(folder.path, flush=True)
time.sleep(60)
"""


def long_folder(tmp_path: Path) -> Path:
    folder = tmp_path / ("long" * 40)
    folder.mkdir()
    return folder


def temporary_files_go_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)


def test_a_long_folder_for_temporary_files_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = long_folder(tmp_path)
    temporary_files_go_to(long, monkeypatch)
    listener = PrivateListener()
    folder = Path(listener.address).parent
    assert len(listener.address) <= MAX_ADDRESS_BYTES
    assert folder.stat().st_mode & 0o777 == 0o700
    listener.close()
    assert not folder.exists()
    assert list(long.iterdir()) == []


def test_a_folder_of_the_longest_length_takes_the_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = len("/vortex-console-12345678/worker")
    root = tempfile.mkdtemp(prefix="s", dir="/tmp")
    try:
        fitting = Path(root) / ("x" * (MAX_ADDRESS_BYTES - rest - len(root) - 1))
        fitting.mkdir()
        temporary_files_go_to(fitting, monkeypatch)
        listener = PrivateListener()
        assert len(listener.address) == MAX_ADDRESS_BYTES
        assert Path(listener.address).is_relative_to(fitting)
        listener.close()
        fitting.rmdir()
        longer = Path(root) / (fitting.name + "x")
        longer.mkdir()
        temporary_files_go_to(longer, monkeypatch)
        assert longer not in places()
        longer.rmdir()
    finally:
        Path(root).rmdir()


def test_where_no_place_takes_a_socket_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("vortex_gui.wire.console_end.places", lambda: [tmp_path / "file"])
    with pytest.raises(OSError, match=r"^No temporary folder takes the worker's socket \(.*file: Not a"):
        PrivateListener()
    monkeypatch.setattr("vortex_gui.wire.console_end.places", list)
    with pytest.raises(OSError, match="their paths are too long"):
        PrivateListener()


def test_the_folder_of_a_killed_console_goes_and_that_of_a_living_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_folder, "places", lambda: [tmp_path])
    children = [
        subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    folders = []
    for child in children:
        assert child.stdout is not None
        with child.stdout:
            folders.append(Path(child.stdout.readline().strip()))
    lives, killed = folders
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(killed / "worker"))
    children[1].send_signal(signal.SIGKILL)
    children[1].wait()
    mine = SocketFolder(tmp_path)
    assert remove_left_folders() == 1
    assert not killed.exists()
    assert lives.is_dir()
    assert mine.path.is_dir()
    mine.close()
    children[0].kill()
    children[0].wait()
    assert remove_left_folders() == 1
    assert list(tmp_path.iterdir()) == []


def test_those_of_an_earlier_version_go_once_they_are_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_folder, "places", lambda: [tmp_path])
    with ExitStack() as held:
        for name in ("vortex-fromkill", "vortex-justmade", "vortex-stillon1", "vortex-noneofus"):
            (tmp_path / name).mkdir(mode=0o700)
            if name != "vortex-noneofus":  # another program's folder may have such a name
                bound = held.enter_context(socket.socket(socket.AF_UNIX))
                bound.bind(str(tmp_path / name / "worker"))
                if name == "vortex-stillon1":
                    bound.listen()
            if name != "vortex-justmade":
                os.utime(tmp_path / name, (1e9, 1e9))
        assert remove_left_folders() == 1
        assert not (tmp_path / "vortex-fromkill").exists()
        assert len(list(tmp_path.iterdir())) == 3


def test_where_a_pipe_has_no_folder_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(socket_folder, "places", lambda: 1 / 0)
    assert remove_left_folders() == 0


def test_folders_that_only_look_like_ours_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_folder, "places", lambda: [tmp_path, tmp_path / "none"])
    for name, mode in (
        ("vortex-console-abcdefgh", 0o755),
        ("vortex-console-x12", 0o700),
        ("vortex-soak-x12", 0o700),
        ("vortex-justmade", 0o700),
    ):
        (tmp_path / name).mkdir(mode=mode)
    full = tmp_path / "vortex-console-withfile"
    full.mkdir(mode=0o700)
    (full / "notes.txt").write_text("kept")
    (tmp_path / "vortex-console-linktome").symlink_to(full)
    before = sorted(tmp_path.rglob("*"))
    assert remove_left_folders() == 0
    assert sorted(tmp_path.rglob("*")) == before
