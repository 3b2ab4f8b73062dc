"""The mini CLIP: its sizes, and what its two towers make of pictures and captions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch.nn import functional
from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPVisionConfig

from tools.mini.actors.flux_parts import clip_tokenizer

PICTURE = 112


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
