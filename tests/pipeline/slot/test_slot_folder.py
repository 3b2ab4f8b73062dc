"""The slot's folder on real disks: whole or not at all, one number to one process, one sentence a fault."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.disks import disk_at, mount
from tests.pipeline.slot.clips import FPS, RATE, tone, writer
from vortex_gui.base.errors import OutputError
from vortex_gui.pipeline.slot.slot_folder import (
    SlotFolder,
    SlotNumberTaken,
    next_free_number,
    remove_litter,
)


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path, 12)
    folder.write_speech(tone(0.1), RATE)
    folder.write_actor(np.zeros((8, 8, 3), np.uint8))
    assert not folder.final.exists()
    files = folder.publish('{"success": true}')
    assert sorted(p.name for p in (tmp_path / "slot-000012").iterdir()) == [
        "actor.png",
        "report.json",
        "speech.wav",
    ]
    assert files.report.read_text() == '{"success": true}'
    folder.discard()
    assert [p.name for p in tmp_path.iterdir()] == ["slot-000012"]


def test_captions_stand_beside_the_clip_and_are_named_from_then_on(tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path, 12)
    assert (folder.files.srt, folder.files.vtt) == (None, None)
    folder.write_captions("1", "WEBVTT – ü")
    files = folder.publish("{}")
    assert (files.srt, files.vtt) == (folder.final / "slot.srt", folder.final / "slot.vtt")
    assert (folder.final / "slot.vtt").read_text("utf-8") == "WEBVTT – ü"


@pytest.mark.parametrize("name", ["slot.srt", "slot.vtt"])
def test_captions_that_somebody_replaced_are_not_published(name: str, tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path, 1)
    folder.write_captions("1", "WEBVTT")
    (folder.part / name).unlink()
    (folder.part / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match=rf"Somebody replaced .*{name} while"):
        folder.publish("{}")


def test_discard_leaves_nothing(tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path, 12)
    folder.write_speech(tone(0.1), RATE)
    folder.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_finished_folder_is_never_replaced(tmp_path: Path) -> None:
    SlotFolder(tmp_path, 1).publish("one")
    with pytest.raises(SlotNumberTaken, match="slot-000001 is there already"):
        SlotFolder(tmp_path, 1)
    assert (tmp_path / "slot-000001" / "report.json").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["slot-000001"]


def test_a_number_belongs_to_one_process_while_it_is_made(tmp_path: Path) -> None:
    first = SlotFolder(tmp_path, 1)
    with pytest.raises(SlotNumberTaken, match=r"Another program is generating .*slot-000001"):
        SlotFolder(tmp_path, 1)
    first.write_speech(tone(0.1), RATE)
    first.discard()
    SlotFolder(tmp_path, 1).publish("second")


@pytest.mark.parametrize("other", ["a folder", "an empty folder", "a file", "a link"])
def test_whatever_took_the_place_meanwhile_stays(other: str, tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path, 1)
    match other:
        case "a folder":
            folder.final.mkdir()
            (folder.final / "slot.mp4").write_text("theirs")
        case "an empty folder":
            folder.final.mkdir()
        case "a file":
            folder.final.write_text("theirs")
        case "a link":
            folder.final.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SlotNumberTaken):
        folder.publish("ours")
    folder.discard()
    assert [path.name for path in tmp_path.iterdir()] == ["slot-000001"]


CLAIMS = """
import sys
from pathlib import Path
from vortex_gui.pipeline.slot.slot_folder import SlotFolder, SlotNumberTaken
try:
    folder = SlotFolder(Path(sys.argv[1]), int(sys.argv[2]))
except SlotNumberTaken:
    print("taken", flush=True)
else:
    print("claimed", flush=True)
    sys.stdin.readline()
    folder.publish(sys.argv[3])
"""


def claimant(folder: Path, number: int, report: str = "{}") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CLAIMS, str(folder), str(number), report],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ended(process: subprocess.Popen[str], words: str | None = "go\n") -> None:
    process.communicate(words, timeout=30)


def test_of_many_processes_one_makes_the_number(tmp_path: Path) -> None:
    processes = [claimant(tmp_path, 7, str(number)) for number in range(4)]
    try:
        answers = [said(process) for process in processes]
    finally:
        for process in processes:
            ended(process)
    assert sorted(answers) == ["claimed", "taken", "taken", "taken"]
    report = (tmp_path / "slot-000007" / "report.json").read_text()
    assert answers[int(report)] == "claimed"
    assert [path.name for path in tmp_path.iterdir()] == ["slot-000007"]


def test_a_cleaner_leaves_what_a_living_process_writes_and_takes_what_a_dead_one_left(tmp_path: Path) -> None:
    alive, dead = claimant(tmp_path, 1), claimant(tmp_path, 2)
    try:
        assert (said(alive), said(dead)) == ("claimed", "claimed")
        dead.kill()
        ended(dead, None)
        assert [path.name for path in remove_litter(tmp_path)] == [".part-slot-000002"]
    finally:
        ended(alive)
    assert [path.name for path in tmp_path.iterdir()] == ["slot-000001"]


def test_a_dead_process_does_not_keep_its_number(tmp_path: Path) -> None:
    dead = claimant(tmp_path, 2)
    assert said(dead) == "claimed"
    dead.kill()
    ended(dead, None)
    SlotFolder(tmp_path, 2).publish("{}")
    assert [path.name for path in tmp_path.iterdir()] == ["slot-000002"]


def test_the_next_free_number_follows_the_highest(tmp_path: Path) -> None:
    assert next_free_number(tmp_path / "none") == 0
    for name in ("slot-000003", ".part-slot-000008", "slot-9", "slot-000009.txt", "notes"):
        (tmp_path / name).mkdir()
    assert next_free_number(tmp_path) == 9
    (tmp_path / "slot-999999").mkdir()
    assert next_free_number(tmp_path) == 0


def test_a_full_disk_is_told_before_the_slot_begins(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="GB of free disk"):
        SlotFolder(tmp_path, 1, min_free_bytes=10**18)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of half a megabyte; needs the right to mount."""
    with disk_at(tmp_path / "disk") as disk:
        yield disk


