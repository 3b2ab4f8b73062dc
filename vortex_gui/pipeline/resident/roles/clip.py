"""The two judges: CLIP models of different size."""

from __future__ import annotations

import torch

from vortex_gui.base.profile import Profile, RoleSpec
from vortex_gui.checkpoints.places import checkpoint_folder
from vortex_gui.models.contracts import KEYFRAMES, Judge, LendsTextTower, LoadAid
from vortex_gui.models.judging.clip import ClipScorer
from vortex_gui.pipeline.resident.roles.role_model import Loaded, RoleModel


def _load(spec: RoleSpec, device: torch.device, loaded: Loaded, aid: LoadAid) -> Judge:
    # Flux reads prompts with the text half of CLIP L/14: a card need not hold it twice.
    lender = loaded.get("flux")
    tower = lender.text_tower if isinstance(lender, LendsTextTower) else None
    return ClipScorer(checkpoint_folder(spec), device, precision=spec.precision, text_tower=tower, aid=aid)


def _exercise(judge: Judge, profile: Profile, device: torch.device) -> None:
    sizes = profile.sizes
    judge.embed_images(torch.zeros((KEYFRAMES, 3, sizes.height, sizes.width), dtype=torch.uint8))
    judge.embed_text("a presenter")


def _once(profile: Profile) -> float:
    return 1.0


JUDGE_B = RoleModel("clip_b", _load, _exercise, "verification", _once)
JUDGE_L = RoleModel("clip_l", _load, _exercise, "verification", _once)
