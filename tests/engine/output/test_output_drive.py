"""The output folder's drive is remembered: one that went is told, and slots never go below its place."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.disks import disk_at, pull_out, put_in
from vortex_gui.base.files.disk import Drive
from vortex_gui.engine.output.output_drive import FILE_NAME, OutputDrive


def remembered(data: Path, output: Path, drive: Drive) -> None:
    (data / FILE_NAME).write_text(
        json.dumps(
            {
                "output": str(output),
                "drive": {"folder": drive.folder, "mount": drive.mount, "identity": drive.identity},
            }
        )
    )


def test_a_drive_that_went_is_told_until_it_is_back(tmp_path: Path) -> None:
    stick, drive = tmp_path / "stick", OutputDrive(tmp_path)
    with disk_at(stick):
        drive.look(stick / "out")
        assert drive.fault(stick / "out") is None
        pull_out(stick)
        for _ in range(3):
            sentence, remedy = drive.fault(stick / "out") or ("", "")
            assert sentence == f"The drive that was at {stick} is gone, and with it {stick / 'out'}."
            assert remedy.startswith("Connect it, or choose another output folder")
        put_in(stick)
        assert drive.fault(stick / "out") is None, "the operator connected it and resumed"
    assert list(stick.iterdir()) == []


def test_a_restart_does_not_forget_the_drive(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with disk_at(stick):
        OutputDrive(tmp_path).look(stick)
    later = OutputDrive(tmp_path)
    later.look(stick)
    assert later.fault(stick) is not None
    assert later.fault(tmp_path / "other") is None
    assert later.fault(stick) is None, "another folder was in use meanwhile: this one is taken as it is"


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_its_memory_is_its_owners_alone(tmp_path: Path) -> None:
    OutputDrive(tmp_path).look(tmp_path / "out")
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_command_that_asks_remembers_nothing(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert OutputDrive(tmp_path).is_gone(stick) is None
    assert not (tmp_path / FILE_NAME).exists()
    with disk_at(stick):
        OutputDrive(tmp_path).look(stick)
        assert OutputDrive(tmp_path).is_gone(stick) is None
    assert (
        OutputDrive(tmp_path).is_gone(stick) == f"The drive that was at {stick} is gone, and with it {stick}."
    )
    assert OutputDrive(tmp_path).is_gone(tmp_path / "other") is None


def test_another_drive_in_its_place_is_told_once(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with disk_at(stick):
        remembered(tmp_path, stick, Drive(str(stick), str(stick), "file system 1"))
        drive = OutputDrive(tmp_path)
        drive.look(stick)
        told = drive.fault(stick)
        if told is None:
            pytest.skip("this system gives such a disk no number of its own")
        assert told[0] == f"The drive that was at {stick} is gone; another one is there now."
        assert drive.fault(stick) is None
        assert OutputDrive(tmp_path).fault(stick) is None


def test_a_drive_that_comes_is_remembered(tmp_path: Path) -> None:
    stick, drive = tmp_path / "stick", OutputDrive(tmp_path)
    drive.look(stick)
    with disk_at(stick):
        drive.look(stick)
    assert drive.fault(stick) is not None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", '{"output": 1, "drive": {}}', '{"output": "a\\u0000", "drive": []}', "[" * 9000],
)
def test_a_damaged_memory_is_begun_anew(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    assert OutputDrive(tmp_path).fault(tmp_path / "out") is None
    assert json.loads((tmp_path / FILE_NAME).read_text())["output"] == str(tmp_path / "out")


def test_without_room_for_its_memory_it_is_known_until_the_end(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    (tmp_path / "data").write_text("a file where the data folder should be")
    drive = OutputDrive(tmp_path / "data")
    with disk_at(stick):
        drive.look(stick)
    assert drive.fault(stick) is not None
