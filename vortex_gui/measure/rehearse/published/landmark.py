"""Writes a small ONNX network with the inputs and outputs of LivePortrait's landmark network.

It finds the one red disc in a picture: centre and size come from the redness's mean place and spread, and
a template of 203 points is laid over the disc. The bytes are ONNX's protobuf, written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

SIDE = 224
FLOAT, INT64 = 1, 7


def face_template() -> np.ndarray:
    """(203, 2) on a disc of radius 1: a ring, eyes half open, a mouth a quarter open."""
    angle = np.linspace(0, 2 * np.pi, 203, endpoint=False)
    points = np.stack((np.cos(angle), np.sin(angle)), axis=1)
    for first, x in ((0, -0.4), (24, 0.4)):
        points[first], points[first + 12] = (x - 0.15, -0.3), (x + 0.15, -0.3)
        points[first + 6], points[first + 18] = (x, -0.375), (x, -0.225)
    points[48], points[66] = (-0.4, 0.5), (0.4, 0.5)
    points[90], points[102] = (0.0, 0.4), (0.0, 0.6)
    return points


def write_landmark_network(path: Path) -> None:
    """The network as a file that onnxruntime opens."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    constants = {
        "redness": np.array([1, -1, -1], np.float32).reshape(1, 3, 1, 1),
        "x": x[None, None],
        "y": y[None, None],
        "square": (x**2 + y**2)[None, None],
        # A disc of radius r has the mean square distance r^2 / 2.
        "template": (np.sqrt(2) * face_template()).astype(np.float32)[None, None],
        "flat": np.array([1, 406], np.int64),
    }
    nodes = [
        _node("Conv", ["input", "redness"], "raw"),
        _node("Relu", ["raw"], "red"),
        _node("ReduceSum", ["red"], "amount"),
        *_mean("x"),
        *_mean("y"),
        *_mean("square"),
        _node("Mul", ["mean_x", "mean_x"], "xx"),
        _node("Mul", ["mean_y", "mean_y"], "yy"),
        _node("Sub", ["mean_square", "xx"], "rest"),
        _node("Sub", ["rest", "yy"], "variance"),
        _node("Sqrt", ["variance"], "spread"),
        _node("Concat", ["mean_x", "mean_y"], "centre", axis=3),
        _node("Mul", ["template", "spread"], "sized"),
        _node("Add", ["sized", "centre"], "placed"),
        _node("Reshape", ["placed", "flat"], "points"),
    ]
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"landmarks")
    graph += b"".join(_field(5, _tensor(name, array)) for name, array in constants.items())
    graph += _field(11, _value("input", (1, 3, SIDE, SIDE)))
    for name, shape in (("amount", (1, 1, 1, 1)), ("red", (1, 1, SIDE, SIDE)), ("points", (1, 406))):
        graph += _field(12, _value(name, shape))
    model = _number(1, 7) + _field(8, _field(1, b"") + _number(2, 11)) + _field(7, graph)
    path.write_bytes(model)


def _mean(name: str) -> list[bytes]:
    """Nodes for the mean of a constant weighted by the redness."""
    return [
        _node("Mul", ["red", name], f"red_{name}"),
        _node("ReduceSum", [f"red_{name}"], f"sum_{name}"),
        _node("Div", [f"sum_{name}", "amount"], f"mean_{name}"),
    ]


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _node(operator: str, inputs: Sequence[str], output: str, **integers: int) -> bytes:
    content = b"".join(_field(1, name.encode()) for name in inputs) + _field(2, output.encode())
    content += _field(4, operator.encode())
    for name, value in integers.items():
        content += _field(5, _field(1, name.encode()) + _number(3, value) + _number(20, 2))
    return content


def _tensor(name: str, array: np.ndarray) -> bytes:
    kind = FLOAT if array.dtype == np.float32 else INT64
    content = b"".join(_number(1, n) for n in array.shape) + _number(2, kind)
    return content + _field(8, name.encode()) + _field(9, array.tobytes())


def _value(name: str, shape: Sequence[int]) -> bytes:
    dimensions = b"".join(_field(1, _number(1, n)) for n in shape)
    tensor = _number(1, FLOAT) + _field(2, dimensions)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))
