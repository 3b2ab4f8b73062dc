"""The painter: Flux."""

from __future__ import annotations

import torch

from vortex_gui.base.profile import Profile, RoleSpec
from vortex_gui.checkpoints.places import checkpoint_folder
from vortex_gui.models.contracts import LoadAid, Painter
from vortex_gui.models.painting.flux import FluxActor
from vortex_gui.pipeline.resident.roles.role_model import Loaded, RoleModel


def _load(spec: RoleSpec, device: torch.device, loaded: Loaded, aid: LoadAid) -> Painter:
    return FluxActor(
        checkpoint_folder(spec),
        device,
        precision=spec.precision,
        text_on_cpu=spec.is_on_cpu("text_encoder_2"),
        aid=aid,
    )


def _exercise(painter: Painter, profile: Profile, device: torch.device) -> None:
    sizes = profile.sizes
    painter.generate("a presenter", steps=profile.actor.steps, seed=0, height=sizes.height, width=sizes.width)


PAINTER = RoleModel("flux", _load, _exercise, "actor", lambda profile: profile.actor.steps)
