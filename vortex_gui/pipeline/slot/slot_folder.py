"""A slot's folder: written aside and renamed, so that it is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vortex_gui.base.errors import OutputError
from vortex_gui.base.report import SlotFiles

PART_PREFIX = ".part-"
OLD_PREFIX = ".old-"


class SlotFolder:
    """One slot's files while they are being made; `publish()` puts them in place."""

    def __init__(self, output_dir: Path, slot_id: int, *, min_free_bytes: int = 0) -> None:
        """Raises `OutputError` when the folder cannot be written or the disk is nearly full."""
        name = slot_name(slot_id)
        self.final = output_dir / name
        self.part = output_dir / f"{PART_PREFIX}{name}-{os.getpid()}"
        self._old = output_dir / f"{OLD_PREFIX}{name}-{os.getpid()}"
        self._output_dir = output_dir
        self._min_free_bytes = min_free_bytes
        with _told(output_dir):
            output_dir.mkdir(parents=True, exist_ok=True)
            self._check_free(min_free_bytes)
            shutil.rmtree(self.part, ignore_errors=True)
            self.part.mkdir()

    @property
    def files(self) -> SlotFiles:
        """Where the files will be after `publish()`."""
        return _files(self.final)

    @property
    def part_files(self) -> SlotFiles:
        """Where they are until then."""
        return _files(self.part)

    def write_speech(self, waveform: NDArray[np.float32], sample_rate: int) -> None:
        """16-bit mono WAV of float32 samples in [-1,1]."""
        samples = np.clip(np.rint(waveform * 32767), -32768, 32767).astype("<i2")
        with _told(self.final), wave.open(str(self.part_files.speech), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(sample_rate)
            file.writeframes(samples.tobytes())

    def write_actor(self, picture: NDArray[np.uint8]) -> None:
        """PNG of uint8 (H,W,3); level 3 takes less than half of level 6's time for a tenth more bytes."""
        with _told(self.final):
            Image.fromarray(picture).save(self.part_files.actor, compress_level=3)

    def publish(self, report_json: str) -> SlotFiles:
        """Writes the report and renames the folder; an older one of the same slot is replaced."""
        with _told(self.final):
            self.part_files.report.write_text(report_json, encoding="utf-8")
            if self.final.exists():
                self.final.rename(self._old)
            self.part.rename(self.final)
            shutil.rmtree(self._old, ignore_errors=True)
        return self.files

    def discard(self) -> None:
        """Removes what was written, and puts an older folder back if it was on its way out."""
        shutil.rmtree(self.part, ignore_errors=True)
        if self._old.exists() and not self.final.exists():
            self._old.rename(self.final)

    def check_free(self) -> None:
        """While the slot is written, from any thread: half of what it took to begin. Raises `OutputError`."""
        with _told(self._output_dir):
            self._check_free(self._min_free_bytes // 2)

    def _check_free(self, needed_bytes: int) -> None:
        free_bytes = shutil.disk_usage(self._output_dir).free
        if free_bytes < needed_bytes:
            free, needed = (f"{count / 1e9:.2f}" for count in (free_bytes, needed_bytes))
            raise OutputError(
                "output",
                f"{self._output_dir} has {free} GB of free disk; {needed} are needed.",
                remedy="Free some space or choose another output folder.",
            )


def slot_name(slot_id: int) -> str:
    """`slot-000123`."""
    return f"slot-{slot_id:06d}"


def remove_litter(output_dir: Path) -> list[Path]:
    """Removes half-written folders that a killed process left behind; returns them."""
    found = []
    for path in output_dir.glob(f"{PART_PREFIX}slot-*"):
        if not _is_alive(path.name.rpartition("-")[2]):
            shutil.rmtree(path, ignore_errors=True)
            found.append(path)
    for path in output_dir.glob(f"{OLD_PREFIX}slot-*"):
        _settle_old(path)
        found.append(path)
    return found


def _settle_old(path: Path) -> None:
    """A folder that was being replaced when its process died: put back unless the new one is there."""
    final = path.with_name(path.name.removeprefix(OLD_PREFIX).rpartition("-")[0])
    if final.exists():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.rename(final)


def _files(folder: Path) -> SlotFiles:
    return SlotFiles(folder / "slot.mp4", folder / "actor.png", folder / "speech.wav", folder / "report.json")


def _is_alive(pid: str) -> bool:
    import psutil

    return pid.isdigit() and psutil.pid_exists(int(pid))


@contextmanager
def _told(where: Path) -> Iterator[None]:
    """Turns the system's refusal into a sentence."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            "output",
            f"{where} cannot be written ({error.strerror or error}).",
            remedy="Choose an output folder that can be written.",
        ) from error
