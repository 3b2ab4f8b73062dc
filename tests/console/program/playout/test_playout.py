"""The program has no gap: which sample and which picture follow which, with real clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize

from tests.console.clips import FPS, frame_of, write_clip
from vortex_gui.console.program.messages import Airing
from vortex_gui.console.program.playout.clip_reader import RATE, Sound
from vortex_gui.console.program.playout.loaded_clip import LoadedClip
from vortex_gui.console.program.playout.playout import PATIENCE, Playout, SegmentKind

ROOM = QSize(96, 96)
CHUNK = RATE // 100
FRAME = RATE // FPS


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("clips")
    return [write_clip(folder / f"{frames}.mp4", frames) for frames in (12, 15, 18)]


def loaded(file: Path, key: str = "") -> LoadedClip:
    clip = LoadedClip(Airing(key or file.stem, str(file)), ROOM)
    while clip.wants_more():
        clip.read_more()
    return clip


class Air:
    """Plays a playout chunk by chunk, and writes down what is heard and seen."""

    def __init__(self, playout: Playout) -> None:
        self.playout = playout
        self.heard: list[Sound] = []
        self.kinds: list[tuple[SegmentKind, int]] = []
        self.frames: list[float] = []

    def run(self, samples: int) -> None:
        end = self.playout.head + samples
        while self.playout.head < end:
            self.heard.append(self.playout.write(min(CHUNK, end - self.playout.head)))
            step = self.playout.show(self.playout.head - 1)
            if step is not None and step.before is not None:
                self.kinds.append((step.segment.kind, step.segment.begin))
            if step is not None and step.image is not None:
                self.frames.append(round(frame_of(step.image)))
            for clip in self.playout.clips:
                while clip.wants_more():
                    clip.read_more()

    def sound(self) -> Sound:
        return np.concatenate(self.heard)


def test_clip_follows_clip_without_a_sample_between(files: list[Path]) -> None:
    clips = [loaded(file) for file in files]
    sounds = [clip.sound for clip in clips]
    playout = Playout()
    playout.set_upcoming(clips)
    air = Air(playout)
    air.run(sum(len(sound) for sound in sounds))
    assert np.array_equal(air.sound(), np.concatenate(sounds))
    assert [len(sound) for sound in sounds] == [frames * FRAME for frames in (12, 15, 18)]
    assert air.frames == [*range(12), *range(15), *range(18)]
    assert [kind for kind, _ in air.kinds] == [SegmentKind.CLIP] * 3


def test_a_late_clip_is_bridged_by_its_last_picture_and_then_by_the_card(files: list[Path]) -> None:
    first, late = loaded(files[0]), loaded(files[1])
    playout = Playout()
    playout.set_upcoming([first])
    air = Air(playout)
    air.run(first.length + PATIENCE + CHUNK * 3)
    playout.set_upcoming([late])
    air.run(CHUNK * 3)
    kinds = [kind for kind, _ in air.kinds]
    assert kinds == [SegmentKind.CLIP, SegmentKind.STILL, SegmentKind.CARD, SegmentKind.CLIP]
    assert air.kinds[1][1] == first.length
    assert air.kinds[2][1] == pytest.approx(first.length + PATIENCE, abs=CHUNK)
    assert playout.seen.waited == playout.seen.begin - first.length
    silent = air.sound()[first.length : playout.seen.begin]
    assert not silent.any()


def test_the_filler_clip_comes_round_until_a_clip_is_ready_and_then_gives_way_at_once(
    files: list[Path],
) -> None:
    playout = Playout(lambda: loaded(files[0], "filler"))
    air = Air(playout)
    air.run(12 * FRAME * 2 + 2 * FRAME)
    assert [kind for kind, _ in air.kinds] == [SegmentKind.FILLER] * 3
    assert air.frames[:24] == [*range(12), *range(12)]
    playout.set_upcoming([loaded(files[1])])
    at = playout.head
    air.run(CHUNK * 2)
    assert air.kinds[-1] == (SegmentKind.CLIP, at)
    assert playout.seen.dropped == 0


def test_hold_lets_the_last_picture_stand_and_take_goes_on(files: list[Path]) -> None:
    first, second = loaded(files[0]), loaded(files[1])
    playout = Playout()
    playout.set_upcoming([first, second])
    air = Air(playout)
    air.run(CHUNK)
    playout.hold(True)
    air.run(first.length + PATIENCE * 3)
    assert [kind for kind, _ in air.kinds] == [SegmentKind.CLIP, SegmentKind.STILL]
    at = playout.head
    playout.take()
    air.run(CHUNK)
    assert air.kinds[-1] == (SegmentKind.CLIP, at)


def test_take_cuts_a_clip_at_the_next_sample_and_counts_no_picture_as_dropped(files: list[Path]) -> None:
    first, second = loaded(files[0]), loaded(files[1])
    playout = Playout()
    playout.set_upcoming([first, second])
    air = Air(playout)
    air.run(CHUNK * 10)
    cut = playout.seen
    playout.take(second.airing.key)
    at = playout.head
    air.run(CHUNK)
    assert air.kinds[-1] == (SegmentKind.CLIP, at)
    assert cut.dropped == 0
    assert np.array_equal(air.sound()[at:], second.sound[: len(air.sound()) - at])


def test_a_take_that_crosses_the_begin_of_its_clip_does_not_cut_the_one_after_it(files: list[Path]) -> None:
    clips = [loaded(file) for file in files]
    playout = Playout()
    playout.set_upcoming(clips)
    air = Air(playout)
    air.run(CHUNK)
    playout.take(clips[0].airing.key)
    air.run(CHUNK * 5)
    assert playout.seen.clip is clips[0]


def test_the_filler_is_cut_to_at_once_and_stays_until_the_take(files: list[Path]) -> None:
    first, second = loaded(files[0]), loaded(files[1])
    playout = Playout()
    playout.set_upcoming([first, second])
    air = Air(playout)
    air.run(CHUNK * 5)
    playout.fill_now()
    air.run(PATIENCE)
    assert [kind for kind, _ in air.kinds] == [SegmentKind.CLIP, SegmentKind.CARD]
    playout.take()
    air.run(CHUNK)
    assert playout.seen.clip is second


def test_a_clip_waits_for_its_earliest_sample(files: list[Path]) -> None:
    clip = loaded(files[0])
    clip.earliest = CHUNK * 20
    playout = Playout()
    playout.set_upcoming([clip])
    air = Air(playout)
    air.run(CHUNK * 30)
    assert air.kinds[-1] == (SegmentKind.CLIP, CHUNK * 20)


def test_a_refused_clip_is_passed_over(files: list[Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no clip")
    refused, good = loaded(bad), loaded(files[0])
    playout = Playout()
    playout.set_upcoming([refused, good])
    Air(playout).run(CHUNK)
    assert playout.seen.clip is good
    assert refused.fault.startswith("bad.mp4 cannot be played")


def test_pictures_that_nobody_looked_at_in_time_are_counted(files: list[Path]) -> None:
    clip = loaded(files[0])
    playout = Playout()
    playout.set_upcoming([clip])
    playout.write(clip.length)
    playout.show(0)
    step = playout.show(FRAME * 5)
    assert step is not None
    assert (step.segment.shown, step.segment.dropped) == (2, 4)
    assert step.due == FRAME * 5
