"""The clip's encoder and the slot's folder, on real files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from vortex_gui.base.errors import OutputError
from vortex_gui.pipeline.slot.clip_writer import ClipWriter, Encoding, fit_sound
from vortex_gui.pipeline.slot.encoders import first_that_opens, usable_encoder
from vortex_gui.pipeline.slot.slot_folder import (
    SlotFolder,
    SlotNumberTaken,
    next_free_number,
    remove_litter,
)

FPS, RATE = 24, 24_000


def moving_frames(count: int) -> NDArray[np.uint8]:
    frames = np.full((count, 3, 64, 64), 40, np.uint8)
    for index in range(count):
        frames[index, :, :, index % 64] = 220
    return frames


def tone(seconds: float) -> NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def writer(path: Path, frames: NDArray[np.uint8], sound: NDArray[np.float32]) -> ClipWriter:
    about = {"title": "slot-000001", "comment": json.dumps({"seed": 5})}
    return ClipWriter(path, frames, sound, fps=FPS, sample_rate=RATE, encoding=Encoding(), metadata=about)


@pytest.mark.parametrize("seconds", [0.5, 2.0, 3.0])
def test_a_clip_has_one_video_and_one_sound_of_equal_length(tmp_path: Path, seconds: float) -> None:
    frames = moving_frames(48)
    with writer(tmp_path / "slot.mp4", frames, tone(seconds)) as clip:
        for end in range(8, 49, 8):
            clip.ready(end)
        clip.close()
    with av.open(str(tmp_path / "slot.mp4")) as file:
        (video,), (audio,) = file.streams.video, file.streams.audio
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert video.codec_context.pix_fmt == "yuv420p"
        assert json.loads(file.metadata["comment"]) == {"seed": 5}
        length = [float(stream.duration * stream.time_base) for stream in (video, audio)]
        assert length[0] == pytest.approx(2.0)
        assert abs(length[0] - length[1]) <= 1 / FPS
        pictures = [frame.to_ndarray(format="rgb24") for frame in file.decode(video)]
    assert len(pictures) == 48
    assert int(pictures[30][:, :, 0].mean(axis=0).argmax()) == 30


@pytest.mark.parametrize("width", [64, 66, 130])
def test_colours_are_those_of_the_picture_at_any_width(tmp_path: Path, width: int) -> None:
    colours = np.array([200, 40, 90], np.uint8)
    frames = np.broadcast_to(colours[:, None, None], (24, 3, 50, width))
    with writer(tmp_path / "slot.mp4", frames, tone(1)) as clip:
        clip.ready(24)
        clip.close()
    with av.open(str(tmp_path / "slot.mp4")) as file:
        picture = next(file.decode(video=0)).to_ndarray(format="rgb24")
    assert picture.shape == (50, width, 3)
    assert np.abs(picture.astype(int) - colours).max() <= 4


def test_faststart_puts_the_index_before_the_pictures(tmp_path: Path) -> None:
    path = tmp_path / "slot.mp4"
    with writer(path, moving_frames(24), tone(1)) as clip:
        clip.ready(24)
        clip.close()
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_abort_stops_the_thread_in_the_middle(tmp_path: Path) -> None:
    clip = writer(tmp_path / "slot.mp4", moving_frames(48), tone(2))
    clip.ready(8)
    clip.abort()
    assert not clip._thread.is_alive()


@pytest.mark.expects_log
def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    clip = writer(tmp_path / "gone" / "slot.mp4", moving_frames(8), tone(1))
    clip.ready(8)
    with pytest.raises(OutputError, match="could not be encoded"):
        clip.close()


@pytest.mark.expects_log
def test_an_encoder_that_cannot_be_opened_falls_back() -> None:
    assert first_that_opens(("h264_not_there", "libx264"), "H.264") == "libx264"
    assert usable_encoder("libx264") == "libx264"


PATCHES = [
    (235, 20, 20),
    (20, 200, 40),
    (30, 60, 230),
    (250, 250, 250),
    (5, 5, 5),
    (180, 120, 60),
    (90, 90, 90),
]


@pytest.mark.parametrize("side", [64, 256, 512])
def test_colours_are_tagged_and_are_what_the_tags_say(side: int, tmp_path: Path) -> None:
    """Decoded by the formula of BT.709 in limited range, by hand, they are the picture's."""
    frames = np.zeros((len(PATCHES), 3, side, side), np.uint8)
    for index, colour in enumerate(PATCHES):
        frames[index] = np.array(colour, np.uint8)[:, None, None]
    with writer(tmp_path / "slot.mp4", frames, tone(0.3)) as clip:
        clip.ready(len(PATCHES))
        clip.close()
    with av.open(str(tmp_path / "slot.mp4")) as file:
        codec = file.streams.video[0].codec_context
        assert codec.pix_fmt == "yuv420p"
        tags = (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range)
        assert tags == (Colorspace.ITU709, ColorPrimaries.BT709, ColorTrc.BT709, ColorRange.MPEG)
        for colour, frame in zip(PATCHES, file.decode(video=0), strict=True):
            y, u, v = (np.median(_rows(plane)) for plane in frame.planes)
            luma, blue, red = (y - 16) / 219, (u - 128) / 224, (v - 128) / 224
            rgb = (luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue)
            assert np.abs(np.array(rgb) * 255 - colour).max() <= 4


