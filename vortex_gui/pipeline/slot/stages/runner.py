"""Runs a draft through the stages, turn by turn, on the best rung that deadline and budgets allow."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import replace

from vortex_gui.base.errors import StageError, VortexError
from vortex_gui.base.pace.work import Extent, extent_of, work_of
from vortex_gui.base.stages import STAGE_FACTS, TURNS, Stage, stages_before
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.resident.device import Device
from vortex_gui.pipeline.resident.out_of_memory import ran_out
from vortex_gui.pipeline.slot.context import SlotAbandoned
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.pace.expectation import Expectation
from vortex_gui.pipeline.slot.pace.ladder import choose_rung
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio
from vortex_gui.pipeline.slot.stages.table import SLOT_STAGES
from vortex_gui.pipeline.slot.threads import StageThreads

RETRY_WAIT_S = 0.2


class StageRunner:
    """Stages of one turn run side by side in threads; a turn begins when the one before is over."""

    def __init__(
        self, studio: Studio, device: Device, expectation: Expectation, threads: StageThreads
    ) -> None:
        self._studio = studio
        self._device = device
        self._expectation = expectation
        self._threads = threads

    async def run(self, draft: Draft) -> None:
        """Fills the draft.

        Raises:
            DeadlineMissed: before a turn, when no rung meets the deadline.
            StageTimeout: nothing moved in a stage for too long; its thread may be left behind.
            VortexError, SlotCancelled: from a stage; those beside it have stopped.
        """
        try:
            for turn in TURNS:
                self._step_down(draft, turn)
                stages = (self._finish(SLOT_STAGES[name], draft, turn) for name in turn)
                await self._threads.side_by_side(draft.context, *stages)
                draft.context.check_memory()
        finally:
            draft.close()

    async def _finish(self, stage: SlotStage, draft: Draft, turn: tuple[Stage, ...]) -> None:
        """One stage, tried again where it may be."""
        label = tr(STAGE_FACTS[stage.name].label)
        for attempt in range(1, stage.attempts + 1):
            try:
                await self._threads.run(
                    draft.context.cancel, self._attempt, stage, draft, attempt, len(turn) > 1
                )
                return
            except (VortexError, SlotAbandoned):
                raise
            except Exception as error:  # whatever a library raises
                if stage.attempts == 1 or ran_out(error):
                    raise
                if attempt == stage.attempts:
                    raise StageError(
                        stage.name,
                        tr("{stage} failed {count} times ({why}).", stage=label, count=attempt, why=error),
                    ) from error
                draft.context.warn(tr("{stage} failed and was tried again ({why}).", stage=label, why=error))
                await asyncio.sleep(RETRY_WAIT_S)

    def _attempt(self, stage: SlotStage, draft: Draft, attempt: int, beside_another: bool) -> None:
        """Runs in a stage thread; on a card a stage beside another has a stream of its own."""
        units = work_of(self._extent(draft), draft.rung)[stage.name]
        stream = self._device.stream(stage.name) if beside_another else nullcontext()
        with draft.context.stage(stage.name, attempt, units), stream:
            stage.run(draft, self._studio)

    def _step_down(self, draft: Draft, turn: tuple[Stage, ...]) -> None:
        """Takes the best rung that still meets deadline and budgets; raises `DeadlineMissed`."""
        if not all(SLOT_STAGES[name].can_be_given_up for name in turn):
            return
        profile, extent, context = self._studio.profile, self._extent(draft), draft.context
        work = {rung.name: work_of(extent, rung) for rung in profile.ladder}
        draft.rung = choose_rung(
            profile,
            draft.rungs_left(profile.ladder),
            self._expectation,
            work,
            context.remaining_s(),
            after=stages_before(turn[0]),
            spent_s=context.spent_s,
        )
        draft.expected = self._expectation.seconds(work[draft.rung.name])

    def _extent(self, draft: Draft) -> Extent:
        """Of the clip itself once its speech is there, before that of the recipe."""
        guessed = extent_of(draft.context.recipe, self._studio.profile)
        return replace(guessed, frames=draft.frames) if draft.frames else guessed
