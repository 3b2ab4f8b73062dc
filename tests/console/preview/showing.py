"""A finished slot to show: its report, its clip, and waiting for them."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.console.clips import SIDE, frame_of
from tests.console.rows import put
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import Report
from vortex_gui.base.report.report_reading import read_report
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState

FRAMES = 48

LIMIT_MS = 10_000


def report_of(folder: Path, recipe: Recipe | None = None, **changes: Any) -> Report:
    scores = {0: (0.8, 0.85), 12: (0.4, 0.98), 24: (0.8, 0.9), 36: (0.7, 0.8), 47: (0.75, 0.8)}
    data: dict[str, Any] = {
        "slot_id": 7,
        "success": True,
        "seed": 1234,
        "profile": "mini",
        "generation_time_ms": 9_000.0,
        "deadline": {"due_s": 20.0, "met": True},
        "stages": [
            {"name": "speech", "start_ms": 0, "end_ms": 2000},
            {"name": "actor", "start_ms": 10, "end_ms": 5000},
        ],
        "verification": {
            "score_clip_b": 0.7,
            "score_clip_l": 0.86,
            "ensemble_score": 0.8,
            "clip_threshold": 0.71,
            "self_check_passed": True,
            "outlier_detected": False,
            "keyframes": [{"index": i, "clip_b": b, "clip_l": c} for i, (b, c) in scores.items()],
        },
        "memory": {
            "peak_bytes": 1_890_000_000,
            "soft_limit_bytes": 2_000_000_000,
            "hard_limit_bytes": 2_500_000_000,
        },
        "rung": "full",
        "warnings": ["Prompt truncated to 77 tokens"],
        "files": {
            "video": str(folder / "slot.mp4"),
            "actor": str(folder / "actor.png"),
            "speech": str(folder / "speech.wav"),
            "report": str(folder / "report.json"),
        },
        "recipe": json.loads(recipe.to_json()) if recipe else {},
    }
    report = read_report(json.dumps(data | changes))
    assert report is not None
    return report


def finish(state: ConsoleState, report: Report) -> None:
    put(state, report.slot_id, SlotState.DONE, seed=report.seed or 1)
    state.slots.put_report(report.slot_id, report)
    state.selection.select(report.slot_id)


def opened(view: PreviewView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.player.is_open and not view.video.image.isNull(), timeout=LIMIT_MS)


def shows(view: PreviewView, frame: int) -> bool:
    return not view.video.image.isNull() and abs(frame_of(view.video.image) - frame) < 0.6


def jpeg(colour: str) -> bytes:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 95)  # type: ignore[call-overload]  # PySide6 takes text, its stubs say bytes
    return bytes(buffer.data().data())


def at_work(state: ConsoleState, count: int = 3, running: int = 3) -> None:
    """So many workers, and as many of them at work as are running."""
    state.workers.begin(tuple(f"local-{number}" for number in range(1, count + 1)))
    for number, seat in enumerate(state.workers.seats, start=1):
        busy = number <= running
        seat.status.update(state=WorkerState.BUSY if busy else WorkerState.READY)
        if busy:
            put(state, number, SlotState.RUNNING, worker=seat.name, started_at=time.time())
