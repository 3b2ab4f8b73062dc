"""The worker: loads one resident pipeline, then does one command after another."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from vortex_gui.base.errors import SlotCancelled, VortexError
from vortex_gui.base.process.clock import Clock, steady_now
from vortex_gui.base.profile import Profile
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.settings.worker_wish import ALONE
from vortex_gui.base.words.translation import mark
from vortex_gui.base.words.wording import named
from vortex_gui.base.worker_words import CARD_LOST, STAGE_HANGS
from vortex_gui.pipeline.worker.commands import STOPPED, CommandReader
from vortex_gui.pipeline.worker.gauge import measure, sample_card_while_loading, sample_while_loading
from vortex_gui.pipeline.worker.inbox import Inbox
from vortex_gui.pipeline.worker.libraries import import_libraries
from vortex_gui.pipeline.worker.load_progress import LoadReporter
from vortex_gui.pipeline.worker.quiet import quiet_libraries
from vortex_gui.wire.protocol import (
    PROTOCOL_VERSION,
    LoadFailed,
    MemorySample,
    ModelWarmed,
    RunSlot,
    WarmUp,
    WarmUpFailed,
    WorkerReady,
)
from vortex_gui.wire.worker_end import WorkerChannel

if TYPE_CHECKING:  # the model libraries are imported under `_load`, which reports them and can stop
    from vortex_gui.pipeline.vortex import VortexPipeline

LOAD_FAILED = 3
UNUSABLE = 4
"""A stage hangs or the card is lost: only another process can go on."""
_log = logging.getLogger("vortex_gui.worker")


class Worker:
    """One resident pipeline and the commands to it.

    The main thread loads and then runs the pipeline on an asyncio loop; the thread `commands` reads the
    channel, the thread `memory` measures.
    """

    def __init__(
        self,
        channel: WorkerChannel,
        profile: Profile,
        settings: Settings,
        now: Clock = steady_now,
        *,
        name: str = ALONE,
    ) -> None:
        """`now` is the console's clock, which dates the samples; `name` stands in the reports."""
        self._name = name
        self._channel = channel
        self._now = now
        self._profile = profile
        self._settings = settings
        self._began = time.monotonic()
        self._inbox = Inbox()
        self._commands = CommandReader(channel, self._inbox, self._clear_cache)
        self._pipeline: VortexPipeline | None = None

    def run(self) -> int:
        """Loads, works, ends; returns the exit code."""
        threading.Thread(target=self._commands.run, name="commands", daemon=True).start()
        quiet_libraries()
        try:
            threading.Thread(target=self._measure, name="memory", daemon=True).start()
            pipeline = self._load()
        except SlotCancelled:
            return STOPPED
        except VortexError as error:
            return self._load_failed(error.code, error.sentence, error.remedy)
        except Exception as error:  # the load's border: any library's error becomes a sentence
            _log.exception("loading failed")
            return self._load_failed("initialization", named(error), "")
        try:
            asyncio.run(self._serve(pipeline))
        finally:
            if pipeline.is_usable:  # else it would wait for a card or a thread that never answers
                pipeline.close()
        return STOPPED if pipeline.is_usable else UNUSABLE

    # ── loading ───────────────────────────────────────────────────────────────────────────────

    def _load(self) -> VortexPipeline:
        reporter = LoadReporter(self._channel.send)
        reporter.on_load(mark("importing libraries"), None, 0, len(ROLES))
        import_libraries()
        self._commands.is_interruptible = True
        from vortex_gui.pipeline.resident.device import usable_profile
        from vortex_gui.pipeline.resident.warm_up import warms_up
        from vortex_gui.pipeline.slot.slot_folder import remove_litter
        from vortex_gui.pipeline.vortex import VortexPipeline

        self._check_stop()
        for path in remove_litter(self._settings.folders.output_path):
            _log.info("removed a killed worker's leavings: %s", path.name)
        profile = usable_profile(self._profile, self._settings)
        pipeline = VortexPipeline(
            profile, self._settings, listener=reporter, check=self._check_stop, worker=self._name
        )
        self._pipeline = pipeline
        if warms_up(self._settings.pipeline.warm_up, is_on_card=pipeline.device.is_cuda):
            asyncio.run(self._warm_all(pipeline, reporter))
        self._channel.send(
            WorkerReady(
                protocol_version=PROTOCOL_VERSION,
                pid=os.getpid(),
                device=str(pipeline.device),
                profile=profile.name,
                models=pipeline.models(),
                soft_limit_bytes=pipeline.monitor.soft_limit_bytes,
                hard_limit_bytes=pipeline.monitor.hard_limit_bytes,
                startup_s=time.monotonic() - self._began,
            )
        )
        return pipeline

    async def _warm_all(self, pipeline: VortexPipeline, reporter: LoadReporter) -> None:
        """Before the worker is ready, so that no slot pays for a cold start; one may fail."""
        for done, role in enumerate(ROLES):
            reporter.on_load(mark("warming up"), role, done, len(ROLES))
            try:
                await pipeline.warm_up(role, self._check_stop)
            except SlotCancelled:
                raise
            except Exception:
                _log.exception("warm-up of %s failed", role)

    def _check_stop(self) -> None:
        if self._inbox.is_closed:
            raise SlotCancelled

    def _load_failed(self, code: str, sentence: str, remedy: str) -> int:
        self._commands.is_ending = True
        self._channel.send(LoadFailed(code, sentence, remedy))
        return LOAD_FAILED

    # ── work ──────────────────────────────────────────────────────────────────────────────────

    async def _serve(self, pipeline: VortexPipeline) -> None:
        """One command after another until `Shutdown`, or until the pipeline cannot be used any more."""
        from vortex_gui.pipeline.worker.slot_run import SlotRunner

        slots = SlotRunner(pipeline, self._channel.send)
        try:
            while (command := await self._inbox.next()) is not None:
                match command:
                    case RunSlot(slot_id=slot_id, attempt=attempt):
                        cancel = self._inbox.cancel_flag(slot_id, attempt)
                        await slots.run(command, cancel)
                        self._inbox.forget(slot_id, attempt, cancel)
                        if not pipeline.is_usable:
                            return self._tell_why(pipeline)
                    case WarmUp(role=role):
                        for each in ROLES if role is None else (role,):
                            await self._warm_up(pipeline, each)
        finally:
            self._commands.is_ending = True
            slots.close()

    def _tell_why(self, pipeline: VortexPipeline) -> None:
        """Into the last lines of this process, which the console reads when it ends."""
        print(CARD_LOST if pipeline.is_lost else STAGE_HANGS, file=sys.stderr, flush=True)

    async def _warm_up(self, pipeline: VortexPipeline, role: Role) -> None:
        try:
            self._channel.send(ModelWarmed(await pipeline.warm_up(role, self._check_stop)))
        except SlotCancelled:
            return
        except Exception as error:  # the warm-up's border: the worker lives on
            _log.exception("warm-up of %s failed", role)
            self._channel.send(WarmUpFailed(role, str(error) or type(error).__name__))

    # ── for the other threads ─────────────────────────────────────────────────────────────────

    def _clear_cache(self) -> int:
        return self._pipeline.clear_cache() if self._pipeline is not None else 0

    def _measure(self) -> None:
        gap_s = 1.0 / self._settings.memory.sample_hz
        measure(self._sample, self._channel.send, lambda: self._inbox.wait_closed(gap_s))

    def _sample(self) -> MemorySample | None:
        if self._pipeline is not None:
            sample: MemorySample | None = self._pipeline.sample()
        elif self._is_for_a_card:
            sample = sample_card_while_loading()
        else:
            sample = sample_while_loading()
        return None if sample is None else replace(sample, at=self._now())

    @property
    def _is_for_a_card(self) -> bool:
        wish = self._settings.pipeline.device
        return (self._profile.device if wish == "auto" else wish).startswith("cuda")
