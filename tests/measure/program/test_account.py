"""The account sees each kind of fault: made up looks and sounds over a real clip."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize

from tests.console.clips import FPS, write_clip
from vortex_gui.measure.program.account import ProgramAccount, Shown, settle
from vortex_gui.measure.program.command import sentences
from vortex_gui.measure.program.expected import ExpectedClip, expected_clip
from vortex_gui.measure.program.screen import LOOKS_S, Look

ROOM = QSize(160, 90)
FRAMES = 24
RATE = 48_000
STEP = 1 / LOOKS_S


class Evening:
    """Two airings of one clip, seen and heard as they should be, until a test changes it."""

    def __init__(self, path: Path) -> None:
        self.clip: ExpectedClip = expected_clip(path, ROOM)
        self.path = str(path)
        length = FRAMES * RATE // FPS
        self.switches = [
            Shown("clip", self.path, 1, 0, 100.0, 100.0, 0.0),
            Shown("clip", self.path, 2, length, 101.0, 101.0, 0.0),
            Shown("still", "", None, 2 * length, 102.0, 102.0, 0.0),
        ]
        self.looks = [self._look(n) for n in range(2 * LOOKS_S)]
        one = self.clip.sound[:length]
        self.sound = np.concatenate([one, one, np.zeros((RATE, 2), np.int16)])
        self.finished_at: dict[str, float] = {}

    def _look(self, n: int) -> Look:
        at = 100.0 + (n + 0.5) * STEP
        frame = int((at - 100.0) * FPS) % FRAMES
        return Look(at, self.clip.pictures[frame], 200)

    def account(self) -> ProgramAccount:
        return settle(self.switches, self.finished_at, self.looks, self.sound, ROOM)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clips") / "a.mp4", FRAMES)


@pytest.fixture
def evening(path: Path) -> Evening:
    return Evening(path)


def test_a_faultless_evening_is_good(evening: Evening) -> None:
    found = evening.account()
    assert found.faults == []
    assert found.is_good()
    assert (found.clips, found.frames) == (2, 2 * FRAMES)
    assert len(set(evening.clip.pictures)) == FRAMES


def test_nothing_on_air_is_not_good(path: Path) -> None:
    assert not settle([], {}, [], np.zeros((0, 2), np.int16), ROOM).is_good()


def test_black_and_foreign_pictures_are_counted(evening: Evening) -> None:
    evening.looks[30] = Look(evening.looks[30].at, 0, 3)
    found = evening.account()
    assert (found.black, found.foreign) == (1, 1)
    assert not found.is_good()


def test_a_picture_that_comes_again_is_counted(evening: Evening) -> None:
    evening.looks[40] = Look(evening.looks[40].at, evening.clip.pictures[2], 200)
    assert evening.account().frames_backwards == 1


def test_a_picture_that_never_came_is_counted_unless_nobody_looked(evening: Evening) -> None:
    missing = evening.clip.pictures[10]
    evening.looks = [look for look in evening.looks if look.picture != missing]
    blind = evening.account()
    assert blind.frames_unseen == 0
    assert blind.looks_blind > 0
    fresh = Evening(Path(evening.path))
    before = fresh.clip.pictures[9]
    fresh.looks = [Look(e.at, before if e.picture == missing else e.picture, 200) for e in fresh.looks]
    assert fresh.account().frames_unseen == 2


def test_a_switch_that_the_screen_shows_late_is_counted(evening: Evening) -> None:
    evening.looks = [Look(e.at, 4711 if 101.0 <= e.at < 101.06 else e.picture, 200) for e in evening.looks]
    found = evening.account()
    assert found.late_switches == 1
    assert found.worst_late_ms == pytest.approx(50, abs=20)


def test_a_gap_before_a_clip_that_was_finished_long_before_is_counted(evening: Evening) -> None:
    late = evening.switches[1]
    evening.switches[1] = Shown(*(late.what, late.path, 2, late.begin, 101.0, 101.0), waited_s=0.4)
    assert evening.account().gaps == 0
    evening.finished_at = {evening.path: 90.0}
    assert evening.account().gaps == 1


def test_a_repeated_word_and_a_hole_in_the_sound_are_counted(evening: Evening) -> None:
    evening.sound[RATE // 2 : RATE // 2 + 480] = evening.sound[:480]
    assert evening.account().sound_wrong == 1
    repeated = Evening(Path(evening.path))
    end = repeated.switches[2].begin
    repeated.switches.append(Shown("card", "", None, end + RATE, 103.0, 103.0, 0.0))
    repeated.sound[end : end + 480] = 900
    assert repeated.account().sound_foreign == 480


def test_the_account_in_words_names_every_count(evening: Evening) -> None:
    from dataclasses import asdict

    evening.looks[30] = Look(evening.looks[30].at, 0, 3)
    found = {"minutes": 0.03, "kills": 2, "filled_s": 1.5, **asdict(evening.account())}
    text = sentences(found)
    assert "2 clips, 48 frames, 2 workers killed" in text
    assert "1 black, 1 wrong, 0 repeated, 0 missing" in text
