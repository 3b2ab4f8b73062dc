"""A slot's folder on disk: whether it is whole, and what its report says of the slot's end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from vortex_gui.base.stages import STAGES
from vortex_gui.engine.facts.records import SlotEnd
from vortex_gui.engine.facts.slots import Scores, SlotRow, SlotState, StageTime

REPORT = "report.json"
MAX_REPORT_BYTES = 4 * 1024 * 1024


def whole_report(row: SlotRow) -> str | None:
    """The JSON of the report when this very slot's folder is whole, else `None`.

    Whole is: the clip is there and not empty, and the report is of this number and seed and tells success.
    The folder was renamed into place, so it is there whole or not at all; this finds a stranger's folder.
    """
    try:
        if row.video.stat().st_size == 0:
            return None
        path = row.folder / REPORT
        if path.stat().st_size > MAX_REPORT_BYTES:
            return None
        text = path.read_text(encoding="utf-8")
        report = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(report, dict) or report.get("success") is not True:
        return None
    return text if (report.get("slot_id"), report.get("seed")) == (row.slot_id, row.seed) else None


def end_of(
    state: SlotState, at: float, report_json: str, *, due_at: float | None = None, **error: str
) -> SlotEnd:
    """A slot's end with what its report tells; a report that tells less leaves `None`."""
    report = _mapping(_parsed(report_json))
    time_ms = _number(report.get("generation_time_ms"))
    met = _mapping(report.get("deadline")).get("met")
    if not isinstance(met, bool):
        met = None if due_at is None or state is not SlotState.DONE else at <= due_at
    return SlotEnd(
        state,
        at,
        report_json=report_json if report else None,
        generation_ms=time_ms,
        deadline_met=met,
        scores=_scores(_mapping(report.get("verification"))),
        stages=_stages(report.get("stages")),
        **error,
    )


def disk_fault(output_dir: Path, min_free_bytes: int) -> tuple[str, str] | None:
    """Why nothing can be written there, and a remedy; `None` when all is well."""
    elsewhere = "Choose another output folder in the settings, then resume the queue."
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        probe = output_dir / ".vortex-probe"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
        free = shutil.disk_usage(output_dir).free
    except OSError as error:
        return f"{output_dir} cannot be written ({error.strerror or error}).", elsewhere
    if free < min_free_bytes:
        sentence = f"{output_dir} has {free / 1e9:.2f} GB free of {min_free_bytes / 1e9:.2f} GB needed."
        return sentence, "Free some space, then resume the queue."
    return None


def _scores(verification: dict[str, Any]) -> Scores | None:
    numbers = [_number(verification.get(f"score_clip_{name}")) for name in ("b", "l")]
    clip_b, clip_l, ensemble = *numbers, _number(verification.get("ensemble_score"))
    if clip_b is None or clip_l is None or ensemble is None:
        return None
    return Scores(
        clip_b,
        clip_l,
        ensemble,
        verification.get("self_check_passed") is True,
        verification.get("outlier_detected") is True,
    )


def _stages(found: object) -> tuple[StageTime, ...]:
    times = []
    for part in found if isinstance(found, list) else []:
        stage = _mapping(part)
        start_ms, end_ms = _number(stage.get("start_ms")), _number(stage.get("end_ms"))
        name, attempts = stage.get("name"), stage.get("attempts", 1)
        if name in STAGES and start_ms is not None and end_ms is not None and isinstance(attempts, int):
            times.append(StageTime(name, start_ms, end_ms, attempts))
    return tuple(times)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _mapping(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _number(found: object) -> float | None:
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
