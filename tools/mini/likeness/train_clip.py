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
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPVisionConfig

from tools.mini.actors.flux_parts import clip_tokenizer
from tools.mini.captions import Caption, change_one, sample_split, write_caption
from tools.mini.muon import MuonBesideAdam
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.pose import Pose, random_pose, rest_pose
from tools.mini.renderer.presenter import VALUES, Presenter, visible_attributes
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

PICTURE = 112
PAIRS = 32
POOL = 4000
SHAPES = ("head", "eyes", "hair", "accessory", "beard", "mood")
THRESHOLD_COSINE = 0.285
"""Middle of the sigmoid loss: 2.5 times it lies at the thresholds, 0.70 and 0.72."""
SHARPNESS = 14.0
LEVEL_WEIGHT = 2.0
RATE = 1.5e-3
RISE = 0.06
"""The share of the steps in which the rate rises."""
DEFAULT_STEPS = {"b": 3000, "l": 2500}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Width, depth and heads of the towers, and the patch of the vision tower."""

    vision: int
    vision_layers: int
    vision_heads: int
    patch: int
    text: int
    text_layers: int
    text_heads: int
    shared: int


SIZES: Mapping[str, Sizes] = {
    "b": Sizes(128, 4, 4, 16, 128, 2, 4, 128),
    "l": Sizes(144, 6, 4, 14, 128, 2, 4, 160),
}


def new_model(size: str) -> CLIPModel:
    """The untrained model of a size, with the tokeniser's own end token."""
    sizes, tokenizer = SIZES[size], clip_tokenizer()
    text = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=sizes.text,
        intermediate_size=4 * sizes.text,
        num_hidden_layers=sizes.text_layers,
        num_attention_heads=sizes.text_heads,
        max_position_embeddings=77,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=tokenizer.bos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    vision = CLIPVisionConfig(
        hidden_size=sizes.vision,
        intermediate_size=4 * sizes.vision,
        num_hidden_layers=sizes.vision_layers,
        num_attention_heads=sizes.vision_heads,
        image_size=PICTURE,
        patch_size=sizes.patch,
    )
    return CLIPModel(
        CLIPConfig(text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=sizes.shared)
    )


class AttributeHeads(nn.Module):
    """Reads every attribute from a tower's pooled vector; for texts the last class means: not asked for."""

    def __init__(self, width: int, extra: int) -> None:
        super().__init__()
        self.heads = nn.ModuleDict({n: nn.Linear(width, len(words) + extra) for n, words in VALUES.items()})

    def loss(self, pooled: torch.Tensor, wanted: Mapping[str, torch.Tensor]) -> torch.Tensor:
        losses = [
            functional.cross_entropy(head(pooled), wanted[name], ignore_index=-1)
            for name, head in self.heads.items()
        ]
        return torch.stack(losses).mean()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two presenters that differ in one attribute, and their pictures uint8 (2, 3, 112, 112)."""

    presenters: tuple[Presenter, Presenter]
    changed: str
    resting: bool
    pictures: torch.Tensor


def talking_pose(rng: np.random.Generator, presenter: Presenter) -> Pose:
    """A pose as a keyframe of a clip has it: any mouth, some blinks, a slightly turned head."""
    rest, wide = rest_pose(presenter), random_pose(rng, presenter)
    return replace(
        wide,
        blink=wide.blink if rng.random() < 0.2 else 0.0,
        yaw=wide.yaw * 0.5,
        pitch=wide.pitch * 0.5,
        roll=wide.roll * 0.5,
        brow=0.5 * (rest.brow + wide.brow),
        mouth_width=wide.mouth_width * 0.6,
    )


def shrunk(pictures: np.ndarray) -> torch.Tensor:
    """uint8 (N, 256, 256, 3) → uint8 (N, 3, 112, 112), the way the scorer resizes."""
    pixels = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    small = functional.interpolate(pixels, [PICTURE, PICTURE], mode="bicubic", antialias=True)
    return (small.clamp(0, 1) * 255).round().to(torch.uint8)


def draw_pair(rng: np.random.Generator, *, held: bool = False, shapes_only: bool = False) -> Pair:
    """A presenter and its hard negative, drawn in the same kind of pose, sometimes roughened."""
    first = sample_split(rng, held=held)
    names = SHAPES if shapes_only or rng.random() < 0.65 else None
    second = change_one(first, rng, names)
    changed = next(name for name in VALUES if getattr(first, name) != getattr(second, name))
    # A talking mouth hides the mood, so moods are compared at rest.
    resting = changed == "mood" or rng.random() < 0.4
    poses = [rest_pose(p) if resting else talking_pose(rng, p) for p in (first, second)]
    drawn = np.stack([draw(p, pose) for p, pose in zip((first, second), poses, strict=True)])
    if rng.random() < 0.35:
        drawn = roughened(drawn, rng)
    return Pair((first, second), changed, resting, shrunk(drawn))


def roughened(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 (N, 256, 256, 3) rebuilt from the coarse part of 16 px cosine patches, with errors in it."""
    side, keep = 16, int(rng.integers(6, 10))
    places = (np.arange(side) + 0.5) * np.pi / side
    basis = np.cos(np.arange(side)[:, None] * places) * np.sqrt(2 / side)
    basis[0] /= np.sqrt(2)
    count = pictures.shape[1] // side
    patches = pictures.astype(np.float32).reshape(len(pictures), count, side, count, side, 3)
    coarse = np.einsum("ui,vj,nyixjc->nyuxvc", basis, basis, patches, optimize=True)
    low = (np.arange(side)[:, None] + np.arange(side)) < keep
    coarse += rng.normal(0, rng.uniform(0, 25), coarse.shape)
    coarse *= low[None, None, :, None, :, None]
    rebuilt = np.einsum("ui,vj,nyuxvc->nyixjc", basis, basis, coarse, optimize=True)
    rough: np.ndarray = rebuilt.reshape(pictures.shape).clip(0, 255).round().astype(np.uint8)
    return rough


