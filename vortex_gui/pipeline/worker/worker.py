"""A worker's entry: reserve the channel, load the resident pipeline, then do one command after another."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import logging
import os
import sys
import threading
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vortex_gui.base.errors import RecipeError, SlotCancelled, VortexError
from vortex_gui.base.heap import GENERATING_HEAPS, give_back, share_heaps
from vortex_gui.base.logs import LineHandler
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe import Recipe, recipe_from_text
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.base.settings import Settings
from vortex_gui.base.stages import Stage
from vortex_gui.pipeline.worker.libraries import import_libraries
from vortex_gui.pipeline.worker.quiet import quiet_libraries
from vortex_gui.pipeline.worker.spare import stand_by
from vortex_gui.wire.frames import ProtocolError
from vortex_gui.wire.handshake import PARENT_GONE_EXIT, Handshake
from vortex_gui.wire.protocol import (
    PROTOCOL_VERSION,
    CacheCleared,
    CancelSlot,
    ClearCache,
    Command,
    LoadFailed,
    LoadProgress,
    MemorySample,
    ModelWarmed,
    Ping,
    Pong,
    RunSlot,
    Shutdown,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStarted,
    SlotStopped,
    StageFinished,
    StageProgress,
    StageStarted,
    WarmUp,
    WarmUpFailed,
    WorkerReady,
)
from vortex_gui.wire.worker_end import WorkerChannel, open_channel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vortex_gui.pipeline.slot.result import GenerationResult
    from vortex_gui.pipeline.vortex import VortexPipeline
    from vortex_gui.pipeline.worker.previews import Previews

STOPPED, LOAD_FAILED, BAD_START = 0, 3, 2
_log = logging.getLogger("vortex_gui.worker")


def main(argv: Sequence[str] | None = None) -> int:
    """The `worker` command, started by the console; ends the process unless it was not started by one.

    With `--spare` it is a process that workers are forked from.
    """
    share_heaps(GENERATING_HEAPS)
    if argv and "--spare" in argv:
        stand_by()
    try:
        channel, handshake = open_channel()
    except (ValueError, OSError, EOFError) as error:
        print(f"worker: {error}.", file=sys.stderr)
        return BAD_START
    faulthandler.enable()
    code = run_worker(channel, handshake)
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is closed. Taking the libraries apart would cost seconds and may hang on their threads.
    os._exit(code)


def run_worker(channel: WorkerChannel, handshake: Handshake) -> int:
    """Runs until `Shutdown` or until the console goes; the channel is reserved already."""
    settings = Settings.model_validate(handshake.config["settings"])
    profile = Profile.model_validate(handshake.config["profile"])
    _send_logs(channel, settings)
    worker = Worker(channel, profile, settings)
    try:
        return worker.run()
    finally:
        channel.close()


class Worker:
    """One resident pipeline and the commands to it.

    The main thread loads and then runs the pipeline on an asyncio loop; the thread `commands` reads the
    channel, so that a ping and a cancel never wait; the thread `memory` measures.
    """

    def __init__(self, channel: WorkerChannel, profile: Profile, settings: Settings) -> None:
        self._channel = channel
        self._profile = profile
        self._settings = settings
        self._began = time.monotonic()
        self._stop = threading.Event()
        self._is_importing = True
        self._ending = False
        self._cancels: dict[int, threading.Event] = {}
        self._lock = threading.Lock()
        self._work: list[Command] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work_is_there: asyncio.Event | None = None
        self._pipeline: VortexPipeline | None = None
        self._previews: Previews | None = None

    def run(self) -> int:
        """Loads, works, ends; returns the exit code."""
        self._start_thread("commands", self._read_commands)
        quiet_libraries()
        try:
            self._start_thread("memory", self._measure)
            self._load()
        except SlotCancelled:
            return STOPPED
        except VortexError as error:
            return self._load_failed(error.code, error.sentence, error.remedy)
        except Exception as error:  # the load's border: whatever a library raises becomes a sentence
            _log.exception("loading failed")
            return self._load_failed("initialization", f"{type(error).__name__}: {error}.", "")
        try:
            asyncio.run(self._serve())
        finally:
            self._close()
        return STOPPED

    # ── loading ───────────────────────────────────────────────────────────────────────────────

    def on_load(self, phase: str, role: Role | None, done: int, total: int) -> None:
        """The pipeline's listener while it loads."""
        self._channel.send(LoadProgress(phase, role, done, total))

    def _load(self) -> None:
        self.on_load("importing libraries", None, 0, len(ROLES))
        import_libraries()
        self._is_importing = False
        from vortex_gui.pipeline.resident.device import usable_profile
        from vortex_gui.pipeline.slot.slot_folder import remove_litter
        from vortex_gui.pipeline.vortex import VortexPipeline
        from vortex_gui.pipeline.worker.previews import Previews

        self._check_stop()
        for path in remove_litter(self._settings.folders.output_path):
            _log.info("removed what a killed worker left: %s", path.name)
        self._previews = Previews(self._channel.send)
        self._profile = usable_profile(self._profile, self._settings)
        pipeline = VortexPipeline(self._profile, self._settings, listener=self, check=self._check_stop)
        self._pipeline = pipeline
        self._channel.send(
            WorkerReady(
                protocol_version=PROTOCOL_VERSION,
                pid=os.getpid(),
                device=str(pipeline.device),
                profile=self._profile.name,
                models=pipeline.models(),
                soft_limit_bytes=pipeline.monitor.soft_limit_bytes,
                hard_limit_bytes=pipeline.monitor.hard_limit_bytes,
                startup_s=time.monotonic() - self._began,
            )
        )

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise SlotCancelled

    def _load_failed(self, code: str, sentence: str, remedy: str) -> int:
        self._ending = True
        self._channel.send(LoadFailed(code, sentence, remedy))
        return LOAD_FAILED

    # ── commands ──────────────────────────────────────────────────────────────────────────────

    def _read_commands(self) -> None:
        """Runs in its own thread; a console that has gone ends the process at once, whatever it does."""
        while True:
            try:
                self._take(self._channel.receive())
            except ProtocolError as error:
                _log.error("a frame was dropped: %s", error)
            except EOFError:
                if not self._ending:
                    os._exit(STOPPED if self._stop.is_set() else PARENT_GONE_EXIT)
                return

    def _take(self, command: Command) -> None:
        match command:
            case Ping(nonce=nonce):
                self._channel.send(Pong(nonce))
            case CancelSlot(slot_id=slot_id):
                with self._lock:
                    if cancel := self._cancels.get(slot_id):
                        cancel.set()
            case Shutdown():
                self._shut_down()
            case ClearCache():
                self._start_thread("clear-cache", self._clear_cache)
            case RunSlot(slot_id=slot_id):
                with self._lock:
                    self._cancels[slot_id] = threading.Event()
                self._queue(command)
            case _:
                self._queue(command)

    def _shut_down(self) -> None:
        self._stop.set()
        if self._is_importing:
            os._exit(STOPPED)  # an import cannot be asked to stop, and nothing is open yet
        with self._lock:
            for cancel in self._cancels.values():
                cancel.set()
        self._wake()

    def _queue(self, command: Command) -> None:
        with self._lock:
            self._work.append(command)
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            loop, there = self._loop, self._work_is_there
        if loop is not None and there is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: so has the work
                loop.call_soon_threadsafe(there.set)

    # ── work ──────────────────────────────────────────────────────────────────────────────────

    async def _serve(self) -> None:
        """One command after another until `Shutdown`."""
        there = asyncio.Event()
        with self._lock:
            self._loop, self._work_is_there = asyncio.get_running_loop(), there
        while not self._stop.is_set():
            with self._lock:
                command = self._work.pop(0) if self._work else None
                if command is None:
                    there.clear()
            if command is None:
                if not self._stop.is_set():
                    await there.wait()
                continue
            await self._do(command)

    async def _do(self, command: Command) -> None:
        assert self._pipeline is not None
        match command:
            case RunSlot():
                await self._run_slot(command)
            case WarmUp(role=role):
                for each in ROLES if role is None else (role,):
                    await self._warm_up(each)

    def _clear_cache(self) -> None:
        """At once, beside a running slot too; runs in a thread of its own."""
        assert self._pipeline is not None
        try:
            self._channel.send(CacheCleared(self._pipeline.clear_cache()))
        except Exception:  # a driver that stumbles must not end the worker
            _log.exception("the cache could not be cleared")
            self._channel.send(CacheCleared(0))

    async def _warm_up(self, role: Role) -> None:
        assert self._pipeline is not None
        try:
            self._channel.send(ModelWarmed(await self._pipeline.warm_up(role, self._check_stop)))
        except SlotCancelled:
            return
        except Exception as error:  # the warm-up's border: the worker lives on
            _log.exception("warm-up of %s failed", role)
            self._channel.send(WarmUpFailed(role, str(error) or type(error).__name__))

    async def _run_slot(self, command: RunSlot) -> None:
        slot_id = command.slot_id
        arrived = time.monotonic()
        with self._lock:
            cancel = self._cancels[slot_id]
        self._channel.send(SlotStarted(slot_id, command.attempt))
        try:
            recipe = recipe_from_text(command.recipe_json)
            self._tell(slot_id, await self._generate(command, recipe, cancel, arrived))
        except RecipeError as error:
            self._channel.send(SlotFailed(slot_id, error.code, error.sentence, error.remedy, "{}"))
        except Exception as error:  # the slot's border: the worker lives on
            _log.exception("slot failed outside the pipeline", extra={"slot_id": slot_id})
            sentence = f"{type(error).__name__}: {error}."
            self._channel.send(SlotFailed(slot_id, "internal", sentence, "", "{}"))
        finally:
            with self._lock:
                self._cancels.pop(slot_id, None)
            give_back()  # some milliseconds; without it the floor of memory rises in steps

    async def _generate(
        self, command: RunSlot, recipe: Recipe, cancel: threading.Event, arrived: float
    ) -> GenerationResult:
        assert self._pipeline is not None
        assert self._previews is not None
        due_in_s = None if command.due_in_s is None else command.due_in_s - (time.monotonic() - arrived)
        try:
            return await self._pipeline.generate_slot(
                recipe,
                command.slot_id,
                seed=command.seed,
                output_dir=Path(command.output_dir),
                due_in_s=due_in_s,
                cancel=cancel,
                listener=_Listener(command.slot_id, self._channel, self._previews),
            )
        finally:
            self._previews.forget()

    def _tell(self, slot_id: int, result: GenerationResult) -> None:
        """The slot's end as the event of its outcome."""
        match result.outcome:
            case "done":
                self._channel.send(SlotFinished(slot_id, result.report_json()))
            case "cancelled":
                self._channel.send(SlotStopped(slot_id))
            case "missed":
                self._channel.send(SlotMissed(slot_id, result.error_msg, result.report_json()))
            case "failed":
                self._channel.send(
                    SlotFailed(
                        slot_id, result.error_code, result.error_msg, result.remedy, result.report_json()
                    )
                )

    # ── memory and end ────────────────────────────────────────────────────────────────────────

    def _measure(self) -> None:
        """Samples at the declared rate until the end, from the first moment on; runs in its own thread."""
        gap_s = 1.0 / self._settings.memory.sample_hz
        faults = 0
        while not self._stop.wait(gap_s):
            try:
                pipeline = self._pipeline
                self._channel.send(pipeline.sample() if pipeline is not None else _sample_while_loading())
            except Exception:  # a driver that stumbles must not end the graph; told once
                faults += 1
                if faults == 1:
                    _log.exception("memory could not be measured")

    def _close(self) -> None:
        self._ending = True
        if self._previews is not None:
            self._previews.close()
        if self._pipeline is not None:
            self._pipeline.close()

    def _start_thread(self, name: str, work: Any) -> None:
        threading.Thread(target=work, name=name, daemon=True).start()


