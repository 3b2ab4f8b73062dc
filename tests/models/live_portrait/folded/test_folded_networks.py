"""The folded networks as a whole: their names, and the memory of their weights."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from torch import nn

from vortex_gui.models.live_portrait.folded.folded_networks import fold_networks
from vortex_gui.models.live_portrait.networks.config import FULL, NARROW
from vortex_gui.models.live_portrait.networks.networks import NAMES, build_networks


def weight_bytes(network: torch.nn.Module) -> int:
    return sum(t.nbytes for t in (*network.parameters(), *network.buffers()))


def test_folded_networks_have_their_names_and_take_little_more_memory() -> None:
    """Spread kernels add less than a tenth."""
    before = sum(weight_bytes(n) for n in build_networks(FULL, "meta").by_name().values())
    folded = fold_networks(build_networks(FULL, "meta"))
    assert list(folded.by_name()) == list(NAMES)
    after = sum(weight_bytes(n) for n in folded.by_name().values())
    assert before < after < 1.1 * before
    feature = torch.empty(1, 256, 64, 64, device="meta")
    assert folded.spade_generator(feature).shape == (1, 3, 512, 512)


@pytest.mark.parametrize(
    ("dtype", "once"),
    [
        (torch.float32, torch.float32),
        (torch.float16, torch.float16),
        (torch.bfloat16, torch.float32),
    ],
)
def test_what_finds_the_head_is_never_cast_to_bf16_and_the_mlps_stay_whole(
    dtype: torch.dtype, once: torch.dtype
) -> None:
    folded = fold_networks(build_networks(NARROW, "meta"), dtype).by_name()
    types = {name: {weight.dtype for weight in network.parameters()} for name, network in folded.items()}
    assert types["appearance_feature_extractor"] == types["motion_extractor"] == {once}
    assert types["warping_module"] == types["spade_generator"] == {dtype}
    assert types["stitching"] == types["eye"] == types["lip"] == {torch.float32}


@torch.inference_mode()
def test_halves_keep_channels_whose_variance_they_cannot_hold() -> None:
    """Cast as they are, variances above 65,504 are infinite, and their channels say nothing."""
    torch.manual_seed(6)
    networks = build_networks(NARROW)
    for layer in networks.appearance_feature_extractor.modules():
        if isinstance(layer, nn.BatchNorm2d | nn.BatchNorm3d):
            assert layer.running_var is not None
            layer.running_var.fill_(4e6)
            layer.weight.fill_(2000)  # their quotient is what a usual norm has
    image = torch.rand(1, 3, 64, 64)
    wanted = networks.appearance_feature_extractor(image)
    cast = deepcopy(networks.appearance_feature_extractor).half()(image.half()).float()
    found = fold_networks(networks, torch.float16).appearance_feature_extractor(image.half()).float()
    assert (cast - wanted).std() > 0.3 * wanted.std()
    assert (found - wanted).std() < 0.02 * wanted.std()
