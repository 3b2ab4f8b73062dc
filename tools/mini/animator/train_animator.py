"""Trains the mini animator, LivePortrait's seven networks at narrow width, on pairs that the renderer draws.

    python -m tools.mini.animator.train_animator [--steps N] [--part motion|picture] [--out FOLDER]

Resumable: run it again and it goes on. Seeded. A kill loses at most a few minutes. The two parts share no
weights: first `motion` (M and the three MLPs, --steps of them at batch 16), then `picture` (F, W and G).

What is taught, and from what:
    M       keypoints, pose, scale and expression that the renderer knows exactly
    F W G   pairs of one presenter at rest and driven, with keypoints as M reads them: the picture, most
            where it changes
    R_lip, R_eye, S     the offsets that the expression table gives for each ratio
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
import torch
from torch import nn

from tools.mini.animator.drive import drive
from tools.mini.animator.examples.driven_poses import source_pose
from tools.mini.animator.examples.faces import draw_batch, faces, recolour
from tools.mini.animator.export import SHIPPED, export
from tools.mini.animator.motion_loss import motion_loss, retargeting_loss
from tools.mini.animator.networks import MINI, PARTS, SEED, prepare, trained_modules
from tools.mini.animator.picture_loss import face_weights, paint_loss, painted_zone, picture_loss
from tools.mini.captions import sample_split
from tools.mini.training import Checkpoint, Ema, Progress, seed_everything, training_folder, use_one_thread
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks, build_networks

STEPS = 3_000
PRESENTERS, DRIVES = 4, 2  # a batch of the picture part
MOTION_BATCH = 16
PEAK_RATES = {"motion": 8e-4, "picture": 1.5e-3}
SAVE_EVERY = 100


def picture_losses(networks: LivePortraitNetworks, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    source, driven = recolour(*draw_batch(rng, PRESENTERS, DRIVES), DRIVES)
    made = drive(networks, source, driven, DRIVES)
    weights = face_weights(source, driven, DRIVES)
    target = driven.pictures
    return {
        "picture": picture_loss(made.result, target, weights),
        "warped": 0.5 * (made.moved - target).abs().mean(),
        "paint": paint_loss(made, target, weights, painted_zone(driven.keypoints())),
    }


def motion_losses(networks: LivePortraitNetworks, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    """On actors as they are drawn: M never sees a driven face."""
    people = [sample_split(rng) for _ in range(MOTION_BATCH)]
    seen = faces(people, [source_pose(rng, person) for person in people])
    seen, _ = recolour(seen, seen, 1)
    return {"motion": motion_loss(networks, seen), "ratios": retargeting_loss(networks, seen)}


def freeze_norms(modules: nn.Module) -> None:
    for module in modules.modules():
        if isinstance(module, nn.BatchNorm2d | nn.BatchNorm3d):
            module.eval()


def learning_rate(step: int, steps: int, peak: float) -> float:
    warm = min(1.0, (step + 1) / 100)
    return peak * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))))


def train(part: str, steps: int, *, folder: Path, out: Path | None) -> None:
    """Run a part to `steps` in all, going on from `folder`; exports to `out` at each save."""
    seed_everything(SEED)
    networks = build_networks(MINI)
    prepare(networks)
    if part == "picture" and (read := Checkpoint(folder / "motion.pt").load()) is not None:
        trained_modules(networks, "motion").load_state_dict(read["average"]["shadow"])
    networks.motion_extractor.eval()
    modules = trained_modules(networks, part)
    peak = PEAK_RATES[part]
    optimiser = torch.optim.AdamW(modules.parameters(), lr=peak, betas=(0.9, 0.98), weight_decay=1e-3)
    average = Ema(modules, decay=0.998)
    checkpoint = Checkpoint(folder / f"{part}.pt")
    done = 0
    if (state := checkpoint.load()) is not None:
        modules.load_state_dict(state["modules"])
        if state["optimiser"] is not None:
            optimiser.load_state_dict(state["optimiser"])
        average.load_state_dict(state["average"])
        done = int(state["step"])
    losses_of = picture_losses if part == "picture" else motion_losses
    progress = Progress(steps, part)
    while done < steps:
        torch.manual_seed(SEED + done)
        modules.train()
        if done > 0.5 * steps:
            freeze_norms(modules)
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(done, steps, peak)
        losses = losses_of(networks, np.random.default_rng((SEED, done)))
        optimiser.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        for network in modules.values():
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        average.update(modules)
        done += 1
        progress.update(done, **{name: float(loss.detach()) for name, loss in losses.items()})
        if done % SAVE_EVERY == 0 or done == steps:
            checkpoint.save(
                {
                    "modules": modules.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "average": average.state_dict(),
                    "step": done,
                }
            )
            if out is not None:
                export(folder, out)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.mini.animator.train_animator", description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS, help="training steps of each part in all")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder for the finished checkpoint")
    parser.add_argument("--folder", type=Path, help="folder for resuming")
    chosen = parser.parse_args()
    use_one_thread()
    for part in (chosen.part,) if chosen.part else PARTS:
        train(part, chosen.steps, folder=chosen.folder or training_folder("animator"), out=chosen.out)


if __name__ == "__main__":
    main()
