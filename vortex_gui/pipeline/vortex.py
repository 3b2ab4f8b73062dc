"""The resident pipeline: models loaded once; one slot after another goes from recipe to files."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from vortex_gui.base.errors import RecipeError, SlotCancelled, StageError
from vortex_gui.base.formats import ENCODER_FACTS
from vortex_gui.base.pace.learned_clock import Rates
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.process.heap import give_back
from vortex_gui.base.profile import OVERRIDES, Profile, with_precisions
from vortex_gui.base.recipe.recipe import MAX_SEED, Recipe
from vortex_gui.base.roles import Role
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.settings.worker_wish import ALONE
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.hashes import checkpoint_hashes
from vortex_gui.checkpoints.quantised import prepared_folder
from vortex_gui.models.contracts import Compilable
from vortex_gui.pipeline.plan.needs import kept_needs
from vortex_gui.pipeline.resident.buffers import Buffers
from vortex_gui.pipeline.resident.device import Device, is_lost
from vortex_gui.pipeline.resident.memory_parts import split
from vortex_gui.pipeline.resident.preflight import check_room
from vortex_gui.pipeline.resident.registry import ModelRegistry, PipelineListener
from vortex_gui.pipeline.resident.roles.table import ROLE_MODELS
from vortex_gui.pipeline.resident.streams import STREAM_OF_ROLE
from vortex_gui.pipeline.resident.versions import versions
from vortex_gui.pipeline.resident.warm_up import warm_up
from vortex_gui.pipeline.slot.cache_watch import CacheWatch
from vortex_gui.pipeline.slot.context import SilentListener, SlotContext, SlotListener
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.endings import Endings
from vortex_gui.pipeline.slot.memory_watch import MemoryWatch
from vortex_gui.pipeline.slot.pace.expectation import Expectation
from vortex_gui.pipeline.slot.pace.first_guess import floor_rates, warm_rates
from vortex_gui.pipeline.slot.pace.pace import Pace, pace_file
from vortex_gui.pipeline.slot.recipe_check import recipe_faults
from vortex_gui.pipeline.slot.result import GenerationResult
from vortex_gui.pipeline.slot.slot_folder import SlotFolder, SlotNumberTaken, next_free_number
from vortex_gui.pipeline.slot.stages.runner import StageRunner
from vortex_gui.pipeline.slot.stages.stage import Studio
from vortex_gui.pipeline.slot.takes import Takes
from vortex_gui.pipeline.slot.threads import StageThreads
from vortex_gui.wire.protocol import MemorySample, ModelInfo

_log = logging.getLogger(__name__)

NUMBER_TRIES = 100
"""How often another number is tried when a process beside this one takes the free one first."""


class VortexPipeline:
    """Loads all models and allocates the buffers at construction; `generate_slot` makes one slot.

    Args:
        profile: models, sizes, limits.
        settings: device, threads, folders, encoder; `worker` is its name in reports.
        listener: learns how loading goes.
        check: called between the loads; may raise `SlotCancelled` to stop loading.
        registry: a resident set that is already there; loaded from the profile when `None`.

    Raises:
        VortexError: a checkpoint is missing, memory ran out, or the settings ask for what cannot be.
    """

    def __init__(
        self,
        profile: Profile,
        settings: Settings,
        *,
        listener: PipelineListener | None = None,
        check: Callable[[], None] = lambda: None,
        registry: ModelRegistry | None = None,
        worker: str = ALONE,
    ) -> None:
        self.profile, self.settings = profile, settings
        self.device = Device(profile, settings)
        self.monitor = self.device.monitor
        self._floors = self._fit_card() if registry is None and self.device.is_cuda else {}
        self._threads = StageThreads()
        # Clearing the buffers touches every page: it goes on beside the loading.
        buffers = self._threads.begin(Buffers, profile.sizes, self.device.torch)
        self.registry = registry or ModelRegistry(
            profile,
            self.device.torch,
            precision_overrides=settings.pipeline.precision_overrides,
            listener=listener,
            check=check,
            prepared=prepared_folder(settings.folders.data_path) if settings.pipeline.keep_prepared else None,
        )
        # Where a hash is not known, hashing reads the checkpoint once more: not while it is loaded.
        hashes = self._threads.begin(checkpoint_hashes, profile, settings.folders.data_path)
        self.buffers = buffers.result()
        if self.device.is_cuda:
            self.device.clear_cache()  # loading leaves blocks that no stage fits into
        give_back()  # and pages that quantising has freed: the first slot would count them as its own
        card = os.environ.get("CUDA_VISIBLE_DEVICES", "") if self.device.is_cuda else ""
        self.pace = Pace(pace_file(settings.folders.data_path, profile.name, settings.pipeline.threads, card))
        studio = Studio(profile, self.registry, self.buffers, settings.output)
        expectation = Expectation(self.pace.clock, self._guess)
        stages = StageRunner(studio, self.device, expectation, self._threads)
        self._takes = Takes(stages, profile, expectation, self._begin_take)
        self._endings = Endings(profile.name, self.device, hashes, worker)
        self._one_at_a_time = asyncio.Lock()
        self.is_lost = False
        """Whether the card's context is dead: no slot of this process can work any more."""
        self._current: SlotContext | None = None

    def _fit_card(self) -> Rates:
        """The pace of the plan. A card is shared and cannot swap: what does not fit is refused unloaded."""
        pipeline, folder = self.settings.pipeline, self.settings.folders.data_path
        wished = with_precisions(self.profile, pipeline.precision_overrides, where=OVERRIDES)
        needs = kept_needs(wished, folder, versions())
        check_room(needs, self.device.torch)
        return floor_rates(needs.stages, self.profile)

    # ── a slot ────────────────────────────────────────────────────────────────────────────────

    async def generate_slot(
        self,
        recipe: Recipe,
        slot_id: int | None = None,
        *,
        seed: int | None = None,
        output_dir: Path | None = None,
        due_in_s: float | None = None,
        cancel: threading.Event | None = None,
        listener: SlotListener | None = None,
    ) -> GenerationResult:
        """Makes one slot; a slot that fails, misses its deadline or is cancelled is a result, not an error.

        `slot_id` and `seed` win over the recipe's; a number that nobody gave is the folder's next free one, a
        seed that nobody gave is drawn and told. `due_in_s` is the operator's deadline and counts from now;
        without it the recipe's does. Setting `cancel` from any thread
        stops the slot at its next step or chunk. Another call waits until this one is over. Cancelling the
        asyncio task stops the slot the same way, waits for its threads, and raises `CancelledError`.
        """
        folder = output_dir or self.settings.folders.output_path
        asked = recipe.slot_params.slot_id if slot_id is None else slot_id
        async with self._one_at_a_time:
            for _ in range(NUMBER_TRIES):
                number = next_free_number(folder) if asked is None else asked
                context = self._open(recipe, number, seed, due_in_s, cancel, listener)
                result = await self._with_context(context, folder)
                if asked is not None or result.error_code != SlotNumberTaken.code:
                    break
            return result

    async def _with_context(self, context: SlotContext, output_dir: Path) -> GenerationResult:
        self._current = context
        self.monitor.reset_peak()
        try:
            return await self._settle(context, output_dir)
        finally:
            self.pace.learn((self._current or context).lesson)
            self._synchronize()
            self.registry.count_moves()
            self._current = None

    def _begin_take(self, context: SlotContext) -> None:
        """A further take of the running slot; the one before it has taught its pace."""
        if self._current is not None:
            self.pace.learn(self._current.lesson)
        self._current = context

    def _synchronize(self) -> None:
        """Waits for the card, unless a stage hangs in it; an error that comes up here means it is lost."""
        if self.is_stuck or self.is_lost:
            return
        try:
            self.device.synchronize()
        except Exception as error:
            if not is_lost(error):
                raise
            _log.exception("the card was lost after the slot")
            self.is_lost = True

    async def _settle(self, context: SlotContext, output_dir: Path) -> GenerationResult:
        """Turns whatever comes of a slot into its result."""
        try:
            return await self._make(context, output_dir)
        except Exception as error:  # the slot's border: the worker lives on
            self.is_lost = self.is_lost or is_lost(error)
            return self._endings.broken_off(context, error)

    async def _make(self, context: SlotContext, output_dir: Path) -> GenerationResult:
        """The story of a slot: all stages on a draft, then its folder is put in place."""
        await self._check_recipe(context)
        self._check_usable()
        output = self.settings.output
        folder = SlotFolder(
            output_dir,
            context.slot_id,
            min_free_bytes=round(output.min_free_gb * GB),
            clip_format=ENCODER_FACTS[output.encoder].format,
        )
        try:
            fps = context.recipe.slot_params.fps or self.profile.sizes.fps
            draft = Draft(context, folder, fps, self.profile.ladder[0])
            full = CacheWatch(self.device.cache_frees, context.warn_lastingly)
            with full, MemoryWatch(self.monitor, context.slot_id, context.pass_limit) as watch:
                context.check_memory = watch.check
                draft = await self._takes.run(draft)
            return self._publish(draft)
        finally:
            folder.discard()

    def _check_usable(self) -> None:
        if self.is_stuck:
            raise StageError(
                "slot",
                tr("A stage of an earlier slot hangs and holds its model."),
                remedy=tr("Restart the worker."),
            )

    def _guess(self) -> Rates:
        """The pace of stages that this machine's slots have not taught yet."""
        return {**self._floors, **warm_rates(self.registry.residents(), self.profile)}

    async def _check_recipe(self, context: SlotContext) -> None:
        """In a thread: the recipe may name large pictures."""
        if faults := await self._threads.run(context.cancel, recipe_faults, context.recipe, self.profile):
            raise RecipeError(faults)

    def _open(
        self,
        recipe: Recipe,
        number: int,
        seed: int | None,
        due_in_s: float | None,
        cancel: threading.Event | None,
        listener: SlotListener | None,
    ) -> SlotContext:
        params = recipe.slot_params
        chosen = _first(seed, params.seed, random.randint(0, MAX_SEED))
        return SlotContext(
            slot_id=number,
            seed=chosen,
            recipe=recipe.with_slot(slot_id=number, seed=chosen).composed(self.settings.composition.house),
            cancel=cancel or threading.Event(),
            listener=listener or SilentListener(),
            due_s=params.deadline_sec if due_in_s is None else due_in_s,
            target_s=self.profile.deadline_s,
            stall_limit_s=self.settings.pipeline.stall_limit_s,
        )

    def _publish(self, draft: Draft) -> GenerationResult:
        """Puts the folder in place; until then a cancel, or a peak over the limit, leaves nothing behind."""
        frames = draft.frames if draft.takes[-1].kept else 0
        result = self._endings.done(draft, self.buffers.video_at(draft.shrink)[:frames].numpy())
        draft.context.step()  # after the report is made: samples go on, and its peak is judged here
        draft.folder.publish(result.report_json())
        return result

    @property
    def is_stuck(self) -> bool:
        """Whether a stage hangs in a call that does not return: its models cannot be used any more."""
        return self._threads.is_stuck

    @property
    def is_usable(self) -> bool:
        """Whether another slot may be tried in this process."""
        return not (self.is_stuck or self.is_lost)

    # ── the resident set ──────────────────────────────────────────────────────────────────────

    async def warm_up(self, role: Role, check: Callable[[], None] = lambda: None) -> ModelInfo:
        """Runs a role's model until it is steady; waits for a running slot first."""
        async with self._one_at_a_time:
            resident, stop = self.registry.resident(role), threading.Event()
            exercise = partial(ROLE_MODELS[role].exercise, resident.model, self.profile, self.device.torch)

            def run() -> None:
                exercise()
                self.device.synchronize()  # a card has only queued it

            def check_both() -> None:
                check()
                if stop.is_set():
                    raise SlotCancelled

            def warm() -> tuple[float, float]:
                if self.settings.pipeline.compile_animator and isinstance(resident.model, Compilable):
                    resident.model.compile()  # the first run waits for the compiler
                self.device.synchronize()
                with self.device.stream(STREAM_OF_ROLE.get(role)):
                    return warm_up(run, check_both)

            resident.first_run_s, resident.steady_s = await self._threads.run(stop, warm)
            self.registry.mark_places()
            return resident.info

    def models(self) -> tuple[ModelInfo, ...]:
        """What is resident, in the order of the roles."""
        return tuple(resident.info for resident in self.registry.residents())

    def clear_cache(self) -> int:
        """Gives cached memory back and lets the idle soft limit warn again; returns the bytes freed."""
        self.monitor.reset_warning()
        return self.device.clear_cache()

    def sample(self) -> MemorySample:
        """Memory at this moment; safe from any thread, at most half a millisecond of it."""
        memory, current = self.device.memory(), self._current
        models, buffers, working = split(self.registry.model_bytes(), self.buffers.device_nbytes, memory.used)
        return MemorySample(
            at=steady_now(),
            models=models,
            buffers=buffers,
            working=working,
            used=memory.used,
            others=memory.others,
            free=memory.free,
            total=memory.total,
            stage=current.running_stages if current else "",
            weight_moves=self.registry.weight_moves,
            level=self.monitor.level_of(memory.used),
            cached=memory.cached,
            context=memory.context,
            counts="allocated" if self.device.is_cuda else "resident",
        )

    def close(self) -> None:
        """Ends the threads and lets go of the models. A thread that hangs keeps its own."""
        self._threads.close()
        self.registry.release()


def _first(*values: int | None) -> int:
    """The first number that was given; the last one always is."""
    return next(value for value in values if value is not None)
