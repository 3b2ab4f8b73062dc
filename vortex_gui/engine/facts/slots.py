"""A slot as the queue and the history know it: its states, and the row that the console shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.faults import sentences
from vortex_gui.base.formats import clip_in
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import Scores, StageTiming, slot_name


class SlotState(StrEnum):
    """`QUEUED ⇄ RUNNING → one of the others`, which are written once, for good."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MISSED = "missed"
    SET_ASIDE = "set_aside"

    @property
    def is_final(self) -> bool:
        return self not in (SlotState.QUEUED, SlotState.RUNNING)


RECIPES_AT_ONCE = 64
"""Recipes that a loop reads before others have their turn: one takes some 60 microseconds."""

FINAL_STATES = tuple(state for state in SlotState if state.is_final)


def search_text(recipe: Recipe) -> str:
    """The text that a search covers, without case: prompt and script, or the name of the recording."""
    return f"{recipe.visual_track.prompt}\n{recipe.audio_track.script or recipe.said}".casefold()


def search_words(typed: str) -> tuple[str, str]:
    """The sought words without case, and the slot number they may be, without leading zeros."""
    words = typed.strip().casefold()
    return words, words.lstrip("0") or "0"


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One slot with all that a table shows of it. Moments are epoch seconds; `None` is not yet or unknown.

    `rank` orders the queue, lowest first. `attempts` counts how often a worker took it up, `deaths` how many
    workers died of it. `target_met` is whether it was as quick as its profile wishes. `retry_of` is the slot
    it repeats. `words` is how many are spoken. `rung` is the rung of the quality ladder that the worker took.
    `tags` are the operator's. `worker` is the name of the one that made it, or makes it. `passed` is whether
    the clip passed its check; one without a prompt has no scores.
    """

    slot_id: int
    state: SlotState
    seed: int
    profile: str
    recipe_json: str
    output_dir: str
    submitted_at: float
    rank: float = 0.0
    due_at: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    attempts: int = 0
    deaths: int = 0
    generation_ms: float | None = None
    deadline_met: bool | None = None
    target_met: bool | None = None
    scores: Scores | None = None
    passed: bool | None = None
    stages: tuple[StageTiming, ...] = ()
    error_code: str = ""
    error: str = ""
    remedy: str = ""
    retry_of: int | None = None
    words: int = 0
    rung: str = ""
    tags: tuple[str, ...] = ()
    worker: str = ""

    @property
    def failed_check(self) -> bool:
        """Whether it is done with a clip that did not pass its check."""
        return self.state is SlotState.DONE and self.verdict is False

    @property
    def verdict(self) -> bool | None:
        """Whether its clip passed its check, scored or not; `None` where nobody looked."""
        return self.scores.self_check_passed if self.scores is not None else self.passed

    @property
    def recipe(self) -> Recipe:
        """The recipe, parsed at each call; raises `RecipeError` when the history holds a damaged one."""
        try:
            return Recipe.model_validate_json(self.recipe_json)
        except ValidationError as error:
            raise RecipeError(sentences(error)) from None

    def begun(self, at: float, attempts: int, worker: str = "") -> SlotRow:
        """The row once a worker takes the slot up."""
        return replace(self, state=SlotState.RUNNING, started_at=at, attempts=attempts, worker=worker)

    def waiting_again(self, *, rank: float, attempts: int, deaths: int) -> SlotRow:
        """The row once the slot is back in the queue."""
        return replace(
            self,
            state=SlotState.QUEUED,
            started_at=None,
            worker="",
            rank=rank,
            attempts=attempts,
            deaths=deaths,
        )

    def is_found_by(self, text: str) -> bool:
        """Whether a search finds it, as the history does: by number, or a part of prompt, script or tags."""
        words, number = search_words(text)
        return not words or number == str(self.slot_id) or words in self.searched

    @property
    def searched(self) -> str:
        """The text that a search covers, without case; of a damaged recipe the tags alone."""
        return "\n".join((_searched(self.recipe_json), *(tag.casefold() for tag in self.tags)))

    @property
    def folder(self) -> Path:
        """Where the slot's files are when it is done."""
        return Path(self.output_dir) / slot_name(self.slot_id)

    @property
    def video(self) -> Path:
        return clip_in(self.folder)


@lru_cache(maxsize=10_000)
def _searched(recipe_json: str) -> str:
    """The search text of a stored recipe, read once: the table asks for each live row at every change."""
    try:
        return search_text(Recipe.model_validate_json(recipe_json))
    except ValidationError:
        return ""
