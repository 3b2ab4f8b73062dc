"""Arithmetic and bytes of the LivePortrait networks, counted on the meta device without any weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.utils.flop_counter import FlopCounterMode

from vortex_gui.models.live_portrait.config import NetworkSizes
from vortex_gui.models.live_portrait.networks import NAMES, build_networks


@dataclass(frozen=True, slots=True)
class AnimatorCost:
    """Operations (2 x multiply-add) of one call at batch 1, and bytes of all weights and buffers.

    frame_bytes is what one frame must at least move: the weights of W and G once and the picture out.
    """

    appearance_flop: int
    motion_flop: int
    warping_flop: int
    generator_flop: int
    parameters: int
    weight_bytes: int
    frame_bytes: int

    @property
    def portrait_flop(self) -> int:
        """Once a slot."""
        return self.appearance_flop + self.motion_flop

    @property
    def frame_flop(self) -> int:
        return self.warping_flop + self.generator_flop


def animator_cost(sizes: NetworkSizes, *, bytes_per_number: int = 4) -> AnimatorCost:
    """Count F, M, W and G by running them on the meta device."""
    networks = build_networks(sizes, "meta")
    side = sizes.picture_side
    image = torch.empty(1, 3, side, side, device="meta")
    points = torch.empty(1, sizes.num_kp, 3, device="meta")
    with torch.inference_mode():
        with FlopCounterMode(display=False) as appearance:
            volume = networks.appearance_feature_extractor(image)
        with FlopCounterMode(display=False) as motion:
            networks.motion_extractor(image)
        with FlopCounterMode(display=False) as warping:
            warp = networks.warping_module(volume, driving=points, source=points)
        with FlopCounterMode(display=False) as generator:
            networks.spade_generator(warp.out)
    weights = {name: _bytes(getattr(networks, name), bytes_per_number) for name in NAMES}
    picture = sizes.image_channels * sizes.output_side**2 * bytes_per_number
    return AnimatorCost(
        appearance_flop=appearance.get_total_flops(),
        motion_flop=motion.get_total_flops(),
        warping_flop=warping.get_total_flops(),
        generator_flop=generator.get_total_flops(),
        parameters=networks.parameter_count(),
        weight_bytes=sum(weights.values()),
        frame_bytes=weights["warping_module"] + weights["spade_generator"] + picture,
    )


def _bytes(network: torch.nn.Module, bytes_per_number: int) -> int:
    return sum(
        tensor.numel() * (bytes_per_number if tensor.is_floating_point() else tensor.element_size())
        for tensor in network.state_dict().values()
    )