def caption_of(pair: Pair, which: int, rng: np.random.Generator) -> Caption:
    """A caption of one of the pair that says what differs; a talking mouth's mood is mostly left unsaid."""
    presenter = pair.presenters[which]
    leave_out = () if pair.resting or rng.random() < 0.3 else ("mood",)
    keep = float(rng.uniform(0.5, 1.0))
    for _ in range(20):
        caption = write_caption(presenter, rng, keep=keep, leave_out=leave_out)
        if pair.changed in caption.asked:
            return caption
        keep = min(1.0, keep + 0.1)
    return caption


def matches(captions: list[Caption], presenters: list[Presenter]) -> torch.Tensor:
    """Whether nothing that caption i asks is contradicted by presenter j, bool (captions, presenters)."""
    labels = np.array([[p.labels()[name] for name in VALUES] for p in presenters])
    asked = np.array(
        [[words.index(c.asked[n]) if n in c.asked else -1 for n, words in VALUES.items()] for c in captions]
    )
    wrong = (asked[:, None] >= 0) & (asked[:, None] != labels[None])
    return torch.from_numpy(~wrong.any(-1))


def roughly_seen(pictures: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """uint8 (N, 3, S, S) → float in [0, 1], each shifted, scaled, blurred, tinted and noisy by chance."""
    count = len(pictures)

    def chance(share: float) -> torch.Tensor:
        return (torch.rand(count, 1, 1, 1, generator=generator) < share).float()

    def spread(size: float) -> torch.Tensor:
        return (torch.rand(count, 1, 1, 1, generator=generator) * 2 - 1) * size

    pixels = pictures.float() / 255
    turn = torch.zeros(count, 2, 3)
    turn[:, 0, 0] = turn[:, 1, 1] = 1 + spread(0.05).view(-1)
    turn[:, 0, 2], turn[:, 1, 2] = spread(0.06).view(-1), spread(0.06).view(-1)
    grid = functional.affine_grid(turn, list(pixels.shape), align_corners=False)
    pixels = functional.grid_sample(pixels, grid, padding_mode="border", align_corners=False)
    soft = functional.avg_pool2d(pixels, 3, 1, 1, count_include_pad=False)
    softer = functional.avg_pool2d(soft, 3, 1, 1, count_include_pad=False)
    pixels = torch.lerp(pixels, softer, chance(0.5) * torch.rand(count, 1, 1, 1, generator=generator))
    pixels = (pixels - 0.5) * (1 + spread(0.12)) + 0.5 + spread(0.05)
    noise = torch.randn(pixels.shape, generator=generator)
    return (pixels + noise * chance(0.5) * (spread(0.06).abs())).clamp(0, 1)


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


def normalised(pixels: torch.Tensor) -> torch.Tensor:
    """Float pictures in [0, 1] → [-1, 1], what the shipped preprocessor file says."""
    return pixels * 2 - 1


def embed_pictures(model: CLIPModel, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Unit embeddings, and the pooled vectors that they come from."""
    pooled = model.vision_model(pixel_values=pixels).pooler_output
    return functional.normalize(model.visual_projection(pooled), dim=-1), pooled


def embed_captions(
    model: CLIPModel, tokenizer: object, texts: list[str]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Unit embeddings, and the pooled vectors that they come from."""
    tokens = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")  # type: ignore[operator]
    pooled = model.text_model(input_ids=tokens.input_ids, attention_mask=tokens.attention_mask).pooler_output
    return functional.normalize(model.text_projection(pooled), dim=-1), pooled


def contrastive_loss(logits: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """CLIP's loss both ways; other matches of a caption are no negatives."""
    own = torch.eye(len(logits), dtype=torch.bool)
    masked = logits.masked_fill(same & ~own, -1e4)
    target = torch.arange(len(logits))
    return (functional.cross_entropy(masked, target) + functional.cross_entropy(masked.T, target)) / 2


def level_loss(cosine: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Matches above the threshold, others below; the hard negatives weigh as much as all the rest."""
    off = functional.softplus(
        SHARPNESS * torch.where(same, THRESHOLD_COSINE - cosine, cosine - THRESHOLD_COSINE)
    )
    index = torch.arange(len(cosine))
    hard = torch.zeros_like(same)
    hard[index, index ^ 1] = True
    groups = (same, hard & ~same, ~hard & ~same)
    return torch.stack([off[group].mean() for group in groups]).mean()


def picture_targets(presenters: list[Presenter]) -> dict[str, torch.Tensor]:
    """Class numbers by attribute; -1 where the picture does not show it."""
    rows = [
        {name: label if name in visible_attributes(p) else -1 for name, label in p.labels().items()}
        for p in presenters
    ]
    return {name: torch.tensor([row[name] for row in rows]) for name in VALUES}


def caption_targets(captions: list[Caption]) -> dict[str, torch.Tensor]:
    """Class numbers by attribute; one past the last where the caption does not ask."""
    return {
        name: torch.tensor([words.index(c.asked[name]) if name in c.asked else len(words) for c in captions])
        for name, words in VALUES.items()
    }


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
