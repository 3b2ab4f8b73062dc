"""Paints prompts and scores each picture with its own prompt and with the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vortex_gui.base.profile import Profile
from vortex_gui.models.contracts import Judge, LoadAid, Model, Painter
from vortex_gui.models.judging.clip import SCORE_SCALE
from vortex_gui.pipeline.resident.roles.clip import JUDGE_B, JUDGE_L
from vortex_gui.pipeline.resident.roles.flux import PAINTER
from vortex_gui.pipeline.resident.roles.role_model import Loaded

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PairScores:
    """CLIPScores of both judges: right pairs (pictures,), wrong ones (pictures · other prompts,)."""

    right_b: Scores
    right_l: Scores
    wrong_b: Scores
    wrong_l: Scores


@dataclass(frozen=True, slots=True)
class Crew:
    """The three models that a calibration needs."""

    painter: Painter
    clip_b: Judge
    clip_l: Judge


def load_crew(profile: Profile, device: torch.device) -> Crew:
    """Loads them by the loaders of the worker; raises `CheckpointError`."""
    aid = LoadAid()
    painter = PAINTER.load(profile.roles["flux"], device, {}, aid)
    loaded: Loaded = {"flux": painter}
    judges: Mapping[str, Model] = {
        kind.role: kind.load(profile.roles[kind.role], device, loaded, aid) for kind in (JUDGE_B, JUDGE_L)
    }
    clip_b, clip_l = (judges[role] for role in ("clip_b", "clip_l"))
    return Crew(painter, clip_b, clip_l)  # type: ignore[arg-type]  # a table of both kinds has no narrower type


def paint(
    crew: Crew,
    profile: Profile,
    prompts: Sequence[str],
    count: int,
    *,
    seed: int = 0,
    on_picture: Callable[[int, int], None] = lambda done, total: None,
) -> torch.Tensor:
    """Pictures uint8 (count, 3, H, W) in host memory, of the prompts in turn; each with a seed of its own."""
    sizes, pictures = profile.sizes, []
    for number in range(count):
        on_picture(number, count)
        image = crew.painter.generate(
            prompts[number % len(prompts)],
            guidance=profile.actor.guidance,
            steps=profile.actor.steps,
            seed=seed + number,
            height=sizes.height,
            width=sizes.width,
        ).image
        pictures.append((image[0] * 255).round().to(torch.uint8).cpu())
    on_picture(count, count)
    return torch.stack(pictures)


def score(crew: Crew, pictures: torch.Tensor, prompts: Sequence[str]) -> PairScores:
    """Scores pictures that `paint` made of these prompts."""
    own = np.arange(len(pictures)) % len(prompts)
    is_right = own[:, None] == np.arange(len(prompts))[None, :]
    by_judge = [_all_pairs(judge, pictures, prompts) for judge in (crew.clip_b, crew.clip_l)]
    (right_b, wrong_b), (right_l, wrong_l) = ((found[is_right], found[~is_right]) for found in by_judge)
    return PairScores(right_b, right_l, wrong_b, wrong_l)


def _all_pairs(judge: Judge, pictures: torch.Tensor, prompts: Sequence[str]) -> Scores:
    """CLIPScores (pictures, prompts)."""
    images = judge.embed_images(pictures)
    texts = torch.stack([judge.embed_text(prompt) for prompt in prompts])
    scores: Scores = (SCORE_SCALE * (images.float() @ texts.float().T).clamp(min=0)).cpu().numpy()
    return scores
