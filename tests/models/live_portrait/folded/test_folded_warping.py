"""W folded: separable sampling, and source work that frames share."""

from __future__ import annotations

import copy

import pytest
import torch

from vortex_gui.models.live_portrait.folded import folded_warping as module
from vortex_gui.models.live_portrait.folded.enlarged import EnlargedConvolution
from vortex_gui.models.live_portrait.folded.folded_warping import FoldedWarping, shifted
from vortex_gui.models.live_portrait.networks.config import NARROW
from vortex_gui.models.live_portrait.networks.warping import WarpingModule, identity_grid, sample


def test_shifted_features_are_those_that_sampling_cell_by_cell_reads() -> None:
    torch.manual_seed(1)
    features, shift = torch.randn(1, 2, 4, 7, 6), 0.4 * torch.randn(9, 3)
    shift[0] = 0
    shift[1] = 3  # outside altogether
    grid = identity_grid(4, 7, 6, features.device)
    wanted = sample(features.expand(9, -1, -1, -1, -1), grid + shift[:, None, None, None, :])
    assert wanted[1].abs().max() == 0
    assert torch.allclose(shifted(features, shift), wanted, atol=1e-5)


def networks() -> tuple[WarpingModule, FoldedWarping]:
    torch.manual_seed(2)
    plain = WarpingModule(NARROW).eval().requires_grad_(False)
    for layer in plain.modules():
        if isinstance(layer, torch.nn.BatchNorm2d | torch.nn.BatchNorm3d):
            assert layer.running_mean is not None
            assert layer.running_var is not None
            layer.running_mean.normal_()
            layer.running_var.uniform_(0.3, 2)
    return plain, FoldedWarping(copy.deepcopy(plain))


def inputs() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    volume, source = torch.randn(1, 4, 4, 16, 16), 0.6 * torch.randn(1, 21, 3)
    return volume, source + 0.2 * torch.randn(3, 21, 3), source


@torch.inference_mode()
def test_frames_of_one_portrait_share_what_is_seen_of_it() -> None:
    plain, folded = networks()
    volume, driving, source = inputs()
    volumes, sources = volume.expand(3, -1, -1, -1, -1), source.expand(3, -1, -1)
    wanted = plain(volumes, driving=driving, source=sources)
    seen = folded.seen(volume, source)
    for known in (seen, None):
        found = folded(volumes, driving=driving, source=sources, seen=known)
        for name in ("out", "deformation", "occlusion"):
            assert torch.allclose(getattr(found, name), getattr(wanted, name), atol=2e-5), name


@torch.inference_mode()
def test_volumes_may_differ_when_nothing_was_seen_before() -> None:
    plain, folded = networks()
    volumes, sources = torch.randn(2, 4, 4, 16, 16), 0.6 * torch.randn(2, 21, 3)
    driving = sources + 0.1
    wanted = plain(volumes, driving=driving, source=sources)
    found = folded(volumes, driving=driving, source=sources)
    assert torch.allclose(found.out, wanted.out, atol=2e-5)


@torch.inference_mode()
def test_a_kernel_too_large_to_spread_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, folded = networks()
    monkeypatch.setattr(module, "LARGEST_SPREAD_WEIGHT", 0)
    unspread = FoldedWarping(plain)
    assert not any(isinstance(layer, EnlargedConvolution) for layer in unspread.modules())
    volume, driving, source = inputs()
    given = {"driving": driving[:1], "source": source}
    assert torch.allclose(unspread(volume, **given).out, folded(volume, **given).out, atol=2e-5)
