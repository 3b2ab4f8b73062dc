"""A draft of one second of speech over the resident mini models, for one stage at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.stages import Stage
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.slot.context import SilentListener, SlotContext
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.slot_folder import SlotFolder
from vortex_gui.pipeline.slot.stages.stage import Studio

RECIPE = recipe_from_mapping(
    {
        "slot_params": {"duration_sec": 0.5},
        "audio_track": {"script": "Good evening."},
        "visual_track": {"prompt": "a presenter with green skin in a red suit"},
    }
)


class Heard(SilentListener):
    """Notes the progress and the previews of a stage."""

    def __init__(self) -> None:
        self.progress: list[tuple[Stage, int, int]] = []
        self.previews: list[tuple[Stage, int, tuple[int, ...]]] = []

    def on_progress(self, stage: Stage, done: int, total: int) -> None:
        self.progress.append((stage, done, total))

    def on_preview(self, stage: Stage, index: int, picture: NDArray[np.uint8]) -> None:
        self.previews.append((stage, index, tuple(picture.shape)))


@pytest.fixture
def studio(pipeline: VortexPipeline) -> Studio:
    return Studio(pipeline.profile, pipeline.registry, pipeline.buffers, OutputSettings())


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def draft(studio: Studio, heard: Heard, tmp_path: Path) -> Iterator[Draft]:
    context = SlotContext(1, 5, RECIPE, threading.Event(), heard, None)
    folder = SlotFolder(tmp_path, 1)
    made = Draft(context, folder, studio.profile.sizes.fps, studio.profile.ladder[0])
    with torch.inference_mode():
        yield made
    made.close()
    folder.discard()
