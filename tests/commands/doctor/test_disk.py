"""The folders are tried for real: written into, or the nearest one that is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.commands.doctor.disk import disk


def found(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in disk(settings)}


def test_folders_that_are_not_there_yet_are_judged_by_the_nearest_one(tmp_path: Path) -> None:
    deep = tmp_path / "not" / "yet"
    checks = found(Settings(folders=FolderSettings(output=str(deep), data=str(tmp_path))))
    assert [check.state for check in checks.values()] == [State.GOOD, State.GOOD]
    assert str(deep) in checks["output folder"].found
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_too_little_room_is_a_fault_with_what_is_needed(tmp_path: Path) -> None:
    folders = FolderSettings(output=str(tmp_path), data=str(tmp_path))
    check = found(Settings(folders=folders, output=OutputSettings(min_free_gb=1e9)))["data folder"]
    assert check.state is State.FAULT
    assert "1000000000.0 GB are needed" in check.remedy


@pytest.mark.skipif(os.name != "posix", reason="/proc is a folder that even root cannot write into")
def test_a_folder_that_cannot_be_written_is_a_fault_that_names_it(tmp_path: Path) -> None:
    check = found(Settings(folders=FolderSettings(output="/proc/vortex", data=str(tmp_path))))[
        "output folder"
    ]
    assert check.state is State.FAULT
    assert check.remedy == "Give yourself write access to /proc."
