"""A WAV file that grows while somebody speaks, and can be played at any moment."""

from __future__ import annotations

import errno
import os
import wave
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

import numpy as np

from vortex_gui.base.files.private_files import make_private_folder, open_private
from vortex_gui.console.recipe.recording.samples import FULL, Samples

BYTES = 2


class WavFile:
    """Its header is right after each write: whoever is killed loses no word."""

    def __init__(self, folder: Path, rate: int, now: datetime) -> None:
        """Private, and named by the moment. Raises `OSError`."""
        make_private_folder(folder)
        self._file, self.path = _new(folder, f"recording-{now:%Y%m%d-%H%M%S}")
        self._rate, self._count, self._highest = rate, 0, 0
        self._wave = wave.Wave_write(self._file)
        self._wave.setnchannels(1)
        self._wave.setsampwidth(BYTES)
        self._wave.setframerate(rate)

    @property
    def seconds(self) -> float:
        return self._count / self._rate

    @property
    def peak(self) -> float:
        """Of all that was written; 1.0 is full scale."""
        return self._highest / FULL

    def write(self, samples: Samples) -> float:
        """Returns the peak of these samples. Raises `OSError`."""
        self._wave.writeframes(samples.astype("<i2").tobytes())
        self._file.flush()
        highest = int(np.abs(samples.astype(np.int32)).max(initial=0))
        self._count += samples.size
        self._highest = max(self._highest, highest)
        return highest / FULL

    def close(self) -> None:
        """Raises `OSError` where the last bytes find no room."""
        try:
            self._wave.close()
        finally:
            self._file.close()

    def discard(self) -> None:
        """Closes it and takes it away."""
        with suppress(OSError):
            self.close()
        self.path.unlink(missing_ok=True)


def _new(folder: Path, stem: str) -> tuple[IO[bytes], Path]:
    """A file that was not there: two recordings of one second have two names."""
    for name in (stem, *(f"{stem}-{number}" for number in range(2, 100))):
        path = folder / f"{name}.wav"
        with suppress(FileExistsError):
            return open(path, "xb", opener=open_private), path
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / stem))
