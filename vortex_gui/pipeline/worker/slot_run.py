"""Runs one slot for the console: its way and its end become events."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.process.heap import give_back
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_text
from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.base.stages import Stage
from vortex_gui.base.words.wording import named
from vortex_gui.pipeline.slot.result import GenerationResult
from vortex_gui.pipeline.vortex import VortexPipeline
from vortex_gui.pipeline.worker.previews import Previews
from vortex_gui.wire.protocol import (
    Event,
    MemoryLimitPassed,
    RunSlot,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStarted,
    SlotStopped,
    StageFinished,
    StageProgress,
    StageStarted,
)

Send = Callable[[Event], None]
_log = logging.getLogger("vortex_gui.worker")


class SlotRunner:
    """Runs slots one after another; whatever comes of one, the worker lives on while its pipeline is usable.

    A slot under which the card was lost has no end here: the console queues it again when the worker ends.
    """

    def __init__(self, pipeline: VortexPipeline, send: Send) -> None:
        self._pipeline = pipeline
        self._send = send
        self._previews = Previews(send)

    async def run(self, command: RunSlot, cancel: Flag) -> None:
        """Setting `cancel` from any thread stops the slot at its next step."""
        slot_id, attempt, arrived = command.slot_id, command.attempt, time.monotonic()
        self._send(SlotStarted(slot_id, attempt))
        try:
            recipe = recipe_from_text(command.recipe_json)
            result = await self._generate(command, recipe, cancel, arrived)
            if self._pipeline.is_lost:  # the slot is not to blame: it waits for the next worker
                return
            self._send(end_of(slot_id, attempt, result))
        except RecipeError as error:
            self._send(SlotFailed(slot_id, error.code, error.sentence, error.remedy, "{}", attempt))
        except Exception as error:  # the slot's border: the worker lives on
            _log.exception("slot failed outside the pipeline", extra={"slot_id": slot_id})
            sentence = named(error)
            self._send(SlotFailed(slot_id, "internal", sentence, "", "{}", attempt))
        finally:
            give_back()  # some milliseconds; without it the floor of memory rises in steps

    async def _generate(
        self, command: RunSlot, recipe: Recipe, cancel: Flag, arrived: float
    ) -> GenerationResult:
        due_in_s = None if command.due_in_s is None else command.due_in_s - (time.monotonic() - arrived)
        try:
            return await self._pipeline.generate_slot(
                recipe,
                command.slot_id,
                seed=command.seed,
                output_dir=Path(command.output_dir),
                due_in_s=due_in_s,
                cancel=cancel,
                listener=_Listener(command, self._send, self._previews),
            )
        finally:
            self._previews.forget()

    def close(self) -> None:
        """Ends the previews' thread."""
        self._previews.close()


def end_of(slot_id: int, attempt: int, result: GenerationResult) -> Event:
    """The event of an attempt's outcome."""
    match result.outcome:
        case "done":
            return SlotFinished(slot_id, result.report_json(), attempt)
        case "cancelled":
            return SlotStopped(slot_id, attempt)
        case "missed":
            return SlotMissed(slot_id, result.error_msg, result.report_json(), attempt)
        case "failed":
            error = (result.error_code, result.error_msg, result.remedy)
            return SlotFailed(slot_id, *error, result.report_json(), attempt)


class _Listener:
    """Sends a slot's way; called from the pipeline's threads."""

    def __init__(self, command: RunSlot, send: Send, previews: Previews) -> None:
        self._slot_id = command.slot_id
        self._attempt = command.attempt
        self._send = send
        self._previews = previews

    def on_stage_started(self, stage: Stage, at_ms: float) -> None:
        self._send(StageStarted(self._slot_id, stage, at_ms, self._attempt))

    def on_progress(self, stage: Stage, done: int, total: int) -> None:
        self._send(StageProgress(self._slot_id, stage, done, total, self._attempt))

    def on_preview(self, stage: Stage, index: int, picture: NDArray[np.uint8]) -> None:
        self._previews.show(self._slot_id, self._attempt, stage, index, picture)

    def on_stage_finished(self, stage: Stage, start_ms: float, end_ms: float, attempts: int) -> None:
        self._send(StageFinished(self._slot_id, stage, start_ms, end_ms, attempts, self._attempt))

    def on_memory(self, limit: MemoryLevel, sentence: str) -> None:
        self._send(MemoryLimitPassed(self._slot_id, limit, sentence, self._attempt))
