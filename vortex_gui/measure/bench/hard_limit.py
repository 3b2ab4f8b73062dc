"""Figures of the memory limits: slots with limits around their working set, the rise between two checks."""

from __future__ import annotations

import asyncio
import logging
import random
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from vortex_gui.base.errors import InputError
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.measure.bench.figure import Figure
from vortex_gui.measure.bench.slots import bench_recipe, generate, mini_pipeline
from vortex_gui.pipeline.resident.device import HOST_MARGIN_GB
from vortex_gui.pipeline.resident.high_water import HostHighWater
from vortex_gui.pipeline.resident.memory import resident_bytes, warn_in_python
from vortex_gui.pipeline.slot.result import GenerationResult
from vortex_gui.pipeline.vortex import VortexPipeline

SLOTS, SEED = 50, 7
SLOT_S, LONG_S = 1.0, 20.0
OWN_GAP_S = 0.005
BELOW, ABOVE = 0.1, 2.0
"""Limits from so far below idle memory to so far above it, in rises of a slot with ample limits."""
MB = 1e6
AMPLE_GB = 1000.0
"""A limit that no slot meets."""


@dataclass(frozen=True, slots=True)
class WorkingSet:
    """Bytes before a slot and at its highest, with ample limits."""

    idle: int
    peak: int

    def limits(self, count: int) -> Iterator[tuple[float, float]]:
        """Soft and hard limits in GB, from just below idle memory to well above the peak, in any order."""
        dice, rise = random.Random(SEED), self.peak - self.idle
        for place in dice.sample(range(count), count):
            hard = self.idle + ((place + 0.5) / count * (ABOVE + BELOW) - BELOW) * rise
            yield (hard - dice.uniform(0, rise)) / GB, hard / GB


@dataclass(slots=True)
class Trial:
    """What came of the slots."""

    done: int = 0
    stopped: int = 0
    faults: int = 0

    def take(self, result: GenerationResult, seen_peak: int) -> None:
        """A slot with limits around the working set; a sampler beside the pipeline saw `seen_peak`."""
        self.done += result.success
        self.stopped += not result.success
        for fault in faults_of(result, seen_peak):
            self._fault(fault)

    def take_easy(self, result: GenerationResult) -> None:
        """The slot after it, with limits that suffice."""
        if not result.success:
            self._fault(tr("the next slot failed: {reason}", reason=result.error_msg))

    def _fault(self, sentence: str) -> None:
        self.faults += 1
        print(sentence, file=sys.stderr, flush=True)


def faults_of(result: GenerationResult, seen_peak: int) -> Iterator[str]:
    """Each promise about the hard limit that a slot breaks."""
    memory = result.memory
    peak, hard = max(memory.peak_bytes, seen_peak), memory.hard_limit_bytes
    told = "\n".join(result.warnings)
    if result.success and peak > hard:
        yield tr(
            "a finished slot peaked at {peak:.3f} GB, over the hard limit of {hard:.3f} GB",
            peak=peak / GB,
            hard=hard / GB,
        )
    if memory.peak_bytes > memory.soft_limit_bytes and "limit" not in told:
        yield tr("a slot over a limit has no warning")
    if not result.success and (result.error_code != "memory" or not result.remedy):
        yield tr("a slot stopped for another reason: {reason}", reason=result.error_msg)
    if not result.success and result.error_msg not in told and "hard limit" not in told:
        yield tr("a stop over the hard limit is not among the warnings")


def hard_limit(slots: int = SLOTS) -> Figure:
    """Broken promises of the hard limit."""
    with mini_pipeline() as pipeline, _stops_are_expected():
        trial = press(pipeline, slots)
    return Figure(
        "hard_limit",
        trial.faults,
        "faults",
        "at most",
        0,
        "finished slots over the hard limit, stops that nobody was told of, next slots that failed",
        f"{slots} slots of {SLOT_S:g} s with limits around the working set, each before one with ample "
        f"limits, beside a sampler at {1 / OWN_GAP_S:g} Hz: {trial.done} done, {trial.stopped} stopped",
    )


