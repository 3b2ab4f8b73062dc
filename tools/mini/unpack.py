"""From the shipped folders back to training checkpoints, for a machine that has none.

    python -m tools.mini.unpack

The trainings of the mini Flux, of both CLIPs and of the animator then go on from the shipped weights. What
lies in the training folder already stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import FluxPipeline
from torch import nn
from transformers import CLIPModel

from tools.mini.actors.pack_flux import OUT
from tools.mini.animator.export import SHIPPED
from tools.mini.animator.networks import PARTS, trained_modules
from tools.mini.training import Checkpoint, command_line, training_folder
from vortex_gui.models.live_portrait.checkpoint import read_config
from vortex_gui.models.live_portrait.weights import load_networks
from vortex_gui.models.painting.patch_vae import PatchVAE


def unpack_flux(checkpoint: Path, folder: Path) -> list[Path]:
    """Write the checkpoints that are missing; gives those written."""
    pipeline = FluxPipeline.from_pretrained(checkpoint, local_files_only=True, dtype=torch.float32)
    decoder, doubling = _parted("doubling.", pipeline.vae.state_dict())
    states: dict[str, Mapping[str, Any]] = {
        "basis.pt": basis_of(pipeline.vae),
        "text.pt": {"modules": _prefixed(clip=pipeline.text_encoder, t5=pipeline.text_encoder_2), "steps": 0},
        "flow.pt": _beginning(pipeline.transformer.state_dict()),
        "decoder.pt": _beginning(decoder),
    }
    if doubling:
        states["doubling.pt"] = _beginning(doubling)
    return [folder / name for name, state in states.items() if _save_missing(folder / name, state)]


def unpack_clip(checkpoint: Path, folder: Path) -> list[Path]:
    """Write the checkpoint of one CLIP if it is missing; gives what was written."""
    model = CLIPModel.from_pretrained(checkpoint, local_files_only=True, dtype=torch.float32)
    state = _beginning(model.state_dict()) | {"heads": None, "steps": 0}
    path = folder / "clip.pt"
    return [path] if _save_missing(path, state | {"ema": state["average"]}) else []


def unpack_animator(checkpoint: Path, folder: Path) -> list[Path]:
    """Write the checkpoints of the animator's two parts that are missing; gives those written."""
    networks = load_networks(checkpoint, read_config(checkpoint).sizes)
    written = []
    for part in PARTS:
        weights = trained_modules(networks, part).state_dict()
        state = {"modules": weights, "average": {"steps": 0, "shadow": weights}, "optimiser": None, "step": 0}
        if _save_missing(folder / f"{part}.pt", state):
            written.append(folder / f"{part}.pt")
    return written


def _save_missing(path: Path, state: Mapping[str, Any]) -> bool:
    if path.exists():
        return False
    Checkpoint(path).save(state)
    return True


@torch.no_grad()
def basis_of(vae: PatchVAE) -> dict[str, torch.Tensor]:
    """The patch basis that an autoencoder was made with, as `PatchVAE.set_basis` takes it."""
    to_latent, to_picture = vae.encoder.weight.flatten(1), vae.linear.weight.flatten(1)
    scales = (to_picture.norm(dim=1) / to_latent.norm(dim=1)).sqrt()
    components = to_picture / scales[:, None]
    assert vae.encoder.bias is not None
    # What the mean patch has outside the components never reaches a latent.
    return {"mean": components.T @ (-vae.encoder.bias * scales), "components": components, "scales": scales}


def _prefixed(**modules: nn.Module) -> dict[str, torch.Tensor]:
    return {
        f"{prefix}.{name}": tensor
        for prefix, module in modules.items()
        for name, tensor in module.state_dict().items()
    }


def _parted(
    prefix: str, weights: Mapping[str, torch.Tensor]
) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """The weights whose names begin otherwise, and those with the prefix, under their names without it."""
    others = {name: tensor for name, tensor in weights.items() if not name.startswith(prefix)}
    named = {name.removeprefix(prefix): tensor for name, tensor in weights.items() if name not in others}
    return others, named


def _beginning(weights: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """A checkpoint with no steps behind it and no optimiser: its trainer makes a new one."""
    return {"model": weights, "average": {"steps": 0, "shadow": weights}, "optimiser": None, "step": 0}


def main() -> None:
    command_line(__doc__).parse_args()
    written = unpack_flux(OUT, training_folder("flux"))
    for name in ("clip_b", "clip_l"):
        written += unpack_clip(OUT.parent / name, training_folder(name))
    written += unpack_animator(SHIPPED, training_folder("animator"))
    print("\n".join(map(str, written)) or "Nothing to do: all checkpoints are there.")


if __name__ == "__main__":
    main()
