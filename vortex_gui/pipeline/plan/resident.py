"""What each network really holds on the device: the layout's bytes without what the loaders save."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from torch import nn

from vortex_gui.pipeline.plan.layout import Component, Layout, component

LEFT_OUT = {("flux", "text_encoder_2"): "shared", ("flux", "vae"): "encoder"}
"""Of quantised Flux T5's embedding table stays in host memory, and the VAE's encoder is dropped."""


def resident_components(found: Layout) -> Iterator[Component]:
    """The components with their savings taken off."""
    for part in found.components:
        yield replace(part, bytes=part.bytes - saved_bytes(found, part))


def saved_bytes(found: Layout, part: Component) -> int:
    """Bytes of a component that the loaders do not put on the device."""
    inner = LEFT_OUT.get((part.role, part.name))
    if inner is not None and found.of("flux", "transformer")[0].precision in ("int8", "nf4"):
        network = getattr(part.network, inner, None)
        return sum(p.nbytes for p in network.parameters()) if network is not None else 0
    if part.role == "clip_l":
        return _shared_tower(found, part)
    return 0


def _shared_tower(found: Layout, clip: Component) -> int:
    """CLIP-L's text tower where Flux reads prompts with the same one."""
    (flux_text,) = found.of("flux", "text_encoder")
    tower: nn.Module | None = getattr(clip.network, "text_model", None)
    if tower is None or sum(p.numel() for p in tower.parameters()) != flux_text.params:
        return 0
    dtype = next(tower.parameters()).dtype
    return component("clip_l", "text tower", tower, clip.precision, dtype).bytes
