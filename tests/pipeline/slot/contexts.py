"""A slot's context as plain as it can be, and a listener that notes what it hears."""

from __future__ import annotations

import threading
from typing import Any

from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.stages import Stage
from vortex_gui.pipeline.slot.context import SilentListener, SlotContext

RECIPE = recipe_from_mapping(
    {"audio_track": {"script": "One two."}, "visual_track": {"prompt": "a presenter"}}
)


class Heard(SilentListener):
    def __init__(self) -> None:
        self.begun: list[Stage] = []
        self.progress: list[tuple[Stage, int, int]] = []
        self.finished: list[tuple[Stage, int]] = []

    def on_stage_started(self, stage: Stage, at_ms: float) -> None:
        self.begun.append(stage)

    def on_progress(self, stage: Stage, done: int, total: int) -> None:
        self.progress.append((stage, done, total))

    def on_stage_finished(self, stage: Stage, start_ms: float, end_ms: float, attempts: int) -> None:
        assert start_ms <= end_ms
        self.finished.append((stage, attempts))


def slot_context(heard: Heard | None = None, **more: Any) -> SlotContext:
    fields: dict[str, Any] = {
        "slot_id": 1,
        "seed": 5,
        "recipe": RECIPE,
        "cancel": threading.Event(),
        "listener": heard or Heard(),
        "due_s": None,
    }
    return SlotContext(**fields | more)
