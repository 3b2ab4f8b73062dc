"""The animator's drawing against the same networks as published, run eagerly."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import torch
from torch import nn

from vortex_gui.base.profile import load_profile
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.places import checkpoint_folder
from vortex_gui.measure.bench.figure import Figure
from vortex_gui.models.live_portrait.checkpoint import CheckpointConfig, read_config
from vortex_gui.models.live_portrait.folded.drawing import Drawing
from vortex_gui.models.live_portrait.folded.folded_networks import fold_networks
from vortex_gui.models.live_portrait.folded.folded_warping import Seen
from vortex_gui.models.live_portrait.networks.config import FULL
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks, build_networks
from vortex_gui.models.live_portrait.networks.spade import SpectralConv2d
from vortex_gui.models.live_portrait.precision import multiplies_bf16
from vortex_gui.models.live_portrait.weights import load_networks

PAIRS = 3
LARGEST_GAP = 3e-4
"""Of a pixel, as a share of the pictures' standard deviation."""
LEAST_PSNR = 40.0
CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Scene:
    """One portrait and the keypoints of some frames."""

    volume: torch.Tensor
    driving: torch.Tensor
    source: torch.Tensor


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of the processor and of the clock."""

    processor_s: float
    wall_s: float


def animator_vs_eager() -> Figure:
    """One frame at the published size in float32."""
    networks = (full_networks(), full_networks())
    return _figure("animator_vs_eager", CheckpointConfig(), networks, 1, torch.float32, 1.15)


def animator_vs_eager_bf16() -> Figure:
    """The same in bf16, where the processor has units for it."""
    if not multiplies_bf16(CPU):
        raise RuntimeError(tr("this processor has no units for bf16"))
    networks = (full_networks(), full_networks())
    return _figure("animator_vs_eager_bf16", CheckpointConfig(), networks, 1, torch.bfloat16, 2.0)


def mini_animator_vs_eager() -> Figure:
    """A batch at the mini size with the shipped weights, in float32."""
    folder = checkpoint_folder(load_profile("mini").roles["liveportrait"])
    config = read_config(folder)
    networks = (load_networks(folder, config.sizes), load_networks(folder, config.sizes))
    return _figure("mini_animator_vs_eager", config, networks, 8, torch.float32, 1.15)


def full_networks() -> LivePortraitNetworks:
    """At the published sizes with drawn weights; each call draws the same ones.

    Sigma is what training leaves: u and v follow their weights.
    """
    torch.manual_seed(1)
    networks = build_networks(FULL)
    for network in networks.by_name().values():
        network.requires_grad_(False)
    for module in networks.spade_generator.modules():
        if isinstance(module, SpectralConv2d):
            module.settle()
    return networks


def _figure(
    name: str,
    config: CheckpointConfig,
    networks: tuple[LivePortraitNetworks, LivePortraitNetworks],
    frames: int,
    dtype: torch.dtype,
    goal: float,
) -> Figure:
    with torch.inference_mode():
        scene = _scene(networks[0], frames)
        plain = Drawing(networks[0], config.paint)
        folded = fold_networks(networks[1], dtype)
        ours = Drawing(folded, config.paint)
        volume = scene.volume.to(dtype)
        seen = folded.warping_module.seen(volume, scene.source)
        ways = (_drawing(plain, scene, scene.volume, None), _drawing(ours, scene, volume, seen))
        pictures = [way() for way in ways]
        runs = [(_timed(ways[0]), _timed(ways[1])) for _ in range(PAIRS)]
    told = _agreement(*pictures, exact=dtype == torch.float32)
    ratios = tuple(eager.processor_s / own.processor_s for eager, own in runs)
    wall = median(eager.wall_s / own.wall_s for eager, own in runs)
    own_s = median(own.processor_s for _, own in runs) / frames
    how = (
        f"processor time of {frames} frame(s), {config.sizes.output_side} pixels, in turn, median of {PAIRS};"
        f" wall time {wall:.2f}; ours {own_s:.3g} s a frame; {told}"
    )
    return Figure(
        name,
        median(ratios),
        "ratio",
        "at least",
        goal,
        "the networks as published, in float32, without folding",
        how,
        ratios,
    )


def _scene(networks: LivePortraitNetworks, frames: int) -> Scene:
    """A drawn portrait, and keypoints that move a little."""
    draw = torch.Generator().manual_seed(2)
    sizes = networks.sizes
    picture = torch.rand(1, 3, sizes.picture_side, sizes.picture_side, generator=draw)
    source = 0.4 * torch.randn(1, sizes.num_kp, 3, generator=draw)
    driving = source + 0.05 * torch.randn(frames, sizes.num_kp, 3, generator=draw)
    return Scene(networks.appearance_feature_extractor(picture), driving, source)


def _drawing(
    drawing: nn.Module, scene: Scene, volume: torch.Tensor, seen: Seen | None
) -> Callable[[], torch.Tensor]:
    count = len(scene.driving)
    volumes, sources = volume.expand(count, -1, -1, -1, -1), scene.source.expand(count, -1, -1)

    def draw() -> torch.Tensor:
        drawn: torch.Tensor = drawing(volumes, scene.driving, sources, seen)[0]
        return drawn

    return draw


def _timed(call: Callable[[], object]) -> Times:
    processor, wall = time.process_time(), time.perf_counter()
    call()
    return Times(time.process_time() - processor, time.perf_counter() - wall)


def _agreement(wanted: torch.Tensor, found: torch.Tensor, *, exact: bool) -> str:
    """A sentence; raises when the pictures differ by more than the precision allows."""
    gap = float((found - wanted).abs().max() / wanted.std())
    psnr = float(-10 * torch.log10(((found - wanted) ** 2).mean()))
    if (exact and gap > LARGEST_GAP) or psnr < LEAST_PSNR:
        raise RuntimeError(tr("the pictures differ: gap {gap:.1e}, PSNR {psnr:.1f} dB", gap=gap, psnr=psnr))
    return f"largest gap {gap:.1e}" if exact else f"PSNR {psnr:.1f} dB"
