"""Teaches the two text encoders of the mini Flux which attributes a caption asks for, from words alone.

    python -m tools.mini.actors.train_text [--steps 2500] [--seed 0]

Each encoder gets a small head for each attribute, thrown away afterwards: the pooled CLIP vector must tell
all attributes, and a query for each attribute must find them among the T5 tokens. Then both are frozen.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from tools.mini.actors import flux_parts
from tools.mini.captions import Caption, sample_split, write_caption
from tools.mini.renderer.presenter import VALUES
from tools.mini.training import (
    Checkpoint,
    Progress,
    command_line,
    seed_everything,
    training_folder,
    use_one_thread,
)

BATCH = 64
CLASSES = {name: len(words) + 1 for name, words in VALUES.items()}  # the last class: not asked for


class PooledReader(nn.Module):
    """Reads each attribute from the pooled vector of CLIP."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = nn.ModuleDict({n: nn.Linear(flux_parts.POOLED, c) for n, c in CLASSES.items()})

    def forward(self, pooled: torch.Tensor) -> dict[str, torch.Tensor]:
        return {name: head(pooled) for name, head in self.heads.items()}


class TokenReader(nn.Module):
    """Reads each attribute from the T5 tokens, through one attention query for each."""

    def __init__(self) -> None:
        super().__init__()
        width = flux_parts.WIDTH
        self.queries = nn.Parameter(torch.randn(len(CLASSES), width) * width**-0.5)
        self.keys = nn.Linear(width, width)
        self.values = nn.Linear(width, width)
        self.heads = nn.ModuleDict({n: nn.Linear(width, c) for n, c in CLASSES.items()})

    def forward(self, tokens: torch.Tensor) -> dict[str, torch.Tensor]:
        weights = (self.queries @ self.keys(tokens).transpose(1, 2)).softmax(-1)  # (N, attributes, tokens)
        found = weights @ self.values(tokens)
        return {name: head(found[:, i]) for i, (name, head) in enumerate(self.heads.items())}


def targets(captions: list[Caption]) -> dict[str, torch.Tensor]:
    """The class number of what each caption asks for, by attribute."""
    return {
        name: torch.tensor([words.index(c.asked[name]) if name in c.asked else len(words) for c in captions])
        for name, words in VALUES.items()
    }


def shares_right(found: dict[str, torch.Tensor], wanted: dict[str, torch.Tensor]) -> dict[str, float]:
    """The share of right answers of each attribute."""
    return {name: (found[name].argmax(-1) == wanted[name]).float().mean().item() for name in found}


class TextTraining:
    """The two encoders, their readers and the optimiser, as one resumable state."""

    def __init__(self, steps: int, seed: int) -> None:
        self.steps, self.seed = steps, seed
        seed_everything(seed)
        self.clip_tokenizer, self.t5_tokenizer = flux_parts.clip_tokenizer(), flux_parts.t5_tokenizer()
        self.modules = nn.ModuleDict(
            {
                "clip": flux_parts.clip_text(self.clip_tokenizer),
                "t5": flux_parts.t5_encoder(self.t5_tokenizer),
                "pooled": PooledReader(),
                "tokens": TokenReader(),
            }
        )
        self.optimiser = torch.optim.AdamW(self.modules.parameters(), lr=1e-3, weight_decay=0.01)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimiser, 1.5e-3, total_steps=steps + 1, pct_start=0.08
        )
        self.checkpoint = Checkpoint(training_folder("flux") / "text.pt")
        self.step = 0

    def resume(self) -> None:
        state = self.checkpoint.load()
        if state is not None and state["steps"] == self.steps:
            self.modules.load_state_dict(state["modules"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.schedule.load_state_dict(state["schedule"])
            self.step = state["step"]

    def save(self) -> None:
        self.checkpoint.save(
            {
                "modules": self.modules.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "schedule": self.schedule.state_dict(),
                "step": self.step,
                "steps": self.steps,
            }
        )

    def read(self, captions: list[Caption]) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
        """What the pooled vector and the tokens tell of each caption."""
        texts = [caption.text for caption in captions]
        pooled = self.modules["clip"](flux_parts.clip_ids(self.clip_tokenizer, texts)).pooler_output
        tokens = self.modules["t5"](flux_parts.t5_ids(self.t5_tokenizer, texts)).last_hidden_state
        return self.modules["pooled"](pooled), self.modules["tokens"](tokens)

    def advance(self, rng: np.random.Generator) -> float:
        """One step; gives the loss."""
        captions = [write_caption(sample_split(rng), rng, keep=rng.uniform(0.5, 1.1)) for _ in range(BATCH)]
        wanted = targets(captions)
        loss = torch.stack(
            [functional.cross_entropy(found[n], wanted[n]) for found in self.read(captions) for n in wanted]
        ).mean()
        self.optimiser.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.modules.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.step += 1
        return loss.item()

    @torch.no_grad()
    def examine(self, count: int = 256) -> str:
        """The worst and the mean share right over held-out presenters, for both encoders."""
        rng = np.random.default_rng(10_000 + self.seed)
        captions = [write_caption(sample_split(rng, held=True), rng) for _ in range(count)]
        lines = []
        for label, found in zip(("clip", "t5"), self.read(captions), strict=True):
            shares = shares_right(found, targets(captions))
            worst = min(shares, key=lambda name: shares[name])
            mean = sum(shares.values()) / len(shares)
            lines.append(f"{label} {mean:.3f} (worst {worst} {shares[worst]:.3f})")
        return "held out: " + ", ".join(lines)


def train(steps: int, seed: int) -> TextTraining:
    """Train or go on to `steps`; the checkpoint is `text.pt` in the training folder."""
    training = TextTraining(steps, seed)
    training.resume()
    progress = Progress(steps, "text")
    while training.step < steps:
        loss = training.advance(np.random.default_rng((seed, training.step)))
        if progress.update(training.step, loss=loss) or training.step == steps:
            training.save()
            print(training.examine(), flush=True)
    return training


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--steps", type=int, default=2500)
    options = parser.parse_args()
    use_one_thread()
    train(options.steps, options.seed)


if __name__ == "__main__":
    main()
