"""The operator's names of the roles, the layers of memory, the stages and the steps of loading."""

from __future__ import annotations

from collections.abc import Mapping

from vortex_gui.base.roles import ROLE_FACTS
from vortex_gui.base.stages import STAGE_FACTS
from vortex_gui.base.words.translation import mark, tr

_ROLES: Mapping[str, str] = {role: facts.label for role, facts in ROLE_FACTS.items()}
_STAGES: Mapping[str, str] = {stage: facts.label for stage, facts in STAGE_FACTS.items()}
_OTHER_LAYERS = {
    "buffers": mark("Buffers"),
    "working": mark("Working"),
    "cached": mark("Cached"),
    "context": mark("CUDA"),
    "others": mark("Others"),
    "free": mark("Free"),
}


_PHASES = {"importing libraries": mark("Importing libraries")}
"""A worker's steps before its first model."""


def layer_label(layer: str) -> str:
    """A layer's or a role's name for the operator."""
    return tr(_ROLES[layer] if layer in _ROLES else _OTHER_LAYERS[layer])


def stage_label(stage: str) -> str:
    """A stage's name for the operator; a name that is not in the table stays as it is."""
    return tr(_STAGES[stage]) if stage in _STAGES else stage


def phase_label(phase: str) -> str:
    """A loading step's name for the operator; a name that is not in the table stays as it is."""
    return tr(_PHASES[phase]) if phase in _PHASES else tr(phase)
