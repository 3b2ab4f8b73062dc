"""Runs a slot's stages in threads, side by side where they may be, and never leaves one behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

import torch

from vortex_gui.base.stages import TURNS
from vortex_gui.pipeline.slot.context import SlotAbandoned, SlotContext

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

    async def run(
        self, cancel: threading.Event, work: Callable[_P, _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """Runs work without autograd. A cancelled task sets `cancel` and waits for the thread."""
        call = partial(_inferring, partial(work, *args, **named))
        future = asyncio.get_running_loop().run_in_executor(self._pool, call)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            cancel.set()
            await asyncio.wait([future])
            future.exception()
            raise

    def begin(self, work: Callable[_P, _T], *args: _P.args, **named: _P.kwargs) -> Future[_T]:
        """Starts work that belongs to no slot; its result is asked for when it is needed."""
        return self._pool.submit(work, *args, **named)

    async def side_by_side(self, context: SlotContext, *stages: Coroutine[None, None, None]) -> None:
        """Runs stages as tasks. When one fails the others stop at their next step; its error is raised."""
        tasks = [asyncio.create_task(stage, name=f"slot-{context.slot_id}") for stage in stages]
        try:
            _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            if pending:
                context.abandon()
                await asyncio.wait(pending)
        except asyncio.CancelledError:
            context.cancel.set()
            await asyncio.wait(tasks)
            raise
        finally:
            errors = [task.exception() for task in tasks if task.done() and not task.cancelled()]
        raise_first(errors)

    def close(self) -> None:
        """Ends the threads; nothing may be running."""
        self._pool.shutdown(wait=True)


def raise_first(errors: list[BaseException | None]) -> None:
    """Raises the first error that is not merely the echo of another stage's."""
    for error in errors:
        if error is not None and not isinstance(error, SlotAbandoned):
            raise error


def _inferring(work: Callable[[], _T]) -> _T:
    with torch.inference_mode():
        return work()