class _Listener:
    """Sends a slot's way; called from the pipeline's threads."""

    def __init__(self, slot_id: int, channel: WorkerChannel, previews: Previews) -> None:
        self._slot_id = slot_id
        self._channel = channel
        self._previews = previews

    def on_stage_started(self, stage: Stage, at_ms: float) -> None:
        self._channel.send(StageStarted(self._slot_id, stage, at_ms))

    def on_progress(self, stage: Stage, done: int, total: int) -> None:
        self._channel.send(StageProgress(self._slot_id, stage, done, total))

    def on_preview(self, stage: Stage, index: int, picture: NDArray[np.uint8]) -> None:
        self._previews.show(self._slot_id, stage, index, picture)

    def on_stage_finished(self, stage: Stage, start_ms: float, end_ms: float, attempts: int) -> None:
        self._channel.send(StageFinished(self._slot_id, stage, start_ms, end_ms, attempts))


def _sample_while_loading() -> MemorySample:
    """Before the pipeline is there: this process's resident set as working memory."""
    import psutil

    machine = psutil.virtual_memory()
    used = int(psutil.Process().memory_info().rss)
    return MemorySample(
        at=time.time(),
        models={},
        buffers=0,
        working=used,
        used=used,
        others=max(0, int(machine.total - machine.available) - used),
        free=int(machine.available),
        total=int(machine.total),
        stage="loading",
        weight_moves=0,
    )


def _send_logs(channel: WorkerChannel, settings: Settings) -> None:
    """Our records and the libraries' warnings go to the console as lines."""
    root = logging.getLogger()
    root.handlers[:] = [LineHandler(channel.send)]
    root.setLevel(settings.log.level)
    logging.captureWarnings(True)
    for category in (DeprecationWarning, FutureWarning):  # for the libraries' authors, not the operator
        warnings.simplefilter("ignore", category)


if __name__ == "__main__":
    sys.exit(main())
