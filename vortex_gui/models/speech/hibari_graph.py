"""Gives hibari's ONNX graph inputs for pitch and energy and an output for durations, in its bytes.

hibari predicts durations, a pitch track and an energy track, and its decoder reads the last two. Its graph
takes the speed alone. Scaling the pitch after the decoder would leave the decoder's spectra drawn for another
pitch, so the two tracks are changed where they enter it. ONNX files are protocol buffers: a second graph that
stands behind the first is merged into it, and a tensor's new name is as long as its old one. So no ONNX
library is needed.
"""

from __future__ import annotations

import struct
from pathlib import Path

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import mark, tr

PITCH_LEVEL, PITCH_RANGE, ENERGY_SHIFT = "pitch_level", "pitch_range", "energy_shift"
DURATIONS = "/Cast_32_output_0"
"""How long each phoneme is, int64 (L,), in steps of two spectral frames (25 ms)."""
WISHED_DURATIONS = "/Sub_output_0"
"""The same at speed 1 before rounding, float32 (L,)."""
VOICED_HZ = 40.0
"""Below this pitch hibari's vocoder has no pulses; such frames stay as they are."""

# The nodes that end the two tracks, as they stand in the file: last input, then output.
_PITCH = b"\x0a\x16/Constant_162_output_0\x12\x02f0"
_ENERGY = b"\x0a\x16/Constant_163_output_0\x12\x10/Mul_62_output_0"
_FLOAT32 = 1
_NODE, _INPUT, _OUTPUT, _GRAPH = 1, 11, 12, 7


def controllable_graph(path: Path) -> bytes:
    """The model with inputs `pitch_level`, `pitch_range`, `energy_shift` (float32 (1,)) and the durations.

    pitch = pitch_level · predicted ** pitch_range where voiced; energy = predicted + energy_shift. With 1, 1
    and 0 the sound is hibari's own. Raises `CheckpointError` when the file is missing or of another version.
    """
    try:
        model = path.read_bytes()
    except OSError as error:
        raise CheckpointError(
            path, tr("the voice cannot be read ({why})", why=error.strerror), remedy=tr(_REMEDY)
        ) from None
    if model.count(_PITCH) != 1 or model.count(_ENERGY) != 1 or DURATIONS.encode() not in model:
        raise CheckpointError(path, tr("not the voice of hibari-tts 0.2"), remedy=tr(_REMEDY))
    model = model.replace(_PITCH, _PITCH[:-2] + b"f_")
    model = model.replace(_ENERGY, _ENERGY[:-1] + b"_")
    return model + _field(_GRAPH, _control_nodes())


_REMEDY = mark("Install hibari-tts again (0.2.1).")


def _control_nodes() -> bytes:
    threshold = _field(1, b"alpha") + _key(2, 5) + struct.pack("<f", VOICED_HZ) + _key(20, 0) + _varint(1)
    nodes = (
        _node("ThresholdedRelu", ("f_",), "vortex_voiced", _field(5, threshold)),
        _node("Pow", ("vortex_voiced", PITCH_RANGE), "vortex_ranged"),
        _node("Mul", ("vortex_ranged", PITCH_LEVEL), "vortex_levelled"),
        _node("Sub", ("f_", "vortex_voiced"), "vortex_unvoiced"),
        _node("Add", ("vortex_levelled", "vortex_unvoiced"), "f0"),
        _node("Add", ("/Mul_62_output__", ENERGY_SHIFT), "/Mul_62_output_0"),
    )
    inputs = (_field(_INPUT, _scalar(name)) for name in (PITCH_LEVEL, PITCH_RANGE, ENERGY_SHIFT))
    outputs = (_field(_OUTPUT, _field(1, name.encode())) for name in (DURATIONS, WISHED_DURATIONS))
    return b"".join((*nodes, *inputs, *outputs))


def _node(operation: str, inputs: tuple[str, ...], output: str, attribute: bytes = b"") -> bytes:
    names = b"".join(_field(1, name.encode()) for name in inputs) + _field(2, output.encode())
    return _field(
        _NODE, names + _field(3, f"vortex/{output}".encode()) + _field(4, operation.encode()) + attribute
    )


def _scalar(name: str) -> bytes:
    """A float32 tensor of shape (1,)."""
    shape = _field(1, _key(1, 0) + _varint(1))
    return _field(1, name.encode()) + _field(2, _field(1, _key(1, 0) + _varint(_FLOAT32) + _field(2, shape)))


def _field(number: int, payload: bytes) -> bytes:
    return _key(number, 2) + _varint(len(payload)) + payload


def _key(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
