"""The LivePortrait networks: names against the published manifest, arithmetic against plain loops."""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import deepcopy

import pytest
import torch
from torch import nn
from torch.nn import functional

from tests.models.live_portrait import plain
from tests.models.live_portrait.random_weights import randomise
from tests.paths import DATA
from vortex_gui.models.live_portrait.folded.folded_networks import FoldedNetworks, fold_networks
from vortex_gui.models.live_portrait.keypoints import head_motion
from vortex_gui.models.live_portrait.networks import retargeting
from vortex_gui.models.live_portrait.networks.config import FULL, NARROW
from vortex_gui.models.live_portrait.networks.motion_extractor import ConvNextBlock, GlobalResponseNorm
from vortex_gui.models.live_portrait.networks.networks import NAMES, LivePortraitNetworks, build_networks
from vortex_gui.models.live_portrait.networks.spade import Spade, SpadeResnetBlock, SpectralConv2d
from vortex_gui.models.live_portrait.networks.warping import heat_maps, identity_grid

LARGEST_GAP = 3e-4
"""What the comparison with the published implementation allows."""
MANIFEST = DATA / "live_portrait_manifest.txt"


def manifest() -> dict[str, list[tuple[str, tuple[int, ...], str]]]:
    networks: dict[str, list[tuple[str, tuple[int, ...], str]]] = {}
    for line in MANIFEST.read_text().splitlines():
        if line.startswith("["):
            entries = networks.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            key, shape, *dtype = line.split()
            sides = () if shape == "scalar" else tuple(int(n) for n in shape.split("x"))
            entries.append((key, sides, dtype[0] if dtype else "float32"))
    return networks


@pytest.mark.parametrize("name", NAMES)
def test_state_dict_is_the_published_one_in_keys_shapes_dtypes_and_order(
    name: str, full: LivePortraitNetworks
) -> None:
    network = full.by_name()[name]
    found = [
        (k, tuple(v.shape), str(v.dtype).removeprefix("torch.")) for k, v in network.state_dict().items()
    ]
    assert found == manifest()[name]


def test_full_network_has_the_published_number_of_parameters(full: LivePortraitNetworks) -> None:
    assert full.parameter_count() == 130_077_432


def test_full_shapes_on_the_meta_device(full: LivePortraitNetworks) -> None:
    image, points = torch.empty(1, 3, 256, 256, device="meta"), torch.empty(1, 21, 3, device="meta")
    volume = full.appearance_feature_extractor(image)
    heads = full.motion_extractor(image)
    warp = full.warping_module(volume, driving=points, source=points)
    assert volume.shape == (1, 32, 16, 64, 64)
    assert [tuple(t.shape) for t in (heads.pitch, heads.t, heads.exp, heads.scale, heads.kp)] == [
        (1, 66),
        (1, 3),
        (1, 63),
        (1, 1),
        (1, 63),
    ]
    assert warp.out.shape == (1, 256, 64, 64)
    assert warp.deformation.shape == (1, 16, 64, 64, 3)
    assert warp.occlusion.shape == (1, 1, 64, 64)
    assert full.spade_generator(warp.out).shape == (1, 3, 512, 512)


def test_identity_grid_has_its_ends_at_one() -> None:
    grid = identity_grid(3, 4, 5, torch.device("cpu"))
    for d, h, w in ((0, 0, 0), (2, 3, 4), (1, 2, 3)):
        assert grid[d, h, w].tolist() == pytest.approx([2 * w / 4 - 1, 2 * h / 3 - 1, 2 * d / 2 - 1])


def test_heat_map_is_a_gaussian_of_the_distance_over_all_axes() -> None:
    points = torch.tensor([[[0.1, -0.2, 0.05]]])
    grid = identity_grid(4, 6, 5, torch.device("cpu"))
    wanted = torch.exp(-0.5 * ((grid - points[0, 0]) ** 2).sum(dim=-1) / 0.01)
    assert torch.allclose(heat_maps(points, grid)[0, 0], wanted, atol=1e-7)


def gap(found: torch.Tensor, wanted: torch.Tensor) -> float:
    """The largest difference as a share of the reference's standard deviation."""
    return float((found - wanted).abs().max() / wanted.std())


States = Mapping[str, plain.State]


def doubled(networks: LivePortraitNetworks) -> States:
    return {name: plain.doubled(network.state_dict()) for name, network in networks.by_name().items()}


