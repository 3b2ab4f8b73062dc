"""Trains the denoiser of the mini Flux on pictures drawn as it goes, with the frozen text encoders.

    python -m tools.mini.actors.train_flow [--samples 400000] [--seed 0]
    python -m tools.mini.actors.train_flow --settle 1200

The first form holds the learning rate level and can be stopped and gone on with at any time, over days; its
state is `flow.pt`. The second goes from there to a rate of nothing in so many steps and writes
`flow_settled.pt`, better by a settling's worth and the one to pack; the first form then goes on from
`flow.pt` as if it had not been.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from tools.mini.actors import flux_parts
from tools.mini.actors.latents import as_tensor, linear_vae
from tools.mini.actors.noise_choice import complete
from tools.mini.captions import held_out, sample_split, write_caption
from tools.mini.muon import MuonBesideAdam
from tools.mini.presenter import Presenter, draw
from tools.mini.training import (
    Checkpoint,
    Ema,
    Progress,
    command_line,
    seed_everything,
    training_folder,
    use_one_thread,
)

BATCH = 32
RATE = 2e-3
WARM_UP_STEPS = 100
EMPTY_SHARE = 0.08
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


@dataclass(frozen=True, slots=True)
class Example:
    """A caption, packed noise (64, 128) and the one presenter whom both together stand for."""

    caption: str
    noise: npt.NDArray[np.float32]
    presenter: Presenter


def draw_example(rng: np.random.Generator) -> Example:
    """An example of the training split; captions name from nothing to everything."""
    keep = 0.0 if rng.random() < EMPTY_SHARE else rng.uniform(0.3, 1.1)
    caption = write_caption(sample_split(rng), rng, keep=keep)
    while True:
        noise = rng.standard_normal((flux_parts.TOKENS, 4 * flux_parts.CHANNELS), np.float32)
        presenter = complete(caption.asked, noise)
        if not held_out(presenter):
            return Example(caption.text if keep else "", noise, presenter)


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
        examples = [draw_example(rng) for _ in range(BATCH)]
        clean = self.encode([example.presenter for example in examples])
        tokens, pooled = self.text([example.caption for example in examples])
        sigma = draw_sigmas(BATCH, rng)
        noise = torch.from_numpy(np.stack([example.noise for example in examples]))
        noisy = clean.lerp(noise, sigma[:, None, None])
        self.model.zero_grad()
        velocity = self.predict(noisy, sigma, tokens, pooled)
        loss = functional.mse_loss(velocity, noise - clean)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.set_rate(rate)
        self.optimiser.step()
        self.average.update(self.model)
        self.step += 1
        return loss.item()

    def predict(
        self, noisy: torch.Tensor, sigma: torch.Tensor, tokens: torch.Tensor, pooled: torch.Tensor
    ) -> torch.Tensor:
        """The velocity from picture to noise, (N, 64, 128), as the pipeline asks for it."""
        velocity: torch.Tensor = self.model(
            hidden_states=noisy,
            timestep=sigma,
            encoder_hidden_states=tokens,
            pooled_projections=pooled,
            txt_ids=self.text_ids,
            img_ids=self.picture_ids,
            return_dict=False,
        )[0]
        return velocity

    @torch.no_grad()
    def encode(self, presenters: list[Presenter]) -> torch.Tensor:
        """The presenters' pictures as packed latents (N, 64, 128)."""
        pictures = as_tensor([draw(presenter) for presenter in presenters])
        return flux_parts.pack(self.encoder.encode(pictures).latent_dist.mode())


def begin(seed: int, folder: Path | None = None) -> FlowTraining:
    """A training that stands where the level one was left."""
    training = FlowTraining(folder or training_folder("flux"), seed)
    training.resume()
    return training


def train(training: FlowTraining, samples: int) -> None:
    """Train or go on at the level rate until this many samples have been seen."""
    steps = samples // BATCH
    progress = Progress(steps, "flow")
    while training.step < steps:
        loss = training.advance(RATE * min(1.0, (training.step + 1) / WARM_UP_STEPS))
        progress.update(training.step, loss=loss)
        if training.step % SAVE_EVERY_STEPS == 0 or training.step == steps:
            training.save()


def settle(training: FlowTraining, steps: int) -> None:
    """From the level training's state to a rate of nothing in so many steps."""
    training.average.decay = 0.995
    progress = Progress(steps, "settle")
    for done in range(1, steps + 1):
        loss = training.advance(RATE * (1 - done / steps) + 1e-5)
        progress.update(done, loss=loss)
        if done % SAVE_EVERY_STEPS == 0 or done == steps:
            training.save("flow_settled.pt")


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--samples", type=int, default=400_000)
    parser.add_argument("--steps", type=int, help=f"steps of {BATCH} samples, instead of --samples")
    parser.add_argument("--settle", type=int, metavar="STEPS", help="settle instead of training on")
    options = parser.parse_args()
    use_one_thread()
    training = begin(options.seed)
    if options.settle:
        settle(training, options.settle)
    else:
        train(training, options.steps * BATCH if options.steps else options.samples)


if __name__ == "__main__":
    main()
