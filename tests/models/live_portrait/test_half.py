"""The animator in half precision draws what it draws in fp32, within a stated bound."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from tools.mini.animator.evaluate_animator import track
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.presenter import Presenter
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator

CPU = torch.device("cpu")
MINI = RESOURCES / "checkpoints" / "mini" / "liveportrait"
LEAST_PSNR_DB = 40.0
BOB = Presenter(
    skin="green", head="round", eyes="two", hair="bald", hair_colour="black", suit="grey", tie="black",
    background="blue", accessory="none", beard="none", mood="neutral",
)  # fmt: skip


def frames(animator: LivePortraitAnimator) -> torch.Tensor:
    picture = torch.from_numpy(draw(BOB)).permute(2, 0, 1)[None].float() / 255
    portrait = animator.portrait(picture.to(animator.device))
    motion = track(4, lip_open=np.linspace(0, 1, 4), yaw=np.linspace(-5, 5, 4))
    return torch.cat([chunk.cpu() for chunk in animator.frames(portrait, motion, batch=2)])


def in_half(device: str) -> LivePortraitAnimator:
    """As a card loads it; on a CPU, where fp16 is not offered, the loaded networks are cast the same way."""
    if device == "cuda":
        return LivePortraitAnimator(MINI, torch.device("cuda", 0), precision="fp16")
    animator = LivePortraitAnimator(MINI, CPU)
    animator.dtype = torch.float16
    networks = animator.networks
    for network in (
        networks.appearance_feature_extractor,
        networks.motion_extractor,
        networks.warping_module,
        networks.spade_generator,
    ):
        network.half()
    return animator


@pytest.mark.parametrize(
    "device",
    [pytest.param("cpu", marks=pytest.mark.cpu_twin), pytest.param("cuda", marks=pytest.mark.gpu)],
)
def test_half_precision_differs_from_fp32_by_less_than_the_bound(device: str) -> None:
    exact, half = frames(LivePortraitAnimator(MINI, CPU)), frames(in_half(device))
    assert half.shape == exact.shape
    error = float(((half.float() - exact.float()) ** 2).mean())
    assert error == 0 or 10 * math.log10(255**2 / error) >= LEAST_PSNR_DB
