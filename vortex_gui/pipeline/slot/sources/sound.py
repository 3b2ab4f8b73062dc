"""Reads the operator's recording of the words: any rate and channels in, mono samples out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import av
import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.errors import SourceError
from vortex_gui.base.files.given_file import GivenFileError, given_file, sha256_of
from vortex_gui.base.recipe.recipe_files import SOUND_CONTAINERS, SoundSource
from vortex_gui.base.words.translation import tr

MAX_BYTES = 2_000_000_000
SILENT = 1e-3
"""-60 dB of full scale: nobody hears a recording that stays below it."""
LEAST_S = 0.05
FADE_S = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class OwnSound:
    """float32 (samples,) in [-1, 1]; `is_cut` is whether it ends before it should, `sha256` the file's."""

    waveform: NDArray[np.float32]
    sha256: str
    is_cut: bool


def read_sound(
    source: SoundSource, *, sample_rate: int, most_s: float, step: Callable[[], None] = lambda: None
) -> OwnSound:
    """The wanted part of the recording, at most `most_s` of it; `step` is called often and may raise.

    However long the file is, no more of it is decoded. Raises `SourceError` in one sentence.
    """
    path = Path(source.path)
    try:
        with given_file(path, MAX_BYTES) as file:
            sha256 = sha256_of(file, step)
            wanted_s = min(most_s, source.length_s or most_s)
            found = _decoded(file, source.start, wanted_s, sample_rate, step)
    except GivenFileError as error:
        raise _refusal(path, str(error)) from None
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _refusal(path, tr("no sound file that can be read")) from error
    waveform, is_cut = found[: round(wanted_s * sample_rate)], found.size > round(wanted_s * sample_rate)
    if fault := _fault(waveform, source, sample_rate):
        raise _refusal(path, fault)
    if is_cut:
        waveform = _faded(waveform, sample_rate)
    is_wanted = source.length_s is not None and source.length_s <= most_s
    return OwnSound(_within_bounds(waveform), sha256, is_cut and not is_wanted)


def _decoded(
    file: IO[bytes], start_s: float, wanted_s: float, rate: int, step: Callable[[], None]
) -> NDArray[np.float32]:
    """From `start_s` on, a little more than wanted where there is more."""
    options = {"format_whitelist": SOUND_CONTAINERS}
    with av.open(file, "r", options=options, metadata_errors="replace") as container:
        if not container.streams.audio:
            raise GivenFileError(tr("it holds no sound"))
        stream = container.streams.audio[0]
        begins_s = float((stream.start_time or 0) * stream.time_base)
        if start_s > 0:
            _seek(container, stream, begins_s + start_s)
        needed = round(wanted_s * rate) + 1
        pieces, have, early = list[NDArray[np.float32]](), 0, -1
        """`early` counts samples before the wanted place, where a seek has stopped; -1: not known yet."""
        for at_s, samples in _mono(container.decode(stream), rate, step):
            if early < 0:
                late_s = 0.0 if at_s is None or start_s == 0 else start_s + begins_s - at_s
                early = max(0, round(late_s * rate))
            taken, early = samples[min(early, samples.size) :], max(early - samples.size, 0)
            pieces.append(taken)
            have += taken.size
            if have >= needed:
                break
    return np.concatenate([np.empty(0, np.float32), *pieces])


def _seek(container: Any, stream: Any, at_s: float) -> None:
    try:
        container.seek(round(at_s / stream.time_base), stream=stream)
    except av.FFmpegError:  # some formats refuse a place behind their end
        raise GivenFileError(tr("it has no sound from the wanted second on")) from None


def _mono(
    frames: Iterator[Any], rate: int, step: Callable[[], None]
) -> Iterator[tuple[float | None, NDArray[np.float32]]]:
    """Samples of each frame with the frame's own time."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
    for frame in frames:
        step()
        at_s = frame.time
        for piece in resampler.resample(frame):
            yield at_s, piece.to_ndarray()[0]
    for piece in resampler.resample(None):
        yield None, piece.to_ndarray()[0]


def _fault(waveform: NDArray[np.float32], source: SoundSource, rate: int) -> str:
    """Why a decoded part is no speech; empty when it can be."""
    if waveform.size < LEAST_S * rate:
        return tr("it has no sound from the wanted second on") if source.start else tr("it holds no sound")
    if not np.isfinite(waveform).all():
        return tr("it holds values that are not numbers")
    if float(np.abs(waveform).max()) < SILENT:
        return tr("it is silent")
    return ""


def _faded(waveform: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Without the click of an end inside a word."""
    faded, fade = waveform.copy(), min(waveform.size, round(FADE_S * rate))
    faded[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return faded


def _within_bounds(waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turned down as a whole where samples of a file of floats pass full scale."""
    loudest = float(np.abs(waveform).max())
    return waveform / np.float32(loudest) if loudest > 1 else waveform


def _refusal(path: Path, why: str) -> SourceError:
    return SourceError(
        "speech",
        tr("The sound {path} cannot be used: {why}.", path=path, why=why),
        remedy=tr("Name a WAV, FLAC, MP3, M4A or OGG file with speech in it, then retry."),
    )