def _rows(plane: av.video.plane.VideoPlane) -> NDArray[np.uint8]:
    return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]


@pytest.mark.expects_log
def test_without_x264_another_encoder_is_taken_or_their_lack_is_told() -> None:
    assert first_that_opens(("h264_not_here", "h264_gone", "mpeg4"), "H.264") == "mpeg4"
    with pytest.raises(OutputError, match=r"No H\.264 encoder .* neither h264_nowhere nor h264_gone"):
        first_that_opens(("h264_nowhere", "h264_gone"), "H.264")


def test_sound_is_cut_or_padded_to_the_frames() -> None:
    assert fit_sound(tone(2), 24, FPS, RATE).size == RATE
    padded = fit_sound(tone(0.5), 24, FPS, RATE)
    assert padded.size == RATE
    assert not padded[RATE // 2 :].any()


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
    with pytest.raises(SlotNumberTaken, match="is being made by another program"):
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


def test_free_disk_is_looked_at_while_writing(tmp_path: Path) -> None:
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise OutputError("output", "The disk is nearly full.")

    frames = moving_frames(4 * FPS)
    clip = ClipWriter(
        tmp_path / "slot.mp4",
        frames,
        tone(4.0),
        fps=FPS,
        sample_rate=RATE,
        encoding=Encoding(),
        metadata={},
        check_disk=check,
    )
    clip.ready(4 * FPS)
    with pytest.raises(OutputError, match="nearly full"):
        clip.close()
    assert len(asked) == 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of half a megabyte; needs the right to mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not _mount("-t", "tmpfs", "-o", "size=512k", "none", str(disk)):
        pytest.skip("mounting is not allowed here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True, timeout=20)


def _mount(*arguments: str) -> bool:
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, timeout=20)
    except FileNotFoundError:
        return False
    return done.returncode == 0


@pytest.mark.expects_log
def test_a_disk_that_fills_up_while_writing_fails_the_slot_and_leaves_nothing(small_disk: Path) -> None:
    folder = SlotFolder(small_disk, 1)
    noise = np.random.default_rng(0).integers(0, 255, (4 * FPS, 3, 256, 256), np.uint8)
    clip = writer(folder.part_files.video, noise, tone(4.0))
    clip.ready(4 * FPS)
    with pytest.raises(OutputError, match="No space left") as told:
        clip.close()
    assert "free disk" in told.value.remedy
    with pytest.raises(OutputError, match="No space left"):
        folder.write_speech(tone(20.0), RATE)
    folder.discard()
    assert list(small_disk.iterdir()) == []
    SlotFolder(small_disk, 2).publish("{}")  # room is there again


def test_a_disk_that_may_not_be_written_is_one_sentence(small_disk: Path) -> None:
    begun = SlotFolder(small_disk, 1)
    begun._lock.release()  # the kernel takes a failing disk from under open files; `mount` refuses to
    assert _mount("-o", "remount,ro", str(small_disk))
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
