"""Turns each outcome of a slot into its result."""

from __future__ import annotations

import logging
import platform
import tempfile
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.errors import (
    DeadlineMissed,
    MemoryPressureError,
    OutputError,
    SlotCancelled,
    StageError,
    VortexError,
)
from vortex_gui.base.files.disk import NO_ROOM, refusal
from vortex_gui.base.report.report import Deadline, MadeBy, MemoryReport, Outcome, Target
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import named
from vortex_gui.pipeline.resident.device import Device
from vortex_gui.pipeline.resident.out_of_memory import details_of, ran_out, remedy_of
from vortex_gui.pipeline.resident.versions import versions
from vortex_gui.pipeline.slot.context import SlotContext
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.result import GenerationResult

_log = logging.getLogger(__name__)


class Endings:
    """Makes results of a worker; `hashes` are those of the checkpoints, by role, taken after the loading."""

    def __init__(self, profile: str, device: Device, hashes: Future[dict[str, str]], worker: str) -> None:
        self._profile = profile
        self._worker = MadeBy(worker, platform.node())
        self._device = device
        self._hashes = hashes

    def done(self, draft: Draft, video: NDArray[np.uint8]) -> GenerationResult:
        """Every stage has added its part."""
        return replace(
            self._result(draft.context, "done"),
            video_frames=video,
            audio_waveform=draft.sound,
            clip_embedding=draft.embedding,
            verification=draft.verification,
            takes=draft.takes,
            checks=draft.checks,
            rung=draft.rung.name,
            completed_prompt=draft.completed_prompt,
            face_finding=draft.face_finding,
            own_files=draft.own_files,
            loudness=draft.loudness,
            files=draft.folder.files,
        )

    def broken_off(self, context: SlotContext, error: Exception) -> GenerationResult:
        """Cancelled, given up or failed, as the error says; logged here and nowhere else."""
        outcome, known = self._outcome(context, error)
        level = logging.INFO if outcome == "cancelled" else logging.WARNING
        _log.log(level, "slot %s: %s", outcome, known, extra={"slot_id": context.slot_id})
        if known.__cause__ is not None:  # below the level that a terminal shows
            _log.info("where it failed", exc_info=known.__cause__, extra={"slot_id": context.slot_id})
        return replace(
            self._result(context, outcome),
            error_msg=known.sentence,
            error_code=known.code,
            remedy=known.remedy,
        )

    def _outcome(self, context: SlotContext, error: Exception) -> tuple[Outcome, VortexError]:
        match error:
            case SlotCancelled():
                return "cancelled", error
            case DeadlineMissed():
                return "missed", error
            case VortexError():
                return "failed", error
            case _ if ran_out(error):
                return "failed", self._out_of_memory(context, error)
            case OSError(errno=number) if number in NO_ROOM:
                return "failed", _disk_full(error)
        _log.error("slot failed", exc_info=error, extra={"slot_id": context.slot_id})
        return "failed", StageError("slot", named(error))

    def _out_of_memory(self, context: SlotContext, error: Exception) -> VortexError:
        """One structured record, the cache given back, and the sentence for the operator."""
        used, refused_by_limit = self._device.memory().used, self._device.has_room_to_the_limit()
        freed = self._device.clear_cache()
        _log.error("out of memory", extra={"fields": {"used_bytes": used, "freed_bytes": freed}})
        if refused_by_limit:
            return self._over_the_limit(context)
        remedy, details = remedy_of(error), details_of(error)
        if not details:
            return StageError("memory", tr("The device ran out of memory."), remedy=remedy)
        return StageError(
            "memory", tr("The device ran out of memory ({details}).", details=details), remedy=remedy
        )

    def _over_the_limit(self, context: SlotContext) -> MemoryPressureError:
        """The allocator refused: the card has room, and the hard limit has none."""
        refused = self._device.monitor.refused()
        context.pass_limit("hard", refused.sentence)
        return refused

    def _result(self, context: SlotContext, outcome: Outcome) -> GenerationResult:
        elapsed_ms, monitor = context.elapsed_ms, self._device.monitor
        is_done = outcome == "done"
        met = None if context.due_s is None else is_done and elapsed_ms <= context.due_s * 1000
        return GenerationResult(
            slot_id=context.slot_id,
            success=outcome == "done",
            outcome=outcome,
            generation_time_ms=elapsed_ms,
            seed=context.seed,
            profile=self._profile,
            stages=context.timings,
            deadline=Deadline(context.due_s, met),
            target=_target(context.target_s, elapsed_ms, is_done=is_done),
            memory=MemoryReport(monitor.peak_bytes, monitor.soft_limit_bytes, monitor.hard_limit_bytes),
            device=str(self._device),
            threads=self._device.threads,
            worker=self._worker,
            warnings=tuple(context.warnings),
            versions=versions(),
            checkpoints=self._hashes.result(),
            recipe=context.recipe.model_dump(mode="json"),
        )


def _target(target_s: float | None, elapsed_ms: float, *, is_done: bool) -> Target:
    """Of a slot that is not done, nobody asks whether it was quick enough."""
    return Target(target_s, elapsed_ms <= target_s * 1000 if target_s is not None and is_done else None)


def _disk_full(error: OSError) -> OutputError:
    """Of a library that wrote a file of its own."""
    sentence, remedy = refusal(Path(error.filename or tempfile.gettempdir()), error)
    fault = OutputError("output", sentence, remedy=remedy)
    fault.__cause__ = error
    return fault
