"""The items of a rundown: what each row stands for, and the slots that are made for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.engine.facts.slots import SlotState


class ItemState(StrEnum):
    """What a row of the rundown says of its item."""

    PLANNED = "planned"
    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    PLAYING = "playing"
    PLAYED = "played"
    SKIPPED = "skipped"
    LATE = "late"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ItemSlot:
    """A slot of an item. `clip` and `ready_at` are there once the slot is done.

    One without a number could not be queued. `due_at` is when one should be on air that the rundown queued.
    """

    slot_id: int | None
    state: SlotState = SlotState.QUEUED
    clip: Path | None = None
    duration_s: float | None = None
    ready_at: float | None = None
    due_at: float | None = None

    @property
    def is_lost(self) -> bool:
        """Whether it is over without a clip."""
        return self.state.is_final and self.clip is None


@dataclass(frozen=True, slots=True)
class RundownItem:
    """One row. With a recipe, in a file or its own, each airing has its own slot; else the slot is fixed.

    `slots` are those made for the airings to come, first of them the next one or the one on air; `planned_s`
    is the length that the recipe asks for.
    """

    item_id: int
    title: str
    path: Path | None = None
    recipe: Recipe | None = None
    planned_s: float | None = None
    slots: tuple[ItemSlot, ...] = ()
    skipped: bool = False
    played: bool = False

    @property
    def makes_slots(self) -> bool:
        return self.path is not None or self.recipe is not None

    @property
    def slot(self) -> ItemSlot | None:
        """The slot of the next airing, or of the one on air."""
        return self.slots[0] if self.slots else None

    @property
    def slot_id(self) -> int | None:
        return self.slots[0].slot_id if self.slots else None

    @property
    def clip(self) -> Path | None:
        """The finished clip to play."""
        return self.slots[0].clip if self.slots else None

    @property
    def duration_s(self) -> float | None:
        """Length of the clip; before there is one, as far as the recipe tells it."""
        known = self.slots[0].duration_s if self.slots else None
        return self.planned_s if known is None else known

    @property
    def is_ready(self) -> bool:
        return self.clip is not None

    @property
    def is_lost(self) -> bool:
        """Whether the slot of the next airing is over without a clip."""
        return bool(self.slots) and self.slots[0].is_lost

    def slot_of(self, airing: int) -> ItemSlot | None:
        """The slot of an airing to come, counted from the one of `slot`; `None` is not queued yet."""
        if not self.makes_slots:
            return self.slot
        return self.slots[airing] if airing < len(self.slots) else None

    def with_slot_facts(self, slot: ItemSlot) -> RundownItem:
        """With what became of one of its slots."""
        slots = tuple(
            replace(slot, due_at=old.due_at) if old.slot_id == slot.slot_id else old for old in self.slots
        )
        return replace(self, slots=slots)

    def reopened(self) -> RundownItem:
        """The item for its next round: where a recipe makes new slots, none is aired twice."""
        left = self.slots[1:] if self.makes_slots else self.slots
        return replace(self, slots=left, played=False)
