"""How well five keyframes match the prompt, by two CLIP models of different size."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from vortex_gui.base.errors import ModelError
from vortex_gui.base.profile import Thresholds
from vortex_gui.base.report.report import KeyframeScore, Verification
from vortex_gui.base.words.translation import tr
from vortex_gui.models.contracts import Judge
from vortex_gui.models.judging.clip import clip_score, keyframe_indices

WEIGHT_B, WEIGHT_L = 0.4, 0.6
"""Share of each model in the ensemble; the larger one is the better judge."""


def verify(
    frames: torch.Tensor,
    prompt: str,
    clip_b: Judge,
    clip_l: Judge,
    thresholds: Thresholds,
    *,
    wished: float | None = None,
    on_model: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Verification, NDArray[np.float32]]:
    """Scores uint8 (T,3,H,W); returns the verdict and `clip_b`'s embedding of the clip, (D,) unit norm.

    `wished` is the recipe's threshold of the ensemble; `on_model(done, total)` is called after each model
    and may raise.
    """
    indices = keyframe_indices(frames.shape[0])
    pictures = frames[list(indices)]
    images_b, scores_b = _scores(clip_b, pictures, prompt)
    on_model(1, 2)
    _, scores_l = _scores(clip_l, pictures, prompt)
    on_model(2, 2)
    keyframes = tuple(
        KeyframeScore(index, round(score_b, 4), round(score_l, 4))
        for index, score_b, score_l in zip(indices, scores_b, scores_l, strict=True)
    )
    verdict = judge(float(np.mean(scores_b)), float(np.mean(scores_l)), thresholds, wished, keyframes)
    return verdict, _unit(images_b.mean(axis=0))


def embedding_of(frames: torch.Tensor, clip_b: Judge) -> NDArray[np.float32]:
    """The embedding of uint8 (T,3,H,W) where there is no prompt to hold it against; (D,) unit norm."""
    pictures = frames[list(keyframe_indices(frames.shape[0]))]
    return _unit(clip_b.embed_images(pictures).float().cpu().numpy().mean(axis=0))


def judge(
    score_b: float,
    score_l: float,
    thresholds: Thresholds,
    wished: float | None = None,
    keyframes: tuple[KeyframeScore, ...] = (),
) -> Verification:
    """The verdict on two scores: both over their threshold, and the ensemble over the recipe's."""
    ensemble = WEIGHT_B * score_b + WEIGHT_L * score_l
    own = WEIGHT_B * thresholds.clip_b + WEIGHT_L * thresholds.clip_l
    threshold = own if wished is None else wished
    return Verification(
        score_clip_b=round(score_b, 4),
        score_clip_l=round(score_l, 4),
        ensemble_score=round(ensemble, 4),
        self_check_passed=score_b >= thresholds.clip_b
        and score_l >= thresholds.clip_l
        and ensemble >= threshold,
        outlier_detected=abs(score_b - score_l) > thresholds.outlier,
        clip_threshold=round(threshold, 4),
        keyframes=keyframes,
        thresholds_measured=thresholds.measured,
    )


def _scores(scorer: Judge, pictures: torch.Tensor, prompt: str) -> tuple[NDArray[np.float32], list[float]]:
    images = scorer.embed_images(pictures)
    text = scorer.embed_text(prompt)
    scores = [float(clip_score(image, text)) for image in images]
    if not np.isfinite(scores).all():
        raise ModelError(
            tr("A verifier computed scores that are not numbers."),
            remedy=tr("Choose fp32 for clip_b and clip_l; some cards cannot run them in fp16 or int8."),
        )
    return images.float().cpu().numpy(), scores


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)
    return unit
