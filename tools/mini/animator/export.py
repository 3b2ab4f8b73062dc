"""What a training writes for the product: averaged weights and the checkpoint's configuration."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch.nn import functional

from tools.mini.animator.examples.crop import LEFT, PAINT, SIDE, TOP
from tools.mini.animator.examples.keypoints import EXPRESSIONS, LIP_RATIO_OPEN, RATIO_POINTS
from tools.mini.animator.networks import MINI, PARTS, SEED, prepare, trained_modules
from tools.mini.captions import STYLE
from tools.mini.training import Checkpoint, seed_everything
from vortex_gui.models.live_portrait.checkpoint import CONTROLS
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks, build_networks

SHIPPED = Path(__file__).parents[3] / "resources" / "checkpoints" / "mini" / "liveportrait"


def checkpoint_config() -> dict[str, Any]:
    """What stands in the checkpoint's config.json: sizes, crop, ratios and the expression table."""
    return {
        "style": STYLE,
        "sizes": MINI.as_dict(),
        "crop": {"left": LEFT / 256, "top": TOP / 256, "side": SIDE / 256},
        "paint": {"left": PAINT.left, "top": PAINT.top, "side": PAINT.side},
        "ratio_points": RATIO_POINTS,
        "lip_ratio_open": LIP_RATIO_OPEN,
        "expressions": {
            name: [{"keypoint": k, "axis": "xyz"[axis], "coefficient": c} for k, axis, c in EXPRESSIONS[name]]
            for name in CONTROLS
        },
    }


def trained_networks(folder: Path) -> LivePortraitNetworks:
    """The averaged weights of both parts as far as they are trained, in eval mode."""
    seed_everything(SEED)
    networks = build_networks(MINI)
    prepare(networks)
    for part in PARTS:
        if (state := Checkpoint(folder / f"{part}.pt").load()) is not None:
            trained_modules(networks, part).load_state_dict(state["average"]["shadow"])
    generator = networks.spade_generator
    generator.load_state_dict(settled(generator.state_dict()))
    return networks


def export(folder: Path, out: Path) -> None:
    """Write the averaged weights in fp16, one safetensors file a network, and the config."""
    temporary = out.with_name(out.name + ".tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for name, network in trained_networks(folder).by_name().items():
        state = {k: v.half() if v.is_floating_point() else v for k, v in network.state_dict().items()}
        save_file(
            {key: value.contiguous() for key, value in state.items()}, temporary / f"{name}.safetensors"
        )
    (temporary / "config.json").write_text(json.dumps(checkpoint_config(), indent=1) + "\n")
    out.mkdir(parents=True, exist_ok=True)
    for file in temporary.iterdir():
        file.replace(out / file.name)
    temporary.rmdir()


def settled(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """u and v of the averaged weights, iterated until they are their singular vectors."""
    state = dict(state)
    for key in [key for key in state if key.endswith("weight_orig")]:
        stem = key.removesuffix("weight_orig")
        matrix, u = state[key].flatten(1), state[stem + "weight_u"]
        for _ in range(30):
            v = functional.normalize(matrix.t() @ u, dim=0)
            u = functional.normalize(matrix @ v, dim=0)
        state[stem + "weight_u"], state[stem + "weight_v"] = u, v
    return state
