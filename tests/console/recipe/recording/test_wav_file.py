"""A recording can be played at any moment, is private, and takes no other's name."""

from __future__ import annotations

import os
import stat
import wave
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from vortex_gui.console.recipe.recording.wav_file import WavFile

NOW = datetime(2026, 11, 29, 4, 5, 6)
SOUND = np.array([0, 16_384, -16_384, 8_192], np.int16)


def read(path: Path) -> tuple[int, list[int]]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), np.frombuffer(file.readframes(-1), "<i2").tolist()


def test_it_is_whole_after_each_write(tmp_path: Path) -> None:
    file = WavFile(tmp_path / "new", 16_000, NOW)
    assert file.path.name == "recording-20261129-040506.wav"
    assert file.write(SOUND) == pytest.approx(0.5, abs=1e-3)
    assert read(file.path) == (16_000, SOUND.tolist())
    assert file.write(SOUND // 4) == pytest.approx(0.125, abs=1e-3)
    assert file.peak == pytest.approx(0.5, abs=1e-3)
    assert file.seconds == pytest.approx(8 / 16_000)
    file.close()
    assert read(file.path) == (16_000, [*SOUND.tolist(), *(SOUND // 4).tolist()])


def test_two_of_one_second_have_two_names(tmp_path: Path) -> None:
    first, second = WavFile(tmp_path, 16_000, NOW), WavFile(tmp_path, 16_000, NOW)
    assert [first.path.name, second.path.name] == [
        "recording-20261129-040506.wav",
        "recording-20261129-040506-2.wav",
    ]
    first.close()
    second.discard()
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.path.name]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_nobody_else_can_listen(tmp_path: Path) -> None:
    file = WavFile(tmp_path / "new", 16_000, NOW)
    file.close()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
