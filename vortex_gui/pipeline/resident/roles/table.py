"""Every role with what fills it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from vortex_gui.base.profile import RoleSpec
from vortex_gui.base.roles import Role
from vortex_gui.models.contracts import LoadAid, Model
from vortex_gui.pipeline.resident.roles.clip import JUDGE_B, JUDGE_L
from vortex_gui.pipeline.resident.roles.flux import PAINTER
from vortex_gui.pipeline.resident.roles.kokoro import SPEAKER
from vortex_gui.pipeline.resident.roles.liveportrait import ANIMATOR
from vortex_gui.pipeline.resident.roles.role_model import Loaded, RoleModel

ROLE_MODELS: Mapping[Role, RoleModel[Any]] = {  # each exercises its own kind, which a table cannot say
    found.role: found for found in (PAINTER, ANIMATOR, SPEAKER, JUDGE_B, JUDGE_L)
}

Loader = Callable[[RoleSpec, torch.device, Loaded, LoadAid], Model]
LOADERS: Mapping[Role, Loader] = {role: found.load for role, found in ROLE_MODELS.items()}
