"""Loudness and true peak by EBU R128 (ITU-R BS.1770), as FFmpeg's own filter inside PyAV measures them."""

from __future__ import annotations

import math
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.report.report import Loudness

LEAST_S = 0.4
"""The standard weighs blocks of this length; what is shorter has no loudness."""
FLOOR_LUFS = -69.9
"""FFmpeg says -70 where nothing passes the gate."""
BLOCK_S = 1.0
_FILTER = "metadata=1:peak=true:framelog=quiet"


def measured(sound: NDArray[np.float32], sample_rate: int) -> Loudness:
    """Of mono sound (samples,) as the file holds it: one channel, not two.

    Silence, sound of less than 0.4 s and sound that is no numbers have no loudness.
    """
    if not sound.size or not np.isfinite(sound).all():
        return Loudness(None, None)
    told = _last_words(np.ascontiguousarray(sound, np.float32), sample_rate)
    lufs, peak = told.get("lavfi.r128.I"), told.get("lavfi.r128.true_peaks_ch0")
    return Loudness(
        _rounded(float(lufs)) if lufs is not None and float(lufs) > FLOOR_LUFS else None,
        _decibels(float(peak)) if peak is not None else None,
    )


def _last_words(sound: NDArray[np.float32], sample_rate: int) -> dict[str, str]:
    """The figures that stand at the last block that came out of the filter."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="flt", sample_rate=sample_rate, layout="mono")
    sink = graph.add("abuffersink")
    graph.link_nodes(source, graph.add("ebur128", _FILTER), sink)
    graph.configure()
    told: dict[str, str] = {}
    step = round(BLOCK_S * sample_rate)
    padded = np.pad(sound, (0, -sound.size % (sample_rate // 10)))  # blocks of 100 ms come out whole
    for begin in range(0, padded.size, step):
        block = padded[None, begin : begin + step]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = sample_rate, begin, Fraction(1, sample_rate)
        source.push(frame)
        told = _drained(sink) or told
    source.push(None)
    return _drained(sink) or told


def _drained(sink: av.filter.context.FilterContext) -> dict[str, str]:
    told: dict[str, str] = {}
    while True:
        try:
            told = dict(sink.pull().metadata) or told
        except (av.BlockingIOError, av.EOFError):
            return told


def _decibels(peak: float) -> float | None:
    return _rounded(20 * math.log10(peak)) if peak > 0 else None


def _rounded(value: float) -> float:
    return round(value, 2)
