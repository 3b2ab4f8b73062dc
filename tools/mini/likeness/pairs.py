"""Two presenters that differ in one attribute: their pictures, captions and which of these match."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch

from tools.mini.captions import Caption, change_one, sample_split, write_caption
from tools.mini.likeness.roughening import roughened, shrunk
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.pose import Pose, random_pose, rest_pose
from tools.mini.renderer.presenter import VALUES, Presenter, visible_attributes

SHAPES = ("head", "eyes", "hair", "accessory", "beard", "mood")


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
