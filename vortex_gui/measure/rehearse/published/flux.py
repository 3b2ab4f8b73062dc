"""Writes a FLUX.1-schnell folder as the hub has it: shards with their indices, tokenisers, bf16."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from torch import nn

from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.base.roles import FLUX_PARTS
from vortex_gui.measure.rehearse.published.random_weights import OnBytes, shapes_of, write_shards
from vortex_gui.measure.rehearse.published.scales import Scale
from vortex_gui.measure.rehearse.published.spellings import write_clip_spelling, write_t5_spelling
from vortex_gui.pipeline.plan.layout import CONFIGS

CONFIG = "flux_schnell"
DIFFUSERS, TRANSFORMERS = "diffusion_pytorch_model", "model"
TRANSFORMER_SHARDS, T5_SHARDS = 3, 2
_INDEX = {
    "_class_name": "FluxPipeline",
    "_diffusers_version": "0.30.0.dev0",
    "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "text_encoder_2": ["transformers", "T5EncoderModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "tokenizer_2": ["transformers", "T5TokenizerFast"],
    "transformer": ["diffusers", "FluxTransformer2DModel"],
    "vae": ["diffusers", "AutoencoderKL"],
}


def write_flux(folder: Path, scale: Scale, on_bytes: OnBytes) -> None:
    """The CLIP text encoder's weights are those of CLIP L, as published."""
    configs = {part: scale.config(f"{CONFIG}/{part}") for part in FLUX_PARTS}
    for part, config in configs.items():
        (folder / part).mkdir(parents=True)
        (folder / part / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "model_index.json").write_text(json.dumps(_INDEX), encoding="utf-8")
    shutil.copytree(CONFIGS / CONFIG / "scheduler", folder / "scheduler")
    write_clip_spelling(
        folder / "tokenizer", configs["text_encoder"]["max_position_embeddings"], single_file=False
    )
    write_t5_spelling(folder / "tokenizer_2")
    for part, (prefix, stem, shards) in {
        "transformer": ("", DIFFUSERS, TRANSFORMER_SHARDS),
        "text_encoder": ("text_model.", TRANSFORMERS, 1),
        "text_encoder_2": ("", TRANSFORMERS, T5_SHARDS),
        "vae": ("", DIFFUSERS, 1),
    }.items():
        shapes = shapes_of(network_of(part, configs[part]), prefix)
        write_shards(folder / part, stem, shapes, torch.bfloat16, shards, on_bytes)


def network_of(part: str, config: JsonObject) -> nn.Module:
    """A part of the pipeline on the meta device."""
    from diffusers import AutoencoderKL, FluxTransformer2DModel
    from transformers import CLIPTextConfig, CLIPTextModel, T5Config, T5EncoderModel

    with torch.device("meta"):
        network: nn.Module
        match part:
            case "transformer":
                network = FluxTransformer2DModel.from_config(dict(config))
            case "text_encoder":
                network = CLIPTextModel(CLIPTextConfig(**config))
            case "text_encoder_2":
                network = T5EncoderModel(T5Config(**config))
            case _:
                network = AutoencoderKL.from_config(dict(config))
    return network