def plain_gaps(networks: LivePortraitNetworks | FoldedNetworks, state: States, side: int) -> dict[str, float]:
    """How far every output lies from the specification spelled out in float64, for a picture of that side."""
    sizes = networks.sizes
    draw = torch.Generator().manual_seed(2)
    image = torch.rand(2, 3, side, side, generator=draw)
    cells = side // 4
    volume = torch.randn(2, sizes.volume_channels, sizes.volume_depth, cells, cells, generator=draw)
    driving = 0.6 * torch.randn(2, sizes.num_kp, 3, generator=draw)
    source = driving + 0.2 * torch.randn(2, sizes.num_kp, 3, generator=draw)
    feature = torch.randn(1, sizes.warp_width, cells, cells, generator=draw)
    ratios = torch.rand(2, 3, generator=draw)
    both = torch.cat((source.flatten(1), driving.flatten(1)), dim=1)
    shape = sizes.volume_channels, sizes.volume_depth
    wanted_volume = plain.appearance(state["appearance_feature_extractor"], image.double(), *shape)
    heads = networks.motion_extractor(image)
    warp = networks.warping_module(volume, driving=driving, source=source)
    out, deformation, occlusion = plain.warping(
        state["warping_module"], volume.double(), driving.double(), source.double()
    )
    picture = plain.generator(state["spade_generator"], feature.double())
    gaps = {
        "volume": gap(networks.appearance_feature_extractor(image), wanted_volume),
        "out": gap(warp.out, out),
        "deformation": gap(warp.deformation, deformation),
        "occlusion": gap(warp.occlusion, occlusion),
        "picture": gap(networks.spade_generator(feature), picture),
        "stitching": gap(
            retargeting.stitching_delta(networks.stitching, source, driving),
            plain.mlp(state["stitching"], both.double()),
        ),
    }
    for head, wanted in plain.motion(state["motion_extractor"], image.double()).items():
        gaps[head] = gap(getattr(heads, head), wanted)
    for name, given in (("eye", ratios), ("lip", ratios[:, :2])):
        found = retargeting.retarget(networks.by_name()[name], source, given).flatten(1)
        joined = torch.cat((source.flatten(1), given), dim=1).double()
        gaps[name] = gap(found, plain.mlp(state[name], joined))
    return gaps


def test_every_network_computes_the_specification(narrow: LivePortraitNetworks) -> None:
    gaps = plain_gaps(narrow, doubled(narrow), 64)
    assert len(gaps) == 15
    assert max(gaps.values()) < LARGEST_GAP, gaps


def test_folded_networks_compute_the_specification(narrow: LivePortraitNetworks) -> None:
    state = doubled(narrow)
    gaps = plain_gaps(fold_networks(deepcopy(narrow)), state, 64)
    assert len(gaps) == 15
    assert max(gaps.values()) < LARGEST_GAP, gaps


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_full_networks_compute_the_specification() -> None:
    """At their real widths, for a picture of half the side.

    u and v are near what training leaves. Drawn ones make sigma tiny: float32 itself is then 7e-4 away from
    float64, with torch's own spectral norm to the same bit.
    """
    networks = build_networks(FULL)
    randomise(networks)
    for module in networks.spade_generator.modules():
        if isinstance(module, SpectralConv2d):
            module.settle()
    state = doubled(networks)
    with torch.inference_mode():
        gaps = plain_gaps(networks, state, 128)
        folded_gaps = plain_gaps(fold_networks(networks), state, 128)
    assert max(gaps.values()) < LARGEST_GAP, gaps
    assert max(folded_gaps.values()) < LARGEST_GAP, folded_gaps


def test_driving_and_source_are_not_alike(narrow: LivePortraitNetworks) -> None:
    draw = torch.Generator().manual_seed(2)
    volume = torch.randn(1, 4, 4, 16, 16, generator=draw)
    one, other = 0.6 * torch.randn(2, 1, 21, 3, generator=draw)
    there = narrow.warping_module(volume, driving=one, source=other).out
    back = narrow.warping_module(volume, driving=other, source=one).out
    assert gap(there, back) > 0.1


def convolution(block: nn.Module) -> nn.Conv3d:
    assert isinstance(block.conv, nn.Conv3d)
    return block.conv


def test_hourglass_widths_follow_the_general_rule(full: LivePortraitNetworks) -> None:
    hourglass = full.warping_module.dense_motion_network.hourglass
    down = [convolution(block).out_channels for block in hourglass.encoder.down_blocks]
    widened = [convolution(block) for block in hourglass.decoder.up_blocks]
    up = [(conv.in_channels, conv.out_channels) for conv in widened]
    assert down == [64, 128, 256, 512, 1024]
    assert up == [(1024, 512), (1024, 256), (512, 128), (256, 64), (128, 32)]


def test_response_norm_has_no_epsilon_inside_the_root() -> None:
    norm = GlobalResponseNorm(3)
    with torch.no_grad():
        norm.gamma.copy_(torch.tensor([0.5, -1.0, 2.0]).view(1, 1, 1, 3))
        norm.beta.copy_(torch.tensor([0.1, 0.2, 0.3]).view(1, 1, 1, 3))
    x = torch.randn(2, 4, 5, 3, generator=torch.Generator().manual_seed(4))
    wanted = torch.empty_like(x)
    for b in range(2):
        length = [math.sqrt(float((x[b, :, :, c].double() ** 2).sum())) for c in range(3)]
        for c in range(3):
            share = length[c] / (sum(length) / 3 + 1e-6)
            gamma, beta = float(norm.gamma[0, 0, 0, c]), float(norm.beta[0, 0, 0, c])
            wanted[b, :, :, c] = gamma * x[b, :, :, c] * share + beta + x[b, :, :, c]
    assert torch.allclose(norm(x), wanted, atol=1e-5)


