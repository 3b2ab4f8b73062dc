"""The kinds of animator, in one table, and which of them a checkpoint folder declares."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words
from vortex_gui.models.contracts import Animator
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator
from vortex_gui.models.live_portrait.checkpoint import read_config
from vortex_gui.models.live_portrait.folded.folded_networks import fold_networks
from vortex_gui.models.live_portrait.networks.compose import paint_doubling
from vortex_gui.models.live_portrait.networks.networks import build_networks
from vortex_gui.models.live_portrait.precision import PRECISIONS, computing_type
from vortex_gui.models.live_portrait.weights import PAINT_DOUBLING

CONFIG, KEY = "config.json", "animator"
"""A folder declares its animator under this key of this file; one without it is LivePortrait's."""


@dataclass(frozen=True, slots=True)
class AnimatorKind:
    """How one kind is loaded, and what it will hold."""

    load: Callable[[Path, torch.device, str], Animator]
    """Folder, device, precision → the animator; raises `CheckpointError`."""
    shapes: Callable[[Path, torch.device, str], Mapping[str, nn.Module]]
    """What `load` would hold, by name on the meta device and in the types it would have there; raises
    `CheckpointError`."""


def _live_portrait(folder: Path, device: torch.device, precision: str) -> Animator:
    return LivePortraitAnimator(folder, device, precision=precision)


def _live_portrait_shapes(folder: Path, device: torch.device, precision: str) -> Mapping[str, nn.Module]:
    config = read_config(folder)
    networks = build_networks(config.sizes, "meta")
    known = precision in PRECISIONS  # another one is refused when it is loaded
    dtype = computing_type(precision, device) if known else torch.float32
    shapes = fold_networks(networks, dtype).by_name()
    if config.paint_doubling is not None:
        with torch.device("meta"):
            shapes[PAINT_DOUBLING] = paint_doubling(config.paint_doubling)
    return shapes


LIVE_PORTRAIT = "live_portrait"
ANIMATORS: Mapping[str, AnimatorKind] = {LIVE_PORTRAIT: AnimatorKind(_live_portrait, _live_portrait_shapes)}


def declared_animator(folder: Path) -> str:
    """The name that the folder declares; raises `CheckpointError` when its declaration cannot be read."""
    path = folder / CONFIG
    if not path.is_file():
        return LIVE_PORTRAIT
    try:
        found = json.loads(path.read_text(encoding="utf-8")).get(KEY)
        if found is not None and not isinstance(found, str):
            raise ValueError(tr("{key} is no text", key=KEY))
        return found or LIVE_PORTRAIT
    except (OSError, ValueError, AttributeError) as error:
        raise CheckpointError(
            path, tr("does not say which animator it is for ({why})", why=own_words(error))
        ) from error


def animator_kind(folder: Path, kinds: Mapping[str, AnimatorKind] = ANIMATORS) -> AnimatorKind:
    """The kind that the folder declares; raises `CheckpointError` for one that is not in the table."""
    name = declared_animator(folder)
    if name not in kinds:
        raise CheckpointError(
            folder / CONFIG,
            tr("asks for the animator {name!r}; known is {known}", name=name, known=", ".join(kinds)),
        )
    return kinds[name]
