"""Measures the mini CLIP models on held-out presenters and proposes the profile's thresholds.

    python -m tools.mini.likeness.evaluate_clip [--size b|l|both] [--clips 256] [--generated 0] [--json]

Retrieval: which of 32 held-out captions belongs to a picture. Hard: a picture's own caption against that of
the presenter that differs in one attribute. Verification: the product's own score (mean of five keyframes in
talking poses) for right and for wrong captions; the threshold proposed loses as large a share of the right
ones as it lets pass of the wrong ones. --generated N paints N actors with the shipped mini Flux, judges those
too, and takes the threshold from them, since those are what the product shows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from tools.mini.captions import Caption, full_caption, sample_split, write_caption
from tools.mini.likeness.pairs import Pair, caption_of, draw_pair, matches, talking_pose
from tools.mini.likeness.roughening import roughened
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.pose import rest_pose
from tools.mini.renderer.presenter import Presenter
from tools.mini.training import command_line, use_one_thread
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.models.judging.clip import SCORE_SCALE, ClipScorer

GROUP = 32
KEYFRAMES = 5
CHECKPOINTS = RESOURCES / "checkpoints" / "mini"


@dataclass(frozen=True, slots=True)
class Clips:
    """Held-out captions with pictures uint8 (clips, keyframes, 3, 256, 256), and who is in them if known."""

    captions: list[Caption]
    presenters: list[Presenter]
    pictures: torch.Tensor


def rendered_clips(count: int, seed: int) -> Clips:
    """Held-out presenters in five poses each, a third of them roughened, and captions that name most."""
    rng = np.random.default_rng(seed)
    presenters = [sample_split(rng, held=True) for _ in range(count)]
    captions = [write_caption(p, rng, keep=0.85) for p in presenters]
    clips = []
    for presenter in presenters:
        poses = [rest_pose(presenter), *(talking_pose(rng, presenter) for _ in range(KEYFRAMES - 1))]
        frames = np.stack([draw(presenter, pose) for pose in poses])
        clips.append(roughened(frames, rng) if rng.random() < 1 / 3 else frames)
    return Clips(captions, presenters, torch.from_numpy(np.stack(clips)).permute(0, 1, 4, 2, 3).contiguous())


def generated_clips(count: int, seed: int, flux: Path) -> Clips:
    """Held-out captions painted by the mini Flux, one picture each."""
    from vortex_gui.models.painting.flux import FluxActor

    rng = np.random.default_rng(seed)
    presenters = [sample_split(rng, held=True) for _ in range(count)]
    captions = [full_caption(p, rng) for p in presenters]
    actor = FluxActor(flux, torch.device("cpu"))
    painted = [
        actor.generate(caption.text, steps=4, seed=i, height=256, width=256).image
        for i, caption in enumerate(captions)
    ]
    return Clips(captions, presenters, (torch.stack(painted) * 255).round().to(torch.uint8))


def cosines(scorer: ClipScorer, clips: Clips) -> torch.Tensor:
    """Mean over keyframes, (captions, clips)."""
    count, frames = clips.pictures.shape[:2]
    images = scorer.embed_images(clips.pictures.flatten(0, 1)).view(count, frames, -1)
    text = torch.stack([scorer.embed_text(caption.text) for caption in clips.captions])
    return torch.einsum("cd,nfd->cn", text, images) / frames


def retrieval(cosine: torch.Tensor) -> float:
    """The share of clips whose own caption is first among 32."""
    groups = [cosine[i : i + GROUP, i : i + GROUP] for i in range(0, len(cosine) - GROUP + 1, GROUP)]
    hits = [(group.argmax(0) == torch.arange(GROUP)).float().mean() for group in groups]
    return float(torch.stack(hits).mean())


def right_and_wrong(cosine: torch.Tensor, clips: Clips) -> tuple[np.ndarray, np.ndarray]:
    """CLIPScores of own captions, and of those that the picture contradicts."""
    scores = (SCORE_SCALE * cosine.clamp(min=0)).numpy()
    contradicted = ~matches(clips.captions, clips.presenters).numpy()
    return scores.diagonal(), scores[contradicted]


def even_threshold(right: np.ndarray, wrong: np.ndarray) -> float:
    """The score under which as large a share of the right ones falls as of the wrong ones stands above."""
    scores = np.sort(np.concatenate((right, wrong)))
    lost = np.searchsorted(np.sort(right), scores) / len(right)
    passed = 1 - np.searchsorted(np.sort(wrong), scores) / len(wrong)
    return float(scores[np.abs(lost - passed).argmin()])


def hard_share(scorer: ClipScorer, pairs: list[Pair], seed: int) -> tuple[float, Mapping[str, float]]:
    """How often a picture prefers its caption over its hard negative's, in all and by changed attribute."""
    rng = np.random.default_rng(seed)
    won: dict[str, list[float]] = {}
    for pair in pairs:
        captions = [caption_of(pair, which, rng).text for which in (0, 1)]
        text = torch.stack([scorer.embed_text(caption) for caption in captions])
        better = (scorer.embed_images(pair.pictures) @ text.T).argmax(1) == torch.arange(2)
        won.setdefault(pair.changed, []).append(float(better.float().mean()))
    every = [share for shares in won.values() for share in shares]
    return float(np.mean(every)), {name: float(np.mean(shares)) for name, shares in sorted(won.items())}


