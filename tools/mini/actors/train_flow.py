"""Trains the denoiser of the mini Flux on pictures drawn as it goes, with the frozen text encoders.

    python -m tools.mini.actors.train_flow [--samples 400000] [--seed 0]
    python -m tools.mini.actors.train_flow --settle 1200

The first form holds the learning rate level and can be stopped and gone on with at any time, over days; its
state is `flow.pt`. The second goes from there to a rate of nothing in so many steps and writes
`flow_settled.pt`, better by a settling's worth and the one to pack; the first form then goes on from
`flow.pt` as if it had not been.

Most captions are complete, as the product completes them, and most states are the sampler's own, with one
draft: so a later step learns to mend what an earlier one left faint.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from tools.mini.actors import flux_parts
from tools.mini.actors.flow_examples import Batch, Example, States, draw_complete_example, draw_example
from tools.mini.actors.latents import as_tensor, linear_vae
from tools.mini.muon import MuonBesideAdam
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.presenter import Presenter
from tools.mini.training import (
    Checkpoint,
    Ema,
    Progress,
    command_line,
    seed_everything,
    training_folder,
    use_one_thread,
)

PLAIN, HARDEST, COMPLETE = 8, 12, 24
"""Examples of a step: with any captions; the hardest of those with complete ones; and all of these."""
BATCH = PLAIN + 2 * HARDEST
RATE = 2e-3
WARM_UP_STEPS = 100
SAMPLER_SHARE = 0.85
SIGMA_SHARES = (0.42, 0.28, 0.18, 0.12)
"""Of the sampler's own noise levels: what a caption means is learned at the high ones."""
SAVE_EVERY_STEPS = 100


