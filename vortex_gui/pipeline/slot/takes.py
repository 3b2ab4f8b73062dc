"""Makes a slot again with the next seed while its check fails and time allows; the best take is kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from vortex_gui.base.errors import MemoryPressureError, SlotCancelled, VortexError
from vortex_gui.base.pace.work import extent_of, work_of
from vortex_gui.base.profile import Profile
from vortex_gui.base.report.checks import failed
from vortex_gui.base.report.report import Take
from vortex_gui.base.stages import elapsed
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.slot.context import SlotContext
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.pace.expectation import Expectation
from vortex_gui.pipeline.slot.take_files import read_take, write_take


class RunsDrafts(Protocol):
    """The stages, as takes see them."""

    async def run(self, draft: Draft) -> None: ...


class Takes:
    """`begun(context)` is called with the context of each take after the first, before it begins."""

    def __init__(
        self,
        stages: RunsDrafts,
        profile: Profile,
        expectation: Expectation,
        begun: Callable[[SlotContext], None],
    ) -> None:
        self._stages = stages
        self._profile = profile
        self._expectation = expectation
        self._begun = begun

    async def run(self, draft: Draft) -> Draft:
        """Fills the draft, and further ones as the recipe or the profile allows; returns the best.

        The best one's files are in the folder then, and it tells all takes. Raises what stops the first
        take; of a later one a cancel, and memory over its limit. Any other known error ends the takes.
        """
        await self._stages.run(draft)
        best, takes = draft, [_told(draft)]
        wished = draft.context.recipe.slot_params.takes or self._profile.takes
        while len(takes) < wished and not takes[-1].passed and not takes[-1].error:
            needed_s, left_s = self._needed_s(best), _left_s(best.context)
            if needed_s > left_s:
                best.context.warn(_no_time(best.context, len(takes), wished, needed_s, left_s))
                break
            best, take = await self._another(best, len(takes))
            takes.append(take)
        return _with_all(best, takes)

    async def _another(self, best: Draft, number: int) -> tuple[Draft, Take]:
        """The better one of the best take and a new one, and what came of the new one."""
        files, best = read_take(best.folder), replace(best, sound=best.sound.copy())
        context = best.context.again(number)
        again = Draft(context, best.folder, best.fps, self._profile.ladder[0])
        self._begun(context)
        try:
            await self._stages.run(again)
        except (SlotCancelled, MemoryPressureError):
            raise
        except VortexError as error:
            best.context.warn(
                tr("Take {number} was given up ({why}).", number=number + 1, why=error.sentence.rstrip("."))
            )
            take = Take(context.take_seed, passed=False, error=error.sentence)
        else:
            take = _told(again)
            if _merit(take) > _merit(_told(best)):
                return again, take
        write_take(best.folder, files)
        return best, take

    def _needed_s(self, draft: Draft) -> float:
        """By this machine's past and by the take that is there: the longer of both."""
        extent = replace(extent_of(draft.context.recipe, self._profile), frames=draft.frames)
        learned_s = self._expectation.learned(work_of(extent, self._profile.ladder[0])) or 0.0
        took = {timing.name: (timing.end_ms - timing.start_ms) / 1000 for timing in draft.context.timings}
        return max(learned_s, elapsed(took))


def _left_s(context: SlotContext) -> float:
    """Until the deadline, or until the target where there is none."""
    left_s = context.remaining_s()
    if left_s is None:
        left_s = math.inf if context.target_s is None else context.target_s - context.elapsed_s
    return left_s


def _no_time(context: SlotContext, made: int, wished: int, needed_s: float, left_s: float) -> str:
    """Why there are fewer takes than were asked for."""
    needed, left = math.ceil(needed_s), max(0, int(left_s))
    if context.due_s is None:
        return tr(
            "Takes made: {made} of {wished}. Another needs about {needed} s, and the target leaves {left} s.",
            made=made,
            wished=wished,
            needed=needed,
            left=left,
        )
    return tr(
        "Takes made: {made} of {wished}. Another needs about {needed} s, and the deadline leaves {left} s.",
        made=made,
        wished=wished,
        needed=needed,
        left=left,
    )


def _told(draft: Draft) -> Take:
    found = draft.verification
    score = None if found is None else found.ensemble_score
    passed = not failed(draft.checks) and (found is None or found.self_check_passed)
    return Take(draft.context.take_seed, passed=passed, ensemble_score=score)


def _merit(take: Take) -> tuple[bool, float]:
    return take.passed, take.ensemble_score or 0.0


def _with_all(best: Draft, takes: list[Take]) -> Draft:
    """The kept draft, which tells its takes and the warnings that concern all of them."""
    for sentence in best.context.lasting:
        best.context.warn(sentence)
    kept = best.context.take_seed
    return replace(best, takes=tuple(replace(take, kept=take.seed == kept) for take in takes))
