"""One part of a rehearsal, in a process of its own: loads the written profile, generates a slot if asked."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from torch import nn

from vortex_gui.base.plan.cards import find_card
from vortex_gui.base.process.heap import give_back
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.measure.rehearse.account import DATA, FOUND, PROFILE, Account, Rehearsed, StageSeconds
from vortex_gui.models.contracts import Model
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator
from vortex_gui.models.painting.flux import FluxActor
from vortex_gui.pipeline.plan.layout import layout
from vortex_gui.pipeline.plan.plan import plan_on, working_figures
from vortex_gui.pipeline.plan.resident import resident_components
from vortex_gui.pipeline.plan.stage_work import StageWork
from vortex_gui.pipeline.resident.registry import network_bytes
from vortex_gui.pipeline.slot.result import GenerationResult
from vortex_gui.pipeline.vortex import VortexPipeline

RECIPE = {
    "slot_params": {"duration_sec": 1, "seed": 7},
    "audio_track": {"script": "Good evening.", "voice_id": "af_heart"},
    "visual_track": {"prompt": "a presenter with green skin and red suit on blue background"},
}
LONGEST_STEP_S = 86_400.0
"""A processor takes minutes for a step that a card does in a second: it is slow, and does not stand still."""


def rehearse_part(folder: Path, scale: str, *, with_slot: bool, presenter: Path | None = None) -> None:
    """Writes an `Account` of its part into the folder; a presenter's picture has a second slot.

    Nobody asks for the planned peak of a part without a slot.
    """
    profile = load_profile(str(folder / PROFILE))
    settings = Settings(
        folders=FolderSettings(output=str(folder / "out"), data=str(folder / DATA)),
        output=OutputSettings(min_free_gb=0.0),
        pipeline=PipelineSettings(stall_limit_s=LONGEST_STEP_S),
    )
    began = time.perf_counter()
    pipeline = VortexPipeline(profile, settings)
    load_s = time.perf_counter() - began
    try:
        result = asyncio.run(_slot(pipeline, 1)) if with_slot else None
        own = asyncio.run(_slot(pipeline, 2, presenter)) if with_slot and presenter else None
        failed = next((slot for slot in (result, own) if slot is not None and not slot.success), None)
        account = Account(
            profile=profile.name,
            scale=scale,
            device=str(pipeline.device),
            components=tuple(_components(profile, pipeline)),
            planned_peak_bytes=_planned_peak(profile) if with_slot else 0,
            peak_bytes=max((slot.memory.peak_bytes for slot in (result, own) if slot), default=0),
            first_load_s=load_s,
            second_load_s=load_s,
            stages=tuple(_stages(result)) if result else (),
            presenter_stages=tuple(_stages(own)) if own else (),
            error=failed.error_msg if failed else "",
        )
    finally:
        pipeline.close()
    (folder / FOUND).write_text(json.dumps(asdict(account)), encoding="utf-8")


async def _slot(pipeline: VortexPipeline, slot_id: int, presenter: Path | None = None) -> GenerationResult:
    try:
        return await pipeline.generate_slot(rehearsed_recipe(presenter), slot_id)
    finally:
        give_back()  # as the worker does after each slot


def rehearsed_recipe(presenter: Path | None = None) -> Recipe:
    """A second of speech, by a painted presenter or by the one in a picture."""
    recipe = Recipe.model_validate(RECIPE)
    if presenter is None:
        return recipe
    seen = recipe.visual_track.model_copy(update={"actor": ActorSource(path=str(presenter))})
    return recipe.model_copy(update={"visual_track": seen})


def _stages(result: GenerationResult) -> Iterator[StageSeconds]:
    for stage in result.stages:
        yield StageSeconds(stage.name, round((stage.end_ms - stage.start_ms) / 1000, 3))


def _components(profile: Profile, pipeline: VortexPipeline) -> Iterator[Rehearsed]:
    for planned in resident_components(layout(profile)):
        networks = _networks(pipeline.registry.resident(planned.role).model)
        found = networks.get(planned.name) or next(iter(networks.values()))
        yield Rehearsed(planned.role, planned.name, planned.bytes, network_bytes(found))


def _networks(model: Model) -> Mapping[str, nn.Module]:
    """A model's networks by the names that the plan uses; a single one by any."""
    if isinstance(model, FluxActor):
        parts: Mapping[str, nn.Module] = {
            name: part for name, part in model.pipeline.components.items() if isinstance(part, nn.Module)
        }
        return parts
    if isinstance(model, LivePortraitAnimator):
        return model.networks.by_name()
    return {"": model.torch_networks()[0]}


def _planned_peak(profile: Profile) -> int:
    """At the batch that the profile draws, not at the largest that would fit."""
    work = StageWork(profile)
    found = plan_on(work, find_card(profile.gpu) if profile.gpu else None)
    working = max(figure.bytes for figure in working_figures(work, profile.animation_batch))
    beside = sum(figure.bytes for figure in (*found.buffers, *found.workspace))
    return sum(part.bytes for part in resident_components(work.layout)) + beside + working
