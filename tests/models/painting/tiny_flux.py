"""A FLUX.1-schnell folder made small: published layout, random weights, tokenisers that really cut words."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer, T5Config, T5EncoderModel, T5Tokenizer

WORDS = ["a", "presenter", "with", "green", "skin", "and", "red", "suit", "on", "blue", "background"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def save_tiny_flux(folder: Path) -> None:
    """Writes the folder; equal weights at every call."""
    torch.manual_seed(11)
    clip_tokens, t5_tokens = clip_tokenizer(), t5_tokenizer()
    pipeline = FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=1.0),
        vae=AutoencoderKL(
            in_channels=3,
            out_channels=3,
            block_out_channels=(16, 32),
            down_block_types=("DownEncoderBlock2D",) * 2,
            up_block_types=("UpDecoderBlock2D",) * 2,
            layers_per_block=1,
            latent_channels=16,
            norm_num_groups=4,
            use_quant_conv=False,
            use_post_quant_conv=False,
            scaling_factor=0.3611,
            shift_factor=0.1159,
        ),
        text_encoder=CLIPTextModel(
            CLIPTextConfig(
                vocab_size=len(clip_tokens),
                hidden_size=64,
                intermediate_size=128,
                num_hidden_layers=2,
                num_attention_heads=4,
                max_position_embeddings=24,
                projection_dim=64,
                eos_token_id=clip_tokens.eos_token_id,
                bos_token_id=clip_tokens.bos_token_id,
                pad_token_id=clip_tokens.pad_token_id,
            )
        ),
        tokenizer=clip_tokens,
        text_encoder_2=T5EncoderModel(
            T5Config(
                vocab_size=len(t5_tokens),
                d_model=128,
                d_kv=32,
                d_ff=256,
                num_layers=2,
                num_heads=4,
                feed_forward_proj="gated-gelu",
                dropout_rate=0.0,
            )
        ),
        tokenizer_2=t5_tokens,
        transformer=FluxTransformer2DModel(
            in_channels=64,
            num_layers=2,
            num_single_layers=2,
            attention_head_dim=32,
            num_attention_heads=4,
            joint_attention_dim=128,
            pooled_projection_dim=64,
            axes_dims_rope=(8, 12, 12),
            guidance_embeds=False,
        ),
    )
    pipeline.save_pretrained(folder, safe_serialization=True)


def clip_tokenizer() -> CLIPTokenizer:
    """Byte pairs down to letters, each also as the end of a word."""
    vocabulary = [*LETTERS, *(f"{letter}</w>" for letter in LETTERS)]
    merges: list[tuple[str, str]] = []
    for word in WORDS:
        pieces = [*word[:-1], f"{word[-1]}</w>"]
        while len(pieces) > 1:
            pair = (pieces[0], pieces[1])
            if pair not in merges:
                merges.append(pair)
                vocabulary.append("".join(pair))
            pieces = ["".join(pair), *pieces[2:]]
    vocabulary += ["<|startoftext|>", "<|endoftext|>"]
    numbered = {piece: number for number, piece in enumerate(dict.fromkeys(vocabulary))}
    return CLIPTokenizer(vocab=numbered, merges=merges, model_max_length=24)


def t5_tokenizer() -> T5Tokenizer:
    """Whole words, and letters where a word is not known."""
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -5.0)]
    pieces += [(f"▁{word}", -3.0) for word in WORDS] + [(letter, -12.0) for letter in LETTERS]
    return T5Tokenizer(vocab=pieces, extra_ids=0, model_max_length=64)
