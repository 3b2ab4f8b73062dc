"""Writes OpenAI's CLIP folders as the hub has them: L/14 with safetensors, B/32 with torch's own file."""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch

from vortex_gui.measure.rehearse.published.random_weights import (
    OnBytes,
    random_numbers,
    shapes_of,
    write_safetensors,
)
from vortex_gui.measure.rehearse.published.scales import Scale
from vortex_gui.measure.rehearse.published.spellings import write_clip_spelling

CONFIGS = {"b": "clip_vit_b_32", "l": "clip_vit_l_14"}


def write_clip_l(folder: Path, scale: Scale, on_bytes: OnBytes) -> None:
    write_safetensors(folder / "model.safetensors", _small_files(folder, scale, "l"), torch.float32, on_bytes)


def write_clip_b(folder: Path, scale: Scale, on_bytes: OnBytes) -> None:
    """Its file also has two buffers of positions, which newer classes do not keep."""
    weights = {
        name: torch.cat(list(random_numbers(name, shape))).reshape(shape)
        for name, shape in _small_files(folder, scale, "b").items()
    }
    for tower in ("text_model", "vision_model"):
        count = weights[f"{tower}.embeddings.position_embedding.weight"].shape[0]
        weights[f"{tower}.embeddings.position_ids"] = torch.arange(count)[None]
    torch.save(weights, folder / "pytorch_model.bin")
    on_bytes(4 * sum(math.prod(weight.shape) for weight in weights.values()))


def _small_files(folder: Path, scale: Scale, size: str) -> dict[str, tuple[int, ...]]:
    """Writes what lies beside the weights; returns their shapes."""
    from transformers import CLIPConfig, CLIPModel

    config = scale.config(CONFIGS[size])
    write_clip_spelling(folder, config["text_config"]["max_position_embeddings"], single_file=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "preprocessor_config.json").write_text(
        json.dumps({"crop_size": config["vision_config"]["image_size"], "do_resize": True}), encoding="utf-8"
    )
    with torch.device("meta"):
        return shapes_of(CLIPModel(CLIPConfig(**config)))
