"""The animator: LivePortrait, or another kind that the checkpoint folder declares."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from vortex_gui.base.profile import Profile, RoleSpec
from vortex_gui.checkpoints.places import checkpoint_folder
from vortex_gui.models.animators.kinds import ANIMATORS, AnimatorKind, animator_kind
from vortex_gui.models.contracts import Animator, LoadAid, Performance
from vortex_gui.pipeline.resident.roles.role_model import Loaded, RoleModel


def load_animator(
    spec: RoleSpec,
    device: torch.device,
    loaded: Loaded,
    aid: LoadAid,
    kinds: Mapping[str, AnimatorKind] = ANIMATORS,
) -> Animator:
    """Raises `CheckpointError`, also for a kind that is not in the table."""
    folder = checkpoint_folder(spec)
    return animator_kind(folder, kinds).load(folder, device, spec.precision)


def _exercise(animator: Animator, profile: Profile, device: torch.device) -> None:
    sizes, batch = profile.sizes, profile.animation_batch
    silence = np.zeros(sizes.sample_rate, np.float32)
    grey = torch.full((1, 3, sizes.height, sizes.width), 0.5, device=device)
    performance = Performance(silence, sizes.sample_rate, (), frames=batch, fps=sizes.fps)
    for _ in animator.animate(grey, performance, batch=batch).chunks:
        pass


ANIMATOR = RoleModel(
    "liveportrait", load_animator, _exercise, "animation", lambda profile: profile.animation_batch
)