@contextmanager
def _stops_are_expected() -> Iterator[None]:
    """The log says nothing of slots that stop as they should."""
    log = logging.getLogger("vortex_gui")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def press(pipeline: VortexPipeline, slots: int) -> Trial:
    """So many slots under pressure, each followed by an easy one."""
    trial = Trial()
    for pair in measure_working_set(pipeline).limits(slots):
        pipeline.clear_cache()  # what the easy slot before left is not this slot's
        with limits(pipeline, *pair), watched() as highest:
            result = _slot(pipeline)
        trial.take(result, highest())
        with limits(pipeline, AMPLE_GB, AMPLE_GB):
            trial.take_easy(_slot(pipeline))
    return trial


def rise_between_checks_mb() -> Figure:
    """The largest rise of the resident set from one check of a slot to the next."""
    with mini_pipeline() as pipeline, counted_rises(pipeline) as rises:
        for seconds in (SLOT_S, LONG_S, LONG_S):
            generate(pipeline, bench_recipe(seconds))
    return Figure(
        "rise_between_checks_mb",
        max(rises) / MB,
        "MB",
        "at most",
        HOST_MARGIN_GB * GB / MB,
        "what stays free under the hard limit on a CPU",
        f"the system's own count of the highest resident set between {len(rises)} checks of three slots of "
        f"{SLOT_S:g} and {LONG_S:g} s in a new process",
    )


@contextmanager
def counted_rises(pipeline: VortexPipeline) -> Iterator[list[int]]:
    """Fills a list with the rise in bytes before each check of the pipeline's slots."""
    monitor, high_water, rises, last = pipeline.monitor, HostHighWater(), list[int](), [resident_bytes()]
    check, counting = monitor.check, threading.Lock()
    high_water.restart()
    if high_water.read() is None:
        raise InputError([tr("bench: rise_between_checks_mb needs Linux, which counts the highest memory.")])

    def counted_check(tell: Callable[[str, int, int], None] = warn_in_python) -> int:
        with counting:
            rises.append((high_water.read() or 0) - last[0])
            used = check(tell)
            high_water.restart()
            last[0] = resident_bytes()
        return used

    monitor.check = counted_check  # type: ignore[method-assign]  # measured where the pipeline itself looks
    try:
        yield rises
    finally:
        del monitor.check


def measure_working_set(pipeline: VortexPipeline) -> WorkingSet:
    """The second slot's: the first one allocates what stays."""
    with limits(pipeline, AMPLE_GB, AMPLE_GB):
        _slot(pipeline)
        pipeline.clear_cache()
        return WorkingSet(resident_bytes(), _slot(pipeline).memory.peak_bytes)


@contextmanager
def limits(pipeline: VortexPipeline, soft_gb: float, hard_gb: float) -> Iterator[None]:
    """Other limits for a while."""
    monitor = pipeline.monitor
    before = monitor.soft_limit_bytes / GB, monitor.hard_limit_bytes / GB
    monitor.set_limits(soft_gb, hard_gb)
    try:
        yield
    finally:
        monitor.set_limits(*before)


@contextmanager
def watched() -> Iterator[Callable[[], int]]:
    """Samples the resident set beside the pipeline; gives the highest."""
    highest, ended = [0], threading.Event()

    def sample() -> None:
        while not ended.wait(OWN_GAP_S):
            highest[0] = max(highest[0], resident_bytes())

    sampler = threading.Thread(target=sample, name="bench-sampler")
    sampler.start()
    try:
        yield lambda: highest[0]
    finally:
        ended.set()
        sampler.join()


def _slot(pipeline: VortexPipeline) -> GenerationResult:
    """As it comes out, failed or done, under the folder's next free number."""
    return asyncio.run(pipeline.generate_slot(bench_recipe(SLOT_S)))
