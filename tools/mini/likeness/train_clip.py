"""Teaches one of the two mini CLIP models which picture belongs to which caption.

    python -m tools.mini.likeness.train_clip --size b [--steps 3000] [--text-from l] [--seed 0] [--pack]

A batch is 32 presenters and, for each, the same one with a single attribute changed, so that colours alone
never tell the two apart. Three losses: CLIP's own (the right one among all), a sigmoid on the cosine itself
with its middle at the wished threshold (so that the product's score has a meaning, not only an order), and
small heads that read the attributes from either tower, thrown away afterwards. A caption that leaves a
difference unsaid matches both pictures and counts as a match.
Pictures are drawn at 256 and shrunk as the product shrinks frames; poses, blur, noise, shifts and the ripples
of a coarse patch basis make them like generated ones. --pack writes the shipped folder from the averaged
weights of the last checkpoint.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

from tools.mini.actors.flux_parts import clip_tokenizer
from tools.mini.likeness.clip_losses import AttributeHeads, contrastive_loss, level_loss
from tools.mini.likeness.clip_model import (
    PICTURE,
    SIZES,
    embed_captions,
    embed_pictures,
    new_model,
    normalised,
)
from tools.mini.likeness.pairs import Pair, caption_of, caption_targets, draw_pair, matches, picture_targets
from tools.mini.likeness.roughening import roughly_seen
from tools.mini.muon import MuonBesideAdam
from tools.mini.training import (
    Checkpoint,
    Ema,
    Progress,
    command_line,
    seed_everything,
    training_folder,
    use_one_thread,
)
from vortex_gui.base.files.shipped import RESOURCES

PAIRS = 32
POOL = 4000
LEVEL_WEIGHT = 2.0
RATE = 1.5e-3
RISE = 0.06
"""The share of the steps in which the rate rises."""
DEFAULT_STEPS = {"b": 3000, "l": 2500}


class ClipTraining:
    """Model, heads, optimiser and picture pool of one size, as one resumable state."""

    def __init__(self, size: str, steps: int, seed: int) -> None:
        self.size, self.steps, self.seed = size, steps, seed
        seed_everything(seed)
        self.tokenizer = clip_tokenizer()
        self.model = new_model(size)
        sizes = SIZES[size]
        self.heads = nn.ModuleDict(
            {"image": AttributeHeads(sizes.vision, 0), "text": AttributeHeads(sizes.text, 1)}
        )
        self.optimiser = MuonBesideAdam([self.model, self.heads], RATE, "encoder.layers")
        self.began_at = 0
        self.ema = Ema(self.model, 0.998)
        self.checkpoint = Checkpoint(training_folder(f"clip_{size}") / "clip.pt")
        self.step = 0
        self.pool: list[Pair] = []

    def rate(self) -> float:
        """A short rise, then a fall to nothing at the last step."""
        share = (self.step + 1 - self.began_at) / (self.steps + 1 - self.began_at)
        return RATE * min(1.0, share / RISE, (1 - share) / (1 - RISE))

    def resume(self) -> None:
        """Go on where a training was stopped; with another length, with a new rise and fall of the rate.

        The pool of pictures is drawn anew.
        """
        state = self.checkpoint.load()
        if state is None or state["step"] > self.steps:
            return
        self.model.load_state_dict(state["model"])
        self.ema.load_state_dict(state["ema"])
        self.step = state["step"]
        self.began_at = state["began_at"] if state["steps"] == self.steps else self.step
        if state["optimiser"]:
            self.heads.load_state_dict(state["heads"])
            self.optimiser.load_state_dict(state["optimiser"])

    def borrow_text_tower(self, size: str) -> None:
        """Take over the averaged text tower of another size, which is built alike and knows the words."""
        lent = Checkpoint(training_folder(f"clip_{size}") / "clip.pt").load()
        if lent is None:
            raise SystemExit(f"No checkpoint of clip_{size}; train it first.")
        shadow = lent["ema"]["shadow"]
        tower = {name: weight for name, weight in shadow.items() if name.startswith("text_model.")}
        self.model.load_state_dict(tower, strict=False)
        self.heads["text"].load_state_dict(
            {name[5:]: weight for name, weight in lent["heads"].items() if name.startswith("text.")}
        )
        self.ema.shadow.update({name: weight.clone() for name, weight in tower.items()})

    def save(self) -> None:
        self.checkpoint.save(
            {
                "model": self.model.state_dict(),
                "heads": self.heads.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "began_at": self.began_at,
                "ema": self.ema.state_dict(),
                "step": self.step,
                "steps": self.steps,
                "seed": self.seed,
            }
        )

    def _head(self, tower: str) -> AttributeHeads:
        head = self.heads[tower]
        assert isinstance(head, AttributeHeads)
        return head

    def take_step(self) -> dict[str, float]:
        """One step on 64 pictures and 64 captions; returns its figures."""
        rng = np.random.default_rng([self.seed, self.step])
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self.step)
        pairs = self._pairs(rng)
        presenters = [presenter for pair in pairs for presenter in pair.presenters]
        captions = [caption_of(pair, which, rng) for pair in pairs for which in (0, 1)]
        pictures = roughly_seen(torch.cat([pair.pictures for pair in pairs]), generator)
        image, seen = embed_pictures(self.model, normalised(pictures))
        text, read = embed_captions(self.model, self.tokenizer, [c.text for c in captions])
        cosine = text @ image.T
        same = matches(captions, presenters)
        losses = {
            "contrast": contrastive_loss(cosine * self.model.logit_scale.exp().clamp(max=60), same),
            "level": level_loss(cosine, same),
            "seen": self._head("image").loss(seen, picture_targets(presenters)),
            "read": self._head("text").loss(read, caption_targets(captions)),
        }
        # At the start all cosines are alike, and the level would only push them up and down together.
        level = LEVEL_WEIGHT * min(1.0, self.step / (0.2 * self.steps))
        loss = losses["contrast"] + level * losses["level"] + losses["seen"] + losses["read"]
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.set_rate(self.rate())
        self.optimiser.step()
        self.ema.update(self.model)
        self.step += 1
        figures = {name: value.item() for name, value in losses.items()}
        # The caption's own picture against its hard negative, which stands beside it.
        own, hard = cosine.diagonal(), cosine[torch.arange(len(cosine)), torch.arange(len(cosine)) ^ 1]
        return figures | {"own": own.mean().item(), "hard_won": (own > hard).float().mean().item()}

    def _pairs(self, rng: np.random.Generator) -> list[Pair]:
        """Some pairs drawn now, the others from the pool of those drawn before."""
        fresh = PAIRS if len(self.pool) < 4 * PAIRS else PAIRS // 4
        pairs = [draw_pair(rng) for _ in range(fresh)]
        if fresh < PAIRS:
            pairs += [self.pool[i] for i in rng.choice(len(self.pool), PAIRS - fresh, replace=False)]
        for pair in pairs[:fresh]:
            if len(self.pool) < POOL:
                self.pool.append(pair)
            else:
                self.pool[int(rng.integers(POOL))] = pair
        return pairs


def train(size: str, steps: int, seed: int, *, text_from: str | None = None) -> ClipTraining:
    """Trains to the end, or goes on with a stopped training, saving every two minutes or so."""
    training = ClipTraining(size, steps, seed)
    training.resume()
    if text_from is not None:
        training.borrow_text_tower(text_from)
    progress = Progress(steps, f"clip_{size}")
    unsaved = 0
    while training.step < steps:
        figures = training.take_step()
        if progress.update(training.step, **figures):
            unsaved += 1
            if unsaved % 5 == 0:
                training.save()
    training.save()
    return training


def pack(training: ClipTraining, folder: Path) -> None:
    """Writes the averaged weights in half precision, configuration, tokeniser and preprocessor file."""
    model = new_model(training.size)
    training.ema.copy_to(model)
    folder.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(folder)
    training.tokenizer.save_pretrained(folder)
    preprocessor = {
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "size": {"shortest_edge": PICTURE},
        "crop_size": {"height": PICTURE, "width": PICTURE},
        "resample": 3,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2) + "\n", "utf-8")
    for path in folder.iterdir():
        path.chmod(0o644)


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), required=True)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--text-from", choices=sorted(SIZES), help="begin with the text tower of that size")
    parser.add_argument("--pack", action="store_true", help="only write the shipped folder")
    wishes = parser.parse_args()
    use_one_thread()
    steps = wishes.steps or DEFAULT_STEPS[wishes.size]
    if wishes.pack:
        training = ClipTraining(wishes.size, steps, wishes.seed)
        training.resume()
        if training.step == 0:
            raise SystemExit(f"No checkpoint of {steps} steps for clip_{wishes.size}; train it first.")
    else:
        training = train(wishes.size, steps, wishes.seed, text_from=wishes.text_from)
    pack(training, RESOURCES / "checkpoints" / "mini" / f"clip_{wishes.size}")


if __name__ == "__main__":
    main()
