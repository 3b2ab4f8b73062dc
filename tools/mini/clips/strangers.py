"""Voices that no model of this project was trained on: their sound serves as an operator's recording.

Public names
    STRANGERS: name -> function from a script to (float32 (samples,), rate)
    espeak(script): the formant voice of espeak-ng, from the library inside `espeakng_loader` (extra [kokoro])
    kokoro(script): Kokoro-82M in int8, an English script in a Japanese speaker's voice (extra [kokoro])
    write_wav(path, sound, rate): 16-bit mono
"""

from __future__ import annotations

import ctypes
import wave
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Sound = tuple[npt.NDArray[np.float32], int]

_SYNCHRONOUS, _CHARACTERS, _UTF8 = 2, 1, 1
_HEARD: list[npt.NDArray[np.int16]] = []


def _hear(samples: Any, count: int, events: Any) -> int:
    if count:
        _HEARD.append(np.ctypeslib.as_array(samples, (count,)).copy())
    return 0


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)(
    _hear
)


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    """The library and its rate; it is made ready once in a process."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    library.espeak_SetSynthCallback(_CALLBACK)
    library.espeak_SetVoiceByName(b"en-us")
    return library, rate


def espeak(script: str) -> Sound:
    library, rate = _library()
    _HEARD.clear()
    text = script.encode()
    library.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, _CHARACTERS, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return np.concatenate(_HEARD).astype(np.float32) / np.float32(32768), rate


@cache
def _kokoro() -> Any:
    from vortex_gui.models.speech.kokoro_onnx import KokoroOnnxSpeaker

    return KokoroOnnxSpeaker(threads=1)


def kokoro(script: str) -> Sound:
    speech = _kokoro().synthesize(script, voice="rick_c137", speed=1.0, emotion="neutral", seed=0)
    return speech.waveform, speech.sample_rate


STRANGERS: Mapping[str, Callable[[str], Sound]] = {"espeak-ng": espeak, "Kokoro int8": kokoro}


def write_wav(path: Path, sound: npt.NDArray[np.float32], rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2").tobytes())
