"""The session's own models as the crew of a calibration: they are loaded already."""

from __future__ import annotations

from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.calibration.scores import Crew
from vortex_gui.pipeline.resident.roles.clip import JUDGE_B, JUDGE_L
from vortex_gui.pipeline.resident.roles.flux import PAINTER


def crew_of(pipeline: VortexPipeline) -> Crew:
    registry = pipeline.registry
    return Crew(registry.model(PAINTER), registry.model(JUDGE_B), registry.model(JUDGE_L))
