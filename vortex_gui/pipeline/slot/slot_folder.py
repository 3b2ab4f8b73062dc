"""A slot's folder as the pipeline writes it: speech, picture and report into a claimed folder."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from vortex_gui.base.formats import CLIP, MP4, ClipFormat
from vortex_gui.base.publishing.claim import SlotNumberTaken, remove_litter
from vortex_gui.base.publishing.claimed_folder import ClaimedFolder, refusals
from vortex_gui.base.publishing.free_number import next_free_number
from vortex_gui.base.report.report import SlotFiles, slot_files
from vortex_gui.checkpoints.styles import NOTE

__all__ = ["SlotFolder", "SlotNumberTaken", "next_free_number", "remove_litter"]


class SlotFolder(ClaimedFolder):
    """One slot's files while they are being made; `publish()` puts them in place."""

    def __init__(
        self, output_dir: Path, slot_id: int, *, min_free_bytes: int = 0, clip_format: ClipFormat = MP4
    ) -> None:
        """Raises `SlotNumberTaken` and `OutputError`."""
        super().__init__(output_dir, slot_id, min_free_bytes=min_free_bytes)
        self._format = clip_format
        self._has_captions = False

    @property
    def files(self) -> SlotFiles:
        """Where the files will be after `publish()`."""
        return self._files(self.final)

    @property
    def part_files(self) -> SlotFiles:
        """Where they are until then."""
        return self._files(self.part)

    def write_speech(self, waveform: NDArray[np.float32], sample_rate: int) -> None:
        """16-bit mono WAV of float32 samples in [-1,1]."""
        samples = np.clip(np.rint(waveform * 32767), -32768, 32767).astype("<i2")
        content = io.BytesIO()
        with wave.open(content, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(sample_rate)
            file.writeframes(samples.tobytes())
        self._write(self.part_files.speech, content.getvalue())

    def write_actor(self, picture: NDArray[np.uint8], style: str = "") -> None:
        """PNG of uint8 (H,W,3); level 3 takes less than half of level 6's time for a tenth more bytes.

        `style` is noted in it: by this note a small animator knows its own painter's presenters again.
        """
        content, notes = io.BytesIO(), PngInfo()
        if style:
            notes.add_text(NOTE, style)
        Image.fromarray(picture).save(content, "PNG", compress_level=3, pnginfo=notes)
        self._write(self.part_files.actor, content.getvalue())

    def write_captions(self, srt: str, vtt: str) -> None:
        """From now on the slot has captions beside its clip."""
        self._has_captions = True
        for path, text in ((self.part_files.srt, srt), (self.part_files.vtt, vtt)):
            if path is not None:
                self._write(path, text.encode("utf-8"))

    def publish(self, report_json: str) -> SlotFiles:
        """Writes the report and renames the folder; raises `SlotNumberTaken` when there is one by now."""
        self._write(self.part_files.report, report_json.encode("utf-8"))
        self.rename_into_place()
        return self.files

    def _write(self, path: Path, content: bytes) -> None:
        with refusals(self.final), self.new_file(path) as file:
            file.write(content)

    def _files(self, folder: Path) -> SlotFiles:
        return slot_files(folder, f"{CLIP}{self._format.suffix}", captions=self._has_captions)
