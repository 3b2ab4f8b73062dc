"""One LivePortrait checkpoint folder: its networks, and what its config.json says of crop and expressions.

The published folder has no config.json: it is the full network, driven by the published editor's table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.base.words.translation import tr
from vortex_gui.models.live_portrait.networks.compose import PaintWindow
from vortex_gui.models.live_portrait.networks.config import FULL, NetworkSizes

CONFIG = "config.json"
AXES = "xyz"


@dataclass(frozen=True, slots=True)
class Offset:
    """What one unit of a control adds to one coordinate of one keypoint, above and below zero."""

    keypoint: int
    axis: int
    above: float
    below: float


ExpressionTable = Mapping[str, tuple[Offset, ...]]
CONTROLS = ("lip_width", "lip_round", "smile", "brow", "gaze_x", "gaze_y")


def _offsets(*entries: tuple[int, str, float, float]) -> tuple[Offset, ...]:
    return tuple(Offset(k, AXES.index(axis), above, below) for k, axis, above, below in entries)


# The published editor's offsets, at the ends of its ranges: smile -0.3..1.3, brows -30..30, grin 0..15,
# purse -20..15, pout 0.05, gaze x -30..30, gaze y -63..63. A control of 1 is the upper end, of -1 the lower.
EDITOR_TABLE: ExpressionTable = {
    "smile": _offsets(
        (20, "y", -0.013, -0.003),
        (14, "y", -0.026, -0.006),
        (17, "y", 0.00845, 0.00195),
        (17, "z", 0.0039, 0.0009),
        (13, "y", -0.003575, -0.000825),
        (16, "y", -0.003575, -0.000825),
        (3, "y", -0.00455, -0.00105),
        (7, "y", -0.00455, -0.00105),
    ),
    "brow": _offsets(
        (1, "y", 0.03, 0.009), (2, "y", -0.03, -0.009), (1, "x", 0.0, -0.03), (2, "x", 0.0, 0.03)
    ),
    "lip_width": _offsets(
        (20, "y", -0.015, 0.0), (20, "z", -0.015, 0.0), (14, "y", -0.015, -0.015), (17, "z", 0.0, 0.0075)
    ),
    "lip_round": _offsets(
        (19, "x", 0.05, 0.0),
        (14, "y", 0.015, 0.0),
        (3, "y", -0.0075, 0.0),
        (7, "y", -0.0075, 0.0),
        (17, "z", -0.0075, 0.0),
    ),
    "gaze_x": _offsets((11, "x", 0.021, 0.03), (15, "x", 0.03, 0.021)),
    "gaze_y": _offsets(
        (11, "y", -0.0315, -0.0315),
        (15, "y", -0.0315, -0.0315),
        (13, "y", -0.00945, -0.00945),
        (16, "y", -0.00945, -0.00945),
    ),
}


@dataclass(frozen=True, slots=True)
class Window:
    """A fixed square of the picture, as shares of its width and height."""

    left: float
    top: float
    side: float


@dataclass(frozen=True, slots=True)
class RatioPoints:
    """Keypoints i, j, k, m of each ratio |i - j| / |k - m|, where the checkpoint's keypoints carry them."""

    lips: tuple[int, ...]
    eye_left: tuple[int, ...]
    eye_right: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CheckpointConfig:
    """Sizes of the networks and how they are driven.

    window: where this checkpoint's portraits have the head; None where the face is to be found
    paint: what the generator paints; None where it draws the whole crop
    ratio_points: None where ratios come from landmarks
    lip_ratio_open: the lip ratio of a fully open mouth (lip_open = 1)
    paint_doubling: widths of the network that paints at twice G's size, for pictures so large; None without
    """

    sizes: NetworkSizes = FULL
    window: Window | None = None
    paint: PaintWindow | None = None
    ratio_points: RatioPoints | None = None
    lip_ratio_open: float = 0.6
    expressions: ExpressionTable | None = None
    paint_doubling: tuple[int, int] | None = None

    def table(self) -> ExpressionTable:
        return EDITOR_TABLE if self.expressions is None else self.expressions


def read_config(folder: Path) -> CheckpointConfig:
    """The folder's config.json, or the published network's; raises CheckpointError for a faulty one."""
    path = folder / CONFIG
    if not path.is_file():
        return CheckpointConfig()
    try:
        return _decode(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(path, tr("not a LivePortrait configuration ({why})", why=error)) from error


def _decode(values: JsonObject) -> CheckpointConfig:
    sizes = NetworkSizes.from_dict(values["sizes"])
    window = Window(**values["crop"]) if "crop" in values else None
    paint = PaintWindow(**values["paint"]) if "paint" in values else None
    if paint is not None and sizes.image_channels != 5:
        raise ValueError(tr("a paint window needs a generator of five channels"))
    points = None
    if "ratio_points" in values:
        points = RatioPoints(**{name: tuple(map(int, four)) for name, four in values["ratio_points"].items()})
    table = None
    if "expressions" in values:
        table = {name: tuple(map(_decode_offset, rows)) for name, rows in values["expressions"].items()}
        unknown = sorted(set(table) - set(CONTROLS))
        if unknown:
            raise ValueError(tr("unknown expression {names}", names=", ".join(unknown)))
        if any(not 0 <= offset.keypoint < sizes.num_kp for rows in table.values() for offset in rows):
            raise ValueError(tr("an expression moves a keypoint beyond {last}", last=sizes.num_kp - 1))
    doubling = None
    if "paint_doubling" in values:
        if paint is None:
            raise ValueError(tr("a doubling of the paint needs a paint window"))
        half, whole = map(int, values["paint_doubling"])
        doubling = half, whole
    lip_ratio_open = float(values.get("lip_ratio_open", 0.6))
    return CheckpointConfig(sizes, window, paint, points, lip_ratio_open, table, doubling)


def _decode_offset(row: JsonObject) -> Offset:
    above = float(row["coefficient"])
    return Offset(int(row["keypoint"]), AXES.index(row["axis"]), above, float(row.get("below", above)))


def expression_offsets(
    table: ExpressionTable, controls: Mapping[str, torch.Tensor], num_kp: int
) -> torch.Tensor:
    """E (N, K, 3) for controls (N,) in [-1, 1], by their names in the table."""
    first = next(iter(controls.values()))
    total = torch.zeros(len(first), num_kp, 3, device=first.device)
    for name, offsets in table.items():
        above, below = controls[name].clamp(min=0), controls[name].clamp(max=0)
        for offset in offsets:
            total[:, offset.keypoint, offset.axis] += offset.above * above + offset.below * below
    return total
