"""The parts of the mini Flux, built from their sizes: tokenisers, text encoders, transformer, scheduler."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, FluxTransformer2DModel
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer, T5Config, T5EncoderModel, T5Tokenizer

from tools.mini.captions import sample_split, vocabulary, write_caption

PICTURE = 256
PATCH = 16
CHANNELS = 32
DOUBLING_WIDTHS = (32, 16)
DOUBLING_STEEPNESS = 0.4
"""Measured: the least that brings outlines to nine tenths of the renderer's own sharpness."""
TOKENS = (PICTURE // PATCH // 2) ** 2
WIDTH = 192
HEADS = 4
POOLED = 128
CLIP_LENGTH = 77
T5_LENGTH = 44
SUFFIX = "</w>"
"""What CLIP's tokens have at the end of a word."""
SAMPLER_SIGMAS = (1.0, 0.75, 0.5, 0.25)
DRAFTS = 3
"""Measured: the least that leaves one picture in forty with a ghost, where a single draft leaves five."""


@cache
def clip_tokenizer() -> CLIPTokenizer:
    """Byte-pair tokens taught on the grammar's captions: its words are one token each, others are spelled."""
    rng = np.random.default_rng(0)
    captions = [write_caption(sample_split(rng), rng).text for _ in range(4000)]
    captions += [" ".join(vocabulary())] * 50
    taught = Tokenizer(models.BPE(end_of_word_suffix=SUFFIX, continuing_subword_prefix=""))
    taught.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    taught.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=2000, end_of_word_suffix=SUFFIX, initial_alphabet=alphabet, show_progress=False
    )
    taught.train_from_iterator(captions, trainer)
    model = json.loads(taught.to_str())["model"]
    words = renumbered(model["vocab"])
    for token in (*alphabet, *(character + SUFFIX for character in alphabet)):
        words.setdefault(token, len(words))
    for token in ("<|startoftext|>", "<|endoftext|>"):
        words[token] = len(words)
    merges = [tuple(pair) if isinstance(pair, list) else tuple(pair.split()) for pair in model["merges"]]
    return CLIPTokenizer(vocab=words, merges=merges, model_max_length=CLIP_LENGTH)


def renumbered(vocab: dict[str, int]) -> dict[str, int]:
    """The same words with the same numbers, but for last letters of words: theirs differ from run to run."""
    letters = sorted(word for word in vocab if word.endswith(SUFFIX) and len(word) == len(SUFFIX) + 1)
    numbers = sorted(vocab[letter] for letter in letters)
    return vocab | dict(zip(letters, numbers, strict=True))


@cache
def t5_tokenizer() -> T5Tokenizer:
    """Whole words of the grammar with their log-frequency; everything else is spelled in characters.

    A unigram model *taught* on so small a corpus splits words into letters, so this one is made by hand.
    """
    rng = np.random.default_rng(0)
    counts = dict.fromkeys(vocabulary(), 1)
    for _ in range(4000):
        for word in write_caption(sample_split(rng), rng).text.replace(",", " ").split():
            counts[word] += 1
    total = sum(counts.values())
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -4.0), (",", -2.0)]
    pieces += [("▁" + word, math.log(count / total)) for word, count in counts.items()]
    pieces += [(chr(code), -12.0) for code in range(33, 127) if chr(code) != ","]
    return T5Tokenizer(vocab=pieces, extra_ids=0, model_max_length=T5_LENGTH)


def clip_text(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """The encoder whose pooled vector tells the whole caption."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=POOLED,
            intermediate_size=4 * POOLED,
            projection_dim=POOLED,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=CLIP_LENGTH,
            # The pooled vector is read at the end token, so this must be the tokenizer's own.
            eos_token_id=tokenizer.eos_token_id,
            bos_token_id=tokenizer.bos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def t5_encoder(tokenizer: T5Tokenizer) -> T5EncoderModel:
    """The encoder whose tokens tell which colour belongs to which part."""
    return T5EncoderModel(
        T5Config(
            vocab_size=len(tokenizer),
            d_model=WIDTH,
            d_kv=32,
            d_ff=512,
            num_layers=2,
            num_heads=6,
            dropout_rate=0.0,
            feed_forward_proj="gated-gelu",
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
    )


def transformer() -> FluxTransformer2DModel:
    """The denoiser, 8.7 million weights."""
    return FluxTransformer2DModel(
        in_channels=4 * CHANNELS,
        num_layers=3,
        num_single_layers=8,
        attention_head_dim=WIDTH // HEADS,
        num_attention_heads=HEADS,
        joint_attention_dim=WIDTH,
        pooled_projection_dim=POOLED,
        guidance_embeds=False,
        axes_dims_rope=(8, 20, 20),
    )


def scheduler() -> FlowMatchEulerDiscreteScheduler:
    """Euler steps without a shift, as in the schnell model."""
    return FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=1.0, use_dynamic_shifting=False)


def clip_ids(tokenizer: CLIPTokenizer, texts: Sequence[str]) -> torch.Tensor:
    """(N, 77) token numbers as the pipeline makes them."""
    return _ids(tokenizer, texts, CLIP_LENGTH)


def t5_ids(tokenizer: T5Tokenizer, texts: Sequence[str]) -> torch.Tensor:
    """(N, 44) token numbers as the pipeline makes them."""
    return _ids(tokenizer, texts, T5_LENGTH)


def _ids(tokenizer: CLIPTokenizer | T5Tokenizer, texts: Sequence[str], length: int) -> torch.Tensor:
    batch = tokenizer(
        list(texts), padding="max_length", max_length=length, truncation=True, return_tensors="pt"
    )
    ids: torch.Tensor = batch.input_ids
    return ids


def pack(latents: torch.Tensor) -> torch.Tensor:
    """(N, C, H, W) latents to (N, H/2*W/2, 4C) tokens, in the pipeline's order."""
    n, c, h, w = latents.shape
    return latents.view(n, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 1, 3, 5).reshape(n, h * w // 4, 4 * c)


def picture_ids(height: int = PICTURE // PATCH // 2, width: int = PICTURE // PATCH // 2) -> torch.Tensor:
    """(tokens, 3) places of the image tokens, as the pipeline makes them."""
    ids = torch.zeros(height, width, 3)
    ids[..., 1] += torch.arange(height)[:, None]
    ids[..., 2] += torch.arange(width)[None, :]
    return ids.reshape(height * width, 3)
