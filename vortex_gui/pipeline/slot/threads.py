"""Runs a slot's stages in threads, side by side where they may be, and never leaves one behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, ParamSpec, TypeVar

import torch

from vortex_gui.base.errors import SlotCancelled, StageTimeout
from vortex_gui.base.stages import TURNS
from vortex_gui.pipeline.slot.context import SlotAbandoned, SlotContext

LEAVE_S = 2.0
"""Seconds that a stage in which nothing moved has to come to a step of its own."""
_T = TypeVar("_T")
_P = ParamSpec("_P")


class StageThreads:
    """As many threads as stages run side by side."""

    def __init__(self) -> None:
        # A thread takes over torch's number of threads when it first computes, so without this two might
        # differ, and with them the last bit of a sum: the same seed has to give the same frames in either.
        self._pool = ThreadPoolExecutor(
            max_workers=max(len(turn) for turn in TURNS),
            thread_name_prefix="stage",
            initializer=torch.set_num_threads,
            initargs=(torch.get_num_threads(),),
        )
        self._left: list[Future[Any]] = []
        self._is_leaving = False

    @property
    def is_stuck(self) -> bool:
        """Whether a stage that did not move was left behind and still holds its thread, and its model."""
        return any(not future.done() for future in self._left)

    async def run(
        self, cancel: threading.Event, work: Callable[_P, _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """Runs work without autograd. A cancelled task sets `cancel` and waits for the thread.

        A task whose stage is left behind does not wait: nobody knows whether that thread will ever end.
        """
        call = partial(_inferring, partial(work, *args, **named))
        thread = self._pool.submit(call)
        future = asyncio.wrap_future(thread)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            cancel.set()
            if self._is_leaving:
                self._left.append(thread)
                future.cancel()
                raise
            await asyncio.wait([future])
            future.exception()
            raise

    def begin(self, work: Callable[_P, _T], *args: _P.args, **named: _P.kwargs) -> Future[_T]:
        """Starts work that belongs to no slot; its result is asked for when it is needed."""
        return self._pool.submit(work, *args, **named)

    async def side_by_side(self, context: SlotContext, *stages: Coroutine[None, None, None]) -> None:
        """Runs stages as tasks. When one fails the others stop at their next step; its error is raised.

        Raises `StageTimeout` when nothing moves in one, even if its thread never comes back.
        """
        tasks = [asyncio.create_task(stage, name=f"slot-{context.slot_id}") for stage in stages]
        try:
            pending = await _until_one_fails(context, tasks)
            if pending:
                context.abandon()
                await _until_all_end(context, pending)
        except (StageTimeout, SlotCancelled):
            context.abandon()
            await self._leave_stuck(tasks)
            raise_first(_errors(tasks))
            raise
        except asyncio.CancelledError:
            context.cancel.set()
            with suppress(StageTimeout, SlotCancelled):
                await _until_all_end(context, set(tasks))
            await self._leave_stuck(tasks)
            raise
        finally:
            errors = _errors(tasks)
        raise_first(errors)

    async def _leave_stuck(self, tasks: list[asyncio.Task[None]]) -> None:
        """Gives the stages a moment to end at a step; leaves behind those that do not."""
        _, pending = await asyncio.wait(tasks, timeout=LEAVE_S)
        self._is_leaving = bool(pending)
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)
        self._is_leaving = False

    def close(self) -> None:
        """Ends the threads; nothing may be running but what was left behind."""
        self._pool.shutdown(wait=not self.is_stuck)


def _errors(tasks: list[asyncio.Task[None]]) -> list[BaseException | None]:
    return [task.exception() for task in tasks if task.done() and not task.cancelled()]


async def _until_all_end(context: SlotContext, pending: set[asyncio.Task[None]]) -> None:
    """Waits for stages that are to stop. Raises what `check_moving` does: one may hang."""
    while pending:
        _, pending = await asyncio.wait(pending, timeout=context.look_s)
        if pending:
            context.check_moving()


async def _until_one_fails(context: SlotContext, tasks: list[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """Waits for all of them, or for one that fails: returns the others. Raises `StageTimeout`.

    A stage that hangs never comes to a step, so its movement is looked at from here.
    """
    pending = set(tasks)
    while pending:
        done, pending = await asyncio.wait(
            pending, timeout=context.look_s, return_when=asyncio.FIRST_EXCEPTION
        )
        if any(task.cancelled() or task.exception() is not None for task in done):
            break
        context.check_moving()
    return pending


def raise_first(errors: list[BaseException | None]) -> None:
    """Raises the first error that is not merely the echo of another stage's."""
    for error in errors:
        if error is not None and not isinstance(error, SlotAbandoned):
            raise error


def _inferring(work: Callable[[], _T]) -> _T:
    with torch.inference_mode():
        return work()
