"""How the model of one role is loaded and exercised; also the key by which the registry hands it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch

from vortex_gui.base.profile import Profile, RoleSpec
from vortex_gui.base.roles import Role
from vortex_gui.base.stages import Stage
from vortex_gui.models.contracts import LoadAid, Model

M = TypeVar("M", bound=Model)

Loaded = Mapping[Role, Model]
"""The models that are resident already, by role."""


@dataclass(frozen=True, slots=True)
class RoleModel(Generic[M]):
    """One role and the kind of model that fills it."""

    role: Role
    load: Callable[[RoleSpec, torch.device, Loaded, LoadAid], M]
    """From its local checkpoint, the same way for every profile; raises `CheckpointError`."""
    exercise: Callable[[M, Profile, torch.device], None]
    """One run at the profile's sizes, for a warm-up."""
    stage: Stage
    """The stage that does its work."""
    units: Callable[[Profile], float]
    """How many of that stage's units of work such a run is."""
