"""A slot's folder on disk: whether it is whole, and the slot's end by its report."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from pathlib import Path

from vortex_gui.base.files.disk import FULL, refusal
from vortex_gui.base.files.own_files import is_plain, read_plain, write_new
from vortex_gui.base.report.report import Report, slot_files
from vortex_gui.base.report.report_reading import MAX_REPORT_CHARS, is_strict_json, read_report
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.records import SlotEnd
from vortex_gui.engine.facts.slots import SlotRow, SlotState

PROBE_BYTES = 4096


def whole_report(row: SlotRow) -> str | None:
    """The JSON of the report when this very slot's folder is whole, else `None`.

    Whole is: clip and report are there, the report is JSON, of this number and seed, and tells success, and
    each of the slot's files is a file with content: no link, folder or pipe in its place. The folder was
    renamed into place, so it is there whole or not at all; this finds a stranger's folder.
    """
    files = slot_files(row.folder, row.video.name, captions=True)
    try:
        if row.folder.is_symlink() or not _has_content(files.video):
            return None
        beside = [path for path in files.paths if path not in (files.video, files.report)]
        if not all(_has_content(path) for path in beside if os.path.lexists(path)):
            return None
        text = read_plain(files.report, MAX_REPORT_CHARS).decode("utf-8")
    except (OSError, ValueError):
        return None
    report = read_report(text)
    if report is None or not report.success or not is_strict_json(text):
        return None
    return text if (report.slot_id, report.seed) == (row.slot_id, row.seed) else None


def _has_content(path: Path) -> bool:
    return is_plain(path) and path.lstat().st_size > 0


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
        target_met=report.target.met,
        scores=report.verification,
        passed=report.passed,
        stages=report.stages,
        rung=report.rung,
        **error,
    )


def disk_fault(output_dir: Path, min_free_bytes: int) -> tuple[str, str] | None:
    """Why the folder cannot take a slot, and a remedy; `None` when it can."""
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        _try_to_write(output_dir)
        free = shutil.disk_usage(output_dir).free
    except OSError as error:
        sentence, remedy = refusal(output_dir, error)
        if error.errno == errno.EFBIG:
            return sentence, remedy
        if error.errno in FULL:
            return sentence, tr("Free some space, then resume the queue.")
        return sentence, tr("Choose another output folder in the settings, then resume the queue.")
    if free < min_free_bytes:
        sentence = tr(
            "{folder} has {free_gb:.2f} GB free of {needed_gb:.2f} GB needed.",
            folder=output_dir,
            free_gb=free / GB,
            needed_gb=min_free_bytes / GB,
        )
        return sentence, tr("Free some space, then resume the queue.")
    return None


def _try_to_write(output_dir: Path) -> None:
    """Writes a little under a name that nobody knows before, and takes it away. Raises `OSError`."""
    probe = output_dir / f".vortex-probe-{secrets.token_hex(8)}"
    try:
        write_new(probe, b"\0" * PROBE_BYTES)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