def test_convnext_block_norms_over_channels_and_uses_the_exact_gelu() -> None:
    torch.manual_seed(6)
    block = ConvNextBlock(4).requires_grad_(False)
    block.grn.gamma.normal_()
    x = torch.randn(1, 4, 5, 5)
    y = functional.conv2d(x, block.dwconv.weight, block.dwconv.bias, padding=3, groups=4)
    centred = y - y.mean(dim=1, keepdim=True)
    y = centred / torch.sqrt((centred**2).mean(dim=1, keepdim=True) + 1e-6)
    hidden = torch.einsum("oc,bchw->bhwo", block.pwconv1.weight, y) + block.pwconv1.bias
    hidden = hidden * 0.5 * (1 + torch.erf(hidden / math.sqrt(2)))
    hidden = block.grn(hidden)
    wanted = (
        x + torch.einsum("co,bhwo->bchw", block.pwconv2.weight, hidden) + block.pwconv2.bias.view(1, 4, 1, 1)
    )
    assert torch.allclose(block(x), wanted, atol=1e-5)


def test_spectral_norm_divides_by_the_stored_singular_value() -> None:
    torch.manual_seed(7)
    ours = SpectralConv2d(3, 5, 3).eval()
    wrapped = torch.nn.utils.spectral_norm(nn.Conv2d(3, 5, 3, padding=1)).eval()
    wrapped.load_state_dict(ours.state_dict())
    x = torch.randn(2, 3, 6, 6)
    with torch.inference_mode():
        wanted = wrapped(x)
        assert torch.allclose(ours(x), wanted, atol=1e-6)
        assert torch.allclose(ours(x), wanted, atol=1e-6), "eval mode must not re-estimate u and v"
        folded = functional.conv2d(x, ours.normalised_weight(), ours.bias, padding=1)
        assert torch.allclose(folded, wanted, atol=1e-6)


def test_half_precision_keeps_keypoints_and_deformation_in_float32() -> None:
    """The path of fp16 on a card, at a size where a CPU can run it: the same pictures but for rounding."""
    torch.manual_seed(14)
    networks = build_networks(NARROW)
    with torch.inference_mode():
        randomise(networks, seed=15)
        # A gain that leaves the sigmoids in their useful range.
        networks.warping_module.dense_motion_network.occlusion.weight.mul_(0.3)
        folded = fold_networks(networks)
        image = torch.rand(1, 3, 64, 64)
        source = 0.5 * torch.randn(1, 21, 3)
        driving = source + 0.1 * torch.randn(1, 21, 3)

        def run(dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
            volume = folded.appearance_feature_extractor(image.to(dtype))
            warp = folded.warping_module(volume, driving=driving, source=source)
            return warp.deformation, warp.out, folded.spade_generator(warp.out)

        full = run(torch.float32)
        for network in list(folded.by_name().values())[:4]:
            network.half()
        half = run(torch.float16)
        motion = head_motion(folded.motion_extractor(image.half()))
    assert [t.dtype for t in half] == [torch.float32, torch.float16, torch.float32]
    assert motion.keypoints().dtype == torch.float32
    assert [t.dtype for t in full] == [torch.float32] * 3
    for found, wanted in zip(half, full, strict=True):
        assert float((found.float() - wanted).std() / wanted.std()) < 0.05


def test_spade_scales_by_one_plus_gamma_over_a_plain_instance_norm() -> None:
    torch.manual_seed(8)
    spade = Spade(6, 4, 5).requires_grad_(False)
    x, feature = torch.randn(2, 6, 8, 8), torch.randn(2, 4, 4, 4)
    mean, variance = x.mean(dim=(2, 3), keepdim=True), x.var(dim=(2, 3), keepdim=True, correction=0)
    near = feature.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
    hidden = functional.relu(spade.mlp_shared[0](near))
    wanted = (x - mean) / torch.sqrt(variance + 1e-5) * (1 + spade.mlp_gamma(hidden)) + spade.mlp_beta(hidden)
    assert torch.allclose(spade(x, feature), wanted, atol=1e-5)
    assert set(spade.state_dict()) == {
        f"{layer}.{kind}"
        for layer in ("mlp_shared.0", "mlp_gamma", "mlp_beta")
        for kind in ("weight", "bias")
    }


def test_learned_shortcut_has_no_bias_and_no_activation() -> None:
    torch.manual_seed(9)
    block = SpadeResnetBlock(6, 4, 3, 5).eval().requires_grad_(False)
    assert block.conv_s.bias is None
    x, feature = torch.randn(1, 6, 4, 4), torch.randn(1, 3, 4, 4)
    dx = block.conv_0(functional.leaky_relu(block.norm_0(x, feature), 0.2))
    dx = block.conv_1(functional.leaky_relu(block.norm_1(dx, feature), 0.2))
    assert torch.allclose(block(x, feature), block.conv_s(block.norm_s(x, feature)) + dx, atol=1e-6)