class FrozenText:
    """The taught text encoders: captions in, the pipeline's prompt embeddings out."""

    def __init__(self, folder: Path) -> None:
        state = Checkpoint(folder / "text.pt").load()
        if state is None:
            raise FileNotFoundError(f"{folder / 'text.pt'}: run tools.mini.actors.train_text first")
        self.clip_tokenizer, self.t5_tokenizer = flux_parts.clip_tokenizer(), flux_parts.t5_tokenizer()
        self.clip = flux_parts.clip_text(self.clip_tokenizer).eval()
        self.t5 = flux_parts.t5_encoder(self.t5_tokenizer).eval()
        self.clip.load_state_dict(_under(state["modules"], "clip."))
        self.t5.load_state_dict(_under(state["modules"], "t5."))

    @torch.no_grad()
    def __call__(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """(N, 44, 192) tokens and (N, 128) pooled vectors."""
        pooled = self.clip(flux_parts.clip_ids(self.clip_tokenizer, texts)).pooler_output
        tokens = self.t5(flux_parts.t5_ids(self.t5_tokenizer, texts)).last_hidden_state
        return tokens, pooled


def _under(state: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}


def draw_sigmas(count: int, rng: np.random.Generator) -> torch.Tensor:
    """Noise levels (N,): most are those of the four-step sampler, the rest lie anywhere."""
    sampler = rng.choice(flux_parts.SAMPLER_SIGMAS, count, p=SIGMA_SHARES)
    anywhere = rng.uniform(0.02, 1.0, count)
    return torch.from_numpy(np.where(rng.random(count) < SAMPLER_SHARE, sampler, anywhere)).float()


class FlowTraining:
    """The denoiser, its average and the optimiser, as one resumable state."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        seed_everything(seed)
        self.encoder = linear_vae(folder, seed=seed)
        self.model = flux_parts.transformer()
        self.average = Ema(self.model, 0.999)
        self.text = FrozenText(folder)
        self.optimiser = MuonBesideAdam([self.model], RATE, "blocks")
        self.step = 0
        self.halves = _has_fast_halves()
        self.picture_ids = flux_parts.picture_ids()
        self.text_ids = torch.zeros(flux_parts.T5_LENGTH, 3)

    def resume(self) -> None:
        state = Checkpoint(self.folder / "flow.pt").load()
        if state is not None:
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            if state["optimiser"]:
                self.optimiser.load_state_dict(state["optimiser"])
            self.step = state["step"]

    def save(self, name: str = "flow.pt") -> None:
        Checkpoint(self.folder / name).save(
            {
                "model": self.model.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "step": self.step,
            }
        )

    def advance(self, rate: float) -> float:
        """One step at this learning rate; gives the loss."""
        rng = np.random.default_rng((self.seed, 3, self.step))
        plain = self.batch([draw_example(rng) for _ in range(PLAIN)])
        drawn = plain.at(draw_sigmas(PLAIN, rng))
        complete = self.batch([draw_complete_example(rng) for _ in range(COMPLETE)])
        states = States.joined([drawn, *self.own_states(*self.hardest(complete, HARDEST), rng)])
        self.model.zero_grad()
        loss = functional.mse_loss(self.predict(states), states.velocity())
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.set_rate(rate)
        self.optimiser.step()
        self.average.update(self.model)
        self.step += 1
        return loss.item()

    @torch.no_grad()
    def batch(self, examples: list[Example]) -> Batch:
        """The examples as the denoiser takes them."""
        tokens, pooled = self.text([example.caption for example in examples])
        clean = self.encode([example.presenter for example in examples])
        noise = torch.from_numpy(np.stack([example.noise for example in examples]))
        return Batch(clean, noise, tokens, pooled)

    @torch.no_grad()
    def hardest(self, batch: Batch, count: int) -> tuple[Batch, torch.Tensor]:
        """The examples with the largest error after the sampler's first step, and what that has painted."""
        states = batch.at(torch.ones(len(batch.clean)))
        painted = states.picture(self.predict(states))
        rows = (painted - batch.clean).square().mean((1, 2)).topk(count).indices
        return batch.chosen(rows), painted[rows]

    @torch.no_grad()
    def own_states(self, batch: Batch, painted: torch.Tensor, rng: np.random.Generator) -> list[States]:
        """The states of a sampler with one draft: each example at two different steps.

        `painted` is where its first step leads.
        """
        reached = [batch.at(torch.ones(len(batch.clean)))]
        for level in flux_parts.SAMPLER_SIGMAS[1:]:
            picture = painted if len(reached) == 1 else reached[-1].picture(self.predict(reached[-1]))
            reached.append(batch.at(torch.full((len(batch.clean),), level), picture))
        both = [rng.choice(len(reached), 2, replace=False, p=SIGMA_SHARES) for _ in batch.clean]
        rows = [[i for i, steps in enumerate(both) if step in steps] for step in range(len(reached))]
        return [
            states.chosen(torch.tensor(row, dtype=torch.long))
            for states, row in zip(reached, rows, strict=True)
        ]

    def predict(self, states: States) -> torch.Tensor:
        """The velocity from picture to noise, (N, 64, 128), as the pipeline asks for it."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.halves), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Mismatch dtype")  # of a norm's weights; only its speed
            velocity: torch.Tensor = self.model(
                hidden_states=states.noisy,
                timestep=states.sigma,
                encoder_hidden_states=states.tokens,
                pooled_projections=states.pooled,
                txt_ids=self.text_ids,
                img_ids=self.picture_ids,
                return_dict=False,
            )[0]
        return velocity.float()

    @torch.no_grad()
    def encode(self, presenters: list[Presenter]) -> torch.Tensor:
        """The presenters' pictures as packed latents (N, 64, 128)."""
        pictures = as_tensor([draw(presenter) for presenter in presenters])
        return flux_parts.pack(self.encoder.encode(pictures).latent_dist.mode())


def _has_fast_halves() -> bool:
    """Torch tells it by a private name alone; without it a step takes a third longer."""
    told = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return told is not None and bool(told())


def begin(seed: int, folder: Path | None = None) -> FlowTraining:
    """A training that stands where the level one was left."""
    training = FlowTraining(folder or training_folder("flux"), seed)
    training.resume()
    return training


def train(training: FlowTraining, samples: int, rate: float = RATE) -> None:
    """Train or go on at a level rate until this many samples have been seen."""
    steps = samples // BATCH
    progress = Progress(steps, "flow")
    while training.step < steps:
        loss = training.advance(rate * min(1.0, (training.step + 1) / WARM_UP_STEPS))
        progress.update(training.step, loss=loss)
        if training.step % SAVE_EVERY_STEPS == 0 or training.step == steps:
            training.save()


def settle(training: FlowTraining, steps: int, rate: float = RATE) -> None:
    """From the level training's state to a rate of nothing in so many steps."""
    training.average.decay = 0.995
    progress = Progress(steps, "settle")
    for done in range(1, steps + 1):
        loss = training.advance(rate * (1 - done / steps) + 1e-5)
        progress.update(done, loss=loss)
        if done % SAVE_EVERY_STEPS == 0 or done == steps:
            training.save("flow_settled.pt")


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--samples", type=int, default=400_000)
    parser.add_argument("--steps", type=int, help=f"steps of {BATCH} samples, instead of --samples")
    parser.add_argument("--rate", type=float, default=RATE, help="lower where good weights go on")
    parser.add_argument("--settle", type=int, metavar="STEPS", help="settle instead of training on")
    options = parser.parse_args()
    use_one_thread()
    training = begin(options.seed)
    if options.settle:
        settle(training, options.settle, options.rate)
    else:
        train(training, options.steps * BATCH if options.steps else options.samples, options.rate)


if __name__ == "__main__":
    main()
