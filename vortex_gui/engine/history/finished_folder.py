"""A slot's folder on disk: whether it is whole, and the slot's end by its report."""

from __future__ import annotations

import shutil
from pathlib import Path

from vortex_gui.base.report import Report
from vortex_gui.base.report_reading import MAX_REPORT_CHARS, is_strict_json, read_report
from vortex_gui.base.translation import tr
from vortex_gui.engine.facts.records import SlotEnd
from vortex_gui.engine.facts.slots import SlotRow, SlotState

REPORT = "report.json"


def whole_report(row: SlotRow) -> str | None:
    """The JSON of the report when this very slot's folder is whole, else `None`.

    Whole is: the clip is there and not empty, and the report is JSON, of this number and seed, and tells
    success.
    The folder was renamed into place, so it is there whole or not at all; this finds a stranger's folder.
    """
    try:
        if row.video.stat().st_size == 0:
            return None
        path = row.folder / REPORT
        if path.stat().st_size > MAX_REPORT_CHARS:
            return None
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    report = read_report(text)
    if report is None or not report.success or not is_strict_json(text):
        return None
    return text if (report.slot_id, report.seed) == (row.slot_id, row.seed) else None


def end_of(
    state: SlotState, at: float, report_json: str, *, due_at: float | None = None, **error: str
) -> SlotEnd:
    """A slot's end with its report's values; `None` where the report has none."""
    read = read_report(report_json)
    report = read or Report(slot_id=0)
    met = report.deadline.met
    if met is None and due_at is not None and state is SlotState.DONE:
        met = at <= due_at
    return SlotEnd(
        state,
        at,
        report_json=report_json if read else None,
        generation_ms=report.generation_time_ms,
        deadline_met=met,
        scores=report.verification,
        stages=report.stages,
        **error,
    )


def disk_fault(output_dir: Path, min_free_bytes: int) -> tuple[str, str] | None:
    """Why the folder cannot take a slot, and a remedy; `None` when it can."""
    elsewhere = tr("Choose another output folder in the settings, then resume the queue.")
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        probe = output_dir / ".vortex-probe"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
        free = shutil.disk_usage(output_dir).free
    except OSError as error:
        reason = error.strerror or error
        return tr("{folder} cannot be written ({reason}).", folder=output_dir, reason=reason), elsewhere
    if free < min_free_bytes:
        sentence = tr(
            "{folder} has {free_gb:.2f} GB free of {needed_gb:.2f} GB needed.",
            folder=output_dir,
            free_gb=free / 1e9,
            needed_gb=min_free_bytes / 1e9,
        )
        return sentence, tr("Free some space, then resume the queue.")
    return None