def evaluate(sizes: list[str], clips: int, generated: int, seed: int) -> dict[str, object]:
    """All figures; with both sizes also those of the joint self-check."""
    drawn = rendered_clips(clips, seed)
    painted = generated_clips(generated, seed + 1, CHECKPOINTS / "flux") if generated else None
    rng = np.random.default_rng(seed + 2)
    pairs = [draw_pair(rng, held=True) for _ in range(clips)]
    report: dict[str, object] = {"clips": clips, "generated": generated, "seed": seed}
    passed: dict[str, list[np.ndarray]] = {}
    for size in sizes:
        scorer = ClipScorer(CHECKPOINTS / f"clip_{size}", torch.device("cpu"))
        cosine = cosines(scorer, drawn)
        right, wrong = right_and_wrong(cosine, drawn)
        threshold = even_threshold(right, wrong)
        figures = {"retrieval_of_32": retrieval(cosine)}
        figures["hard"], by_attribute = hard_share(scorer, pairs, seed)
        if painted is not None:
            own = cosines(scorer, painted)
            shown, missed = right_and_wrong(own, painted)
            threshold = even_threshold(shown, missed)
            figures |= {"generated_retrieval_of_32": retrieval(own), "generated_right_mean": shown.mean()}
            figures |= {"generated_right_pass": (shown >= threshold).mean()}
            figures |= {"generated_wrong_fail": (missed < threshold).mean()}
            passed.setdefault("generated", []).extend((shown >= threshold, missed >= threshold))
        figures |= {"right_mean": right.mean(), "right_5_percent": np.quantile(right, 0.05)}
        figures |= {"wrong_mean": wrong.mean(), "wrong_95_percent": np.quantile(wrong, 0.95)}
        figures |= {"threshold": threshold, "right_pass": (right >= threshold).mean()}
        figures |= {"wrong_fail": (wrong < threshold).mean()}
        passed.setdefault("rendered", []).extend((right >= threshold, wrong >= threshold))
        report[f"clip_{size}"] = {n: round(float(v), 4) for n, v in figures.items()} | {
            "hard_by_attribute": {n: round(v, 3) for n, v in by_attribute.items()}
        }
    for kind, (right_b, wrong_b, *rest) in passed.items():
        if rest:
            report[f"self_check_{kind}"] = {
                "right_pass": round(float((right_b & rest[0]).mean()), 4),
                "wrong_fail": round(float(1 - (wrong_b & rest[1]).mean()), 4),
            }
    return report


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--size", choices=["b", "l", "both"], default="both")
    parser.add_argument("--clips", type=int, default=256)
    parser.add_argument("--generated", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one object on one line")
    wishes = parser.parse_args()
    use_one_thread()
    sizes = ["b", "l"] if wishes.size == "both" else [wishes.size]
    report = evaluate(sizes, wishes.clips, wishes.generated, wishes.seed)
    print(json.dumps(report, indent=None if wishes.json else 2))


if __name__ == "__main__":
    main()
