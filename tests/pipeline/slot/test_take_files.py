"""A take's files are kept while another is written over them, and come back."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.pipeline.slot.slot_folder import SlotFolder
from vortex_gui.pipeline.slot.take_files import read_take, write_take


def test_files_come_back_as_they_were(tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path, 1)
    try:
        files = folder.part_files
        for path in (files.video, files.actor):
            with folder.new_file(path) as file:
                file.write(path.name.encode())
        kept = read_take(folder)
        assert set(kept) == {files.video, files.actor}
        with folder.new_file(files.video) as file:
            file.write(b"another take's")
        write_take(folder, kept)
        assert files.video.read_bytes() == b"slot.mp4"
        assert files.actor.read_bytes() == b"actor.png"
    finally:
        folder.discard()
    assert list(tmp_path.iterdir()) == []
