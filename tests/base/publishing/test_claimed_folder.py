"""A claimed folder: written aside, put in place whole, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.errors import OutputError
from vortex_gui.base.publishing.claim import SlotNumberTaken
from vortex_gui.base.publishing.claimed_folder import ClaimedFolder


def write(folder: ClaimedFolder, name: str, content: bytes) -> None:
    with folder.new_file(folder.part / name) as file:
        file.write(content)


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = ClaimedFolder(tmp_path, 3)
    write(folder, "slot.mp4", b"clip")
    assert not folder.final.exists()
    folder.rename_into_place()
    assert [path.name for path in folder.final.iterdir()] == ["slot.mp4"]
    folder.discard()
    assert (folder.final / "slot.mp4").read_bytes() == b"clip"


def test_a_discarded_one_leaves_nothing_and_its_number_is_free(tmp_path: Path) -> None:
    folder = ClaimedFolder(tmp_path, 3)
    write(folder, "slot.mp4", b"clip")
    with pytest.raises(SlotNumberTaken):
        ClaimedFolder(tmp_path, 3)
    folder.discard()
    assert list(tmp_path.iterdir()) == []
    ClaimedFolder(tmp_path, 3).discard()


def test_it_replaces_no_finished_folder(tmp_path: Path) -> None:
    folder = ClaimedFolder(tmp_path, 3)
    (tmp_path / "slot-000003").mkdir()
    with pytest.raises(SlotNumberTaken, match="never replaces"):
        folder.rename_into_place()
    folder.discard()


def test_a_link_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    folder = ClaimedFolder(tmp_path, 3)
    (folder.part / "report.json").symlink_to("/etc/hostname")
    with pytest.raises(OutputError, match="replaced"):
        folder.rename_into_place()
    folder.discard()
