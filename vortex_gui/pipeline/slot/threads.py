"""Runs a slot's stages in threads, one or two side by side, and never leaves one behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import torch

from vortex_gui.pipeline.slot.context import SlotAbandoned, SlotContext

_T = TypeVar("_T")


class StageThreads:
    """Two threads: speech and actor run beside each other, all other stages alone."""

    def __init__(self) -> None:
        # A thread takes over torch's number of threads when it first computes, so without this the two might
        # differ, and with them the last bit of a sum: the same seed has to give the same frames in either.
        self._pool = ThreadPoolExecutor(
            max_workers=2,
            thread_name_prefix="stage",
            initializer=torch.set_num_threads,
            initargs=(torch.get_num_threads(),),
        )

    async def run(self, context: SlotContext, work: Callable[..., _T], *args: Any) -> _T:
        """Runs work without autograd. A cancelled task stops the slot and waits for the thread."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, _inferring, work, *args)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            context.cancel.set()
            await asyncio.wait([future])
            future.exception()
            raise

    def begin(self, work: Callable[..., _T], *args: Any) -> Future[_T]:
        """Starts work that belongs to no slot; its result is asked for when it is needed."""
        return self._pool.submit(work, *args)

    async def side_by_side(self, context: SlotContext, *stages: Coroutine[Any, Any, None]) -> None:
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


def _inferring(work: Callable[..., _T], *args: Any) -> _T:
    with torch.inference_mode():
        return work(*args)