def test_a_disk_that_fills_up_while_writing_fails_the_slot_and_leaves_nothing(small_disk: Path) -> None:
    folder = SlotFolder(small_disk, 1)
    noise = np.random.default_rng(0).integers(0, 255, (4 * FPS, 3, 256, 256), np.uint8)
    clip = writer(folder.part_files.video, noise, tone(4.0))
    clip.ready(4 * FPS)
    with pytest.raises(OutputError, match="No space left") as told:
        clip.close()
    assert "disk space is free" in told.value.remedy
    with pytest.raises(OutputError, match="No space left") as told:
        folder.write_speech(tone(20.0), RATE)
    assert "disk space is free" in told.value.remedy
    folder.discard()
    assert list(small_disk.iterdir()) == []
    SlotFolder(small_disk, 2).publish("{}")  # room is there again


def test_a_disk_that_may_not_be_written_is_one_sentence(small_disk: Path) -> None:
    begun = SlotFolder(small_disk, 1)
    begun._lock.release()  # the kernel takes a failing disk from under open files; `mount` refuses to
    assert mount("-o", "remount,ro", str(small_disk))
    with pytest.raises(OutputError, match="Read-only file system"):
        SlotFolder(small_disk, 2)
    with pytest.raises(OutputError, match="Read-only file system"):
        begun.publish("{}")


def test_an_output_folder_that_goes_away_is_one_sentence(tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path / "out", 1, min_free_bytes=1)
    shutil.rmtree(tmp_path / "out")
    with pytest.raises(OutputError, match="cannot be written"):
        folder.check_free()
    with pytest.raises(OutputError, match="cannot be written"):
        folder.publish("{}")
    folder.discard()


def test_an_output_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        SlotFolder(tmp_path / "out", 1)


def test_discarding_twice_leaves_the_next_ones_folder(tmp_path: Path) -> None:
    first = SlotFolder(tmp_path, 1)
    first.discard()
    second = SlotFolder(tmp_path, 1)
    first.discard()
    assert second.part.is_dir()
    second.publish("{}")


def test_a_folder_claimed_while_it_is_discarded_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock's end is the moment from which another process may claim the number."""
    first = SlotFolder(tmp_path, 1)
    release, others = first._lock.release, list[SlotFolder]()

    def release_and_claim(*words: object, **more: object) -> None:
        release()
        if not others:
            others.append(SlotFolder(tmp_path, 1))

    monkeypatch.setattr(first._lock, "release", release_and_claim)
    first.discard()
    assert others[0].part.is_dir()
    others[0].discard()


@pytest.mark.parametrize("there", [True, False])
def test_a_link_at_a_claims_place_is_not_followed(there: bool, tmp_path: Path) -> None:
    target = tmp_path / "mine"
    if there:
        target.mkdir()
    (tmp_path / ".part-slot-000001").symlink_to(target)
    assert remove_litter(tmp_path) == []
    assert list(target.iterdir()) == [] if there else not target.exists()


def test_a_claim_about_to_be_locked_is_left_to_its_process(tmp_path: Path) -> None:
    """Its lock's file is there before the lock is."""
    claim = tmp_path / ".new-slot-000001-abcdefabcdef"
    claim.mkdir()
    (claim / ".lock").touch()
    assert remove_litter(tmp_path) == []


FILES = ("slot.mp4", "actor.png", "speech.wav", "slot.srt", "slot.vtt", "report.json")


@pytest.mark.parametrize("name", FILES)
def test_a_link_put_into_the_folder_is_replaced_and_its_target_stays(name: str, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    folder = SlotFolder(tmp_path, 1)
    (folder.part / name).symlink_to(tmp_path / "mine")
    clip = writer(folder.part_files.video, np.zeros((FPS, 3, 64, 64), np.uint8), tone(1.0))
    clip.ready(FPS)
    clip.close()
    folder.write_speech(tone(1.0), RATE)
    folder.write_actor(np.zeros((8, 8, 3), np.uint8))
    folder.write_captions("1", "WEBVTT")
    folder.publish("{}")
    assert (tmp_path / "mine").read_text() == "mine"
    assert not any((folder.final / each).is_symlink() for each in FILES)


@pytest.mark.parametrize("name", FILES[:3])
def test_a_file_that_somebody_replaced_is_not_published(name: str, tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path, 1)
    (folder.part / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match=rf"Somebody replaced .*{name} while"):
        folder.publish("{}")
    assert not folder.final.exists()


def test_a_folder_that_somebody_replaced_is_neither_written_nor_removed(tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path, 1)
    folder.part.rename(tmp_path / "aside")
    (tmp_path / "theirs").mkdir()
    folder.part.symlink_to(tmp_path / "theirs")
    for write in (
        lambda: folder.write_speech(tone(0.1), RATE),
        lambda: folder.write_actor(np.zeros((8, 8, 3), np.uint8)),
        lambda: folder.publish("{}"),
    ):
        with pytest.raises(OutputError, match="Somebody replaced"):
            write()
    folder.discard()
    assert folder.part.is_symlink()
    assert list((tmp_path / "theirs").iterdir()) == []
    assert not folder._lock.is_locked
