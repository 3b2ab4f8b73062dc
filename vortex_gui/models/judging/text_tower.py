"""Lets a CLIP verifier read with the text tower that Flux has loaded already, where the two are the same.

Flux's CLIP-L text encoder is the text half of the L/14 verifier: 0.16 GB that a card need not hold twice.
"""

from __future__ import annotations

import hashlib

import torch
from torch import nn
from transformers import CLIPModel
from transformers.modeling_outputs import BaseModelOutputWithPooling


class SharedTower(nn.Module):
    """A tower that belongs to another model: it answers in `dtype`, and its weights are not counted here."""

    def __init__(self, tower: nn.Module, dtype: torch.dtype) -> None:
        super().__init__()
        self.held = [tower]  # in a list, out of reach of nn.Module: moved, cast and counted by its owner
        self.dtype = dtype

    def forward(self, *args: object, **kwargs: object) -> BaseModelOutputWithPooling:
        answer = self.held[0](*args, **kwargs)
        answer.pooler_output = answer.pooler_output.to(self.dtype)
        answer.last_hidden_state = answer.last_hidden_state.to(self.dtype)
        return answer


def fingerprint(tower: nn.Module) -> torch.Tensor:
    """Equal for towers whose weights are equal in bfloat16, as Flux ships its own: uint8 (32,)."""
    digest = hashlib.sha256()
    for name, weight in sorted(tower.named_parameters()):
        digest.update(f"{name} {tuple(weight.shape)}".encode())
        half = weight.detach().to("cpu", torch.bfloat16).contiguous()
        digest.update(half.reshape(-1).view(torch.uint8).numpy().data)
    return torch.frombuffer(bytearray(digest.digest()), dtype=torch.uint8)


def share_text_tower(clip: CLIPModel, tower: nn.Module, dtype: torch.dtype | None = None) -> int:
    """Puts `tower` in the place of the CLIP model's own when each weight is equal; returns the bytes let go.

    `clip` is not quantised yet, and `dtype` is the type that it will compute in: the shared tower answers in
    it, as the projection behind it expects. Equal means: equal once cast to the
    tower's dtype, since Flux ships the same weights in bfloat16. 0 means that nothing was changed.
    """
    own, shared = dict(clip.text_model.named_parameters()), dict(tower.named_parameters())
    if own.keys() != shared.keys() or any(own[name].shape != shared[name].shape for name in own):
        return 0
    for name, weight in shared.items():
        if not torch.equal(own[name].to(weight.device, weight.dtype), weight):
            return 0
    let_go: int = sum(weight.nbytes for weight in own.values())
    clip.text_model = SharedTower(tower, dtype or clip.text_projection.weight.dtype)
    return let_go
