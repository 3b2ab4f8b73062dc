"""The words in the cells of the table, and in their tooltips."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from vortex_gui.base.errors import MemoryPressureError
from vortex_gui.base.profile import Profile
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.console.look import words
from vortex_gui.console.look.labels import stage_label
from vortex_gui.console.look.place_labels import place_label
from vortex_gui.console.look.states import slot_look
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.console.state.slots.progress import seconds_left
from vortex_gui.engine.facts.forecast import Forecast
from vortex_gui.engine.facts.slots import SlotRow, SlotState

SAYS_CHARACTERS = 120
TIP_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """A row's facts for one look at it: `live` is what the console alone knows, `now` in epoch seconds.

    `forecast` is that of a waiting slot, where there is one.
    """

    row: SlotRow
    live: KnownSlot | None
    now: float
    profile: Profile
    forecast: Forecast | None = None

    def shown(self, column: Column) -> str:
        """The text of a column."""
        row = self.row
        match column:
            case Column.SLOT:
                return str(row.slot_id)
            case Column.STATE:
                return slot_look(row).word
            case Column.SAYS:
                return says(row.recipe_json)
            case Column.PROGRESS:
                return self._stage()
            case Column.LEFT:
                return words.time_left(seconds_left(self.live, self.now)) if self.live else ""
            case Column.DEADLINE:
                return self._deadline()
            case Column.SCORES:
                return f"{row.scores.score_clip_b:.2f} · {row.scores.score_clip_l:.2f}" if row.scores else ""
            case Column.TOOK:
                return words.seconds(row.generation_ms / 1000) if row.generation_ms else ""
            case Column.DUE:
                return words.moment(row.due_at, self.now)
            case Column.MARGIN:
                margin_s = self.margin_s
                return "" if margin_s is None else words.margin(margin_s)
            case Column.QUEUED:
                return words.moment(row.submitted_at, self.now)
            case Column.STARTED:
                return words.moment(row.started_at, self.now)
            case Column.FINISHED:
                return words.moment(row.ended_at, self.now)
            case Column.VERDICT:
                return self._verdict()
            case Column.RUNG:
                return row.rung or self._coming_rung()
            case Column.READY:
                return self._ready()
            case Column.TARGET:
                return self._target()
            case Column.TAGS:
                return ", ".join(row.tags)
            case Column.WORKER:
                return place_label(row.worker)

    @property
    def margin_s(self) -> float | None:
        """Seconds between the slot's end, or its likely end, and its deadline; below 0 when it is late."""
        row = self.row
        if row.due_at is None:
            return None
        if row.state is SlotState.DONE:
            return None if row.ended_at is None else row.due_at - row.ended_at
        if row.state is SlotState.QUEUED:
            return self.forecast.margin_s if self.forecast is not None else None
        left = seconds_left(self.live, self.now) if self.live else None
        return None if left is None else row.due_at - self.now - max(0.0, left[1])

    @property
    def lower_rung(self) -> str:
        """The rung that the slot was made on, where it is not the best one."""
        return self.row.rung if self.profile.is_lower(self.row.rung) else ""

    def tip(self, column: Column) -> str | None:
        """What a cell says when the pointer rests on it: above all why the slot failed, and what to do."""
        row = self.row
        if column == Column.PROGRESS and self.live is not None and self.live.limit_sentence:
            return self.live.limit_sentence
        if column == Column.PROGRESS and row.error_code == MemoryPressureError.code:
            return row.error
        if column == Column.WORKER and row.worker:
            return row.worker
        if column == Column.TAGS and row.tags:
            return "\n".join(row.tags)
        if column == Column.SAYS:
            return "\n\n".join(filter(None, (says(row.recipe_json, TIP_CHARACTERS), self._failure())))
        if failure := self._failure():
            return failure
        if column in (Column.SLOT, Column.RUNG) and self.lower_rung:
            return tr("Made on a lower rung to keep its deadline or budgets: {rung}", rung=self.lower_rung)
        if column in (Column.SCORES, Column.VERDICT, Column.STATE) and row.scores:
            score = row.scores.ensemble_score
            if row.scores.self_check_passed:
                return tr("Ensemble {score:.2f}: passes its check", score=score)
            return tr("Ensemble {score:.2f}: does not pass its check", score=score)
        if column == Column.LEFT:
            return tr("P10 to P90 of this machine's history, without the time in the queue")
        if column in (Column.TARGET, Column.TOOK) and (target := self._target()):
            return tr(
                "Profile's target of {target:g} s from the start of work: {met}",
                target=self.profile.deadline_s or 0,
                met=target,
            )
        if column == Column.READY:
            return tr("When the slot will likely be ready, if nobody changes the queue")
        if column == Column.MARGIN:
            return tr("Time from the slot's latest likely end to its deadline")
        return None

    def _ready(self) -> str:
        """When the slot will likely be ready."""
        if self.row.state is SlotState.QUEUED and self.forecast is not None:
            return words.moments(self.forecast.low_at, self.forecast.high_at, self.now)
        left = seconds_left(self.live, self.now) if self.live else None
        if left is None or self.row.state is not SlotState.RUNNING:
            return ""
        low, high = (self.now + max(0.0, part) for part in left)
        return words.moments(low, high, self.now)

    def _coming_rung(self) -> str:
        """The lower rung that a waiting slot will likely be made on."""
        rung = self.forecast.rung if self.forecast is not None else 0
        return self.profile.ladder[rung].name if 0 < rung < len(self.profile.ladder) else ""

    def _failure(self) -> str:
        """Why there is no clip, and the remedy."""
        return joined(self.row.error, self.row.remedy)

    def _stage(self) -> str:
        live = self.live
        if self.row.state is SlotState.RUNNING and live is not None and live.stage:
            done, total = live.progress.get(live.stage, (0, 0))
            name = stage_label(live.stage)
            return tr("{stage}, {done} of {total}", stage=name, done=done, total=total) if total else name
        return ""

    def _deadline(self) -> str:
        row = self.row
        if not row.state.is_final:
            if row.due_at is None:
                return ""
            left = row.due_at - self.now
            return words.clock(left) if left >= 0 else tr("late by {time}", time=words.clock(-left))
        if row.deadline_met is None:
            return ""
        return tr("met") if row.deadline_met else tr("missed")

    def _target(self) -> str:
        """Whether the slot was as quick as its profile wishes; that is no deadline."""
        if self.row.target_met is None:
            return ""
        return tr("met") if self.row.target_met else tr("not met")

    def _verdict(self) -> str:
        if self.row.verdict is None:
            return ""
        if self.row.scores is not None and self.row.scores.outlier_detected:
            return tr("models disagree")
        return tr("passed") if self.row.verdict else tr("not passed")


@lru_cache(maxsize=4096)
def says(recipe_json: str, most: int = SAYS_CHARACTERS) -> str:
    """The script on one line, or its recording's name, cut at `most` characters."""
    try:
        track = json.loads(recipe_json)["audio_track"]
        script = " ".join(str(track["script"]).split()) or PurePath(track["sound"]["path"]).name
    except (ValueError, KeyError, TypeError):
        return ""
    return script if len(script) <= most else f"{script[: most - 1]}…"
