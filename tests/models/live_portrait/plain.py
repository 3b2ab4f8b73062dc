"""The published networks once more, written from the specification on plain state dicts in float64.

Shares no line with the product, so that a slip in either shows. Slow: every step is spelled out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch.nn import functional

State = Mapping[str, torch.Tensor]


def doubled(state: State) -> dict[str, torch.Tensor]:
    return {key: value.double() for key, value in state.items()}


def convolved(
    state: State, name: str, x: torch.Tensor, stride: int = 1, pad: int | None = None
) -> torch.Tensor:
    weight, bias = state[f"{name}.weight"], state.get(f"{name}.bias")
    padding = weight.shape[-1] // 2 if pad is None else pad
    if weight.ndim == 5:
        assert bias is not None
        return convolved_in_depth(weight, bias, x)
    groups = x.shape[1] // weight.shape[1]
    return functional.conv2d(x, weight, bias, stride, padding, 1, groups)


def convolved_in_depth(weight: torch.Tensor, bias: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """A three-dimensional convolution layer by layer: torch's own in float64 wants gigabytes at full size."""
    batch, channels, depth, height, width = x.shape
    reach = weight.shape[2] // 2
    padded = functional.pad(x, (0, 0, 0, 0, reach, reach)).transpose(1, 2)
    total = bias.view(1, 1, -1, 1, 1).expand(batch, depth, -1, height, width)
    for tap in range(weight.shape[2]):
        layers = padded[:, tap : tap + depth].reshape(-1, channels, height, width)
        moved = functional.conv2d(layers, weight[:, :, tap], padding=weight.shape[-1] // 2)
        total = total + moved.view(batch, depth, -1, height, width)
    return total.transpose(1, 2)


def batch_normed(state: State, name: str, x: torch.Tensor) -> torch.Tensor:
    shape = (1, -1) + (1,) * (x.ndim - 2)
    mean, variance, gain, bias = (
        state[f"{name}.{part}"].view(shape) for part in ("running_mean", "running_var", "weight", "bias")
    )
    return (x - mean) / torch.sqrt(variance + 1e-5) * gain + bias


def leaky(x: torch.Tensor, slope: float) -> torch.Tensor:
    return torch.where(x > 0, x, slope * x)


def block(state: State, name: str, x: torch.Tensor, slope: float = 0.0) -> torch.Tensor:
    """Convolution, batch norm, activation."""
    return leaky(batch_normed(state, f"{name}.norm", convolved(state, f"{name}.conv", x)), slope)


def halved(x: torch.Tensor) -> torch.Tensor:
    """The mean over 2x2 of height and width."""
    return (x[..., ::2, ::2] + x[..., 1::2, ::2] + x[..., ::2, 1::2] + x[..., 1::2, 1::2]) / 4


def enlarged(x: torch.Tensor, factor: int = 2) -> torch.Tensor:
    return x.repeat_interleave(factor, -2).repeat_interleave(factor, -1)


def indices(state: State, prefix: str) -> list[int]:
    return sorted({int(key[len(prefix) :].split(".")[0]) for key in state if key.startswith(prefix)})


def appearance(state: State, image: torch.Tensor, channels: int, depth: int) -> torch.Tensor:
    """F: picture (B, 3, S, S) to volume (B, C, D, S/4, S/4)."""
    x = block(state, "first", image)
    for i in indices(state, "down_blocks."):
        x = halved(block(state, f"down_blocks.{i}", x))
    x = convolved(state, "second", x)
    volume = torch.stack([x[:, c * depth : (c + 1) * depth] for c in range(channels)], dim=1)
    for i in indices(state, "resblocks_3d.3dr"):
        name = f"resblocks_3d.3dr{i}"
        y = convolved(state, f"{name}.conv1", leaky(batch_normed(state, f"{name}.norm1", volume), 0))
        y = convolved(state, f"{name}.conv2", leaky(batch_normed(state, f"{name}.norm2", y), 0))
        volume = volume + y
    return volume


def layer_normed(state: State, name: str, x: torch.Tensor, axis: int) -> torch.Tensor:
    shape = [1] * x.ndim
    shape[axis] = -1
    centred = x - x.mean(dim=axis, keepdim=True)
    spread = torch.sqrt((centred**2).mean(dim=axis, keepdim=True) + 1e-6)
    return centred / spread * state[f"{name}.weight"].view(shape) + state[f"{name}.bias"].view(shape)


def per_pixel(state: State, name: str, x: torch.Tensor) -> torch.Tensor:
    """A linear layer over the channels of (B, a, H, W)."""
    mixed = torch.einsum("oc,bchw->bohw", state[f"{name}.weight"], x)
    return mixed + state[f"{name}.bias"].view(1, -1, 1, 1)


def motion(state: State, image: torch.Tensor) -> dict[str, torch.Tensor]:
    """M: picture (B, 3, S, S) to the raw heads."""
    x = image
    for i in indices(state, "detector.stages."):
        down = f"detector.downsample_layers.{i}"
        if i == 0:
            x = layer_normed(state, f"{down}.1", convolved(state, f"{down}.0", x, stride=4, pad=0), axis=1)
        else:
            x = convolved(state, f"{down}.1", layer_normed(state, f"{down}.0", x, axis=1), stride=2, pad=0)
        for j in indices(state, f"detector.stages.{i}."):
            name = f"detector.stages.{i}.{j}"
            y = layer_normed(state, f"{name}.norm", convolved(state, f"{name}.dwconv", x), axis=1)
            y = per_pixel(state, f"{name}.pwconv1", y)
            y = y * 0.5 * (1 + torch.erf(y / math.sqrt(2)))
            length = torch.sqrt((y**2).sum(dim=(2, 3), keepdim=True))
            share = length / (length.mean(dim=1, keepdim=True) + 1e-6)
            gamma, beta = (state[f"{name}.grn.{part}"].view(1, -1, 1, 1) for part in ("gamma", "beta"))
            x = x + per_pixel(state, f"{name}.pwconv2", gamma * y * share + beta + y)
    x = layer_normed(state, "detector.norm", x.mean(dim=(2, 3)), axis=1)
    heads = ("pitch", "yaw", "roll", "t", "exp", "scale", "kp")
    return {
        head: x @ state[f"detector.fc_{head}.weight"].T + state[f"detector.fc_{head}.bias"] for head in heads
    }


def read_at(volume: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
    """Volume (B, C, D, H, W) at places (B, D, H, W, 3): cell i of n is read at (place + 1) n / 2 - 1/2.

    Corner by corner, and nothing outside the volume.
    """
    batch, channels, depth, height, width = volume.shape
    sides = torch.tensor((width, height, depth), dtype=volume.dtype)
    places = (grid + 1) * sides / 2 - 0.5
    low = torch.floor(places)
    flat = volume.reshape(batch, channels, -1)
    total = torch.zeros(batch, channels, grid[..., 0].numel() // batch, dtype=volume.dtype)
    for corner in range(8):
        step = torch.tensor([corner & 1, corner >> 1 & 1, corner >> 2], dtype=volume.dtype)
        cell = low + step
        weight = (1 - (places - cell).abs()).prod(dim=-1)
        inside = ((cell >= 0) & (cell < sides)).all(dim=-1)
        x, y, z = (cell.clamp(min=0).minimum(sides - 1)).long().unbind(dim=-1)
        index = ((z * height + y) * width + x).reshape(batch, 1, -1).expand(-1, channels, -1)
        total += flat.gather(2, index) * (weight * inside).reshape(batch, 1, -1)
    return total.view(batch, channels, *grid.shape[1:4])


def rest_grid(depth: int, height: int, width: int) -> torch.Tensor:
    grid = torch.empty(depth, height, width, 3, dtype=torch.float64)
    grid[..., 0] = torch.linspace(-1, 1, width, dtype=torch.float64)
    grid[..., 1] = torch.linspace(-1, 1, height, dtype=torch.float64)[:, None]
    grid[..., 2] = torch.linspace(-1, 1, depth, dtype=torch.float64)[:, None, None]
    return grid


def hourglass(state: State, name: str, x: torch.Tensor) -> torch.Tensor:
    """Down with halving, up with doubling, each step up joined behind by what went down at that size."""
    passed = [x]
    for i in indices(state, f"{name}.encoder.down_blocks."):
        passed.append(halved(block(state, f"{name}.encoder.down_blocks.{i}", passed[-1])))
    y = passed.pop()
    for i in indices(state, f"{name}.decoder.up_blocks."):
        y = torch.cat((block(state, f"{name}.decoder.up_blocks.{i}", enlarged(y)), passed.pop()), dim=1)
    return block(state, f"{name}.decoder", y)


def warping(
    state: State, volume: torch.Tensor, driving: torch.Tensor, source: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """W: out (B, c, H, W), deformation (B, D, H, W, 3), occlusion (B, 1, H, W)."""
    dense = "dense_motion_network"
    batch, _, depth, height, width = volume.shape
    grid = rest_grid(depth, height, width)
    compressed = convolved(state, f"{dense}.compress", volume)
    compressed = leaky(batch_normed(state, f"{dense}.norm", compressed), 0)
    motions, joined = [], []
    for k in range(driving.shape[1] + 1):
        if k == 0:
            moved = grid.expand(batch, -1, -1, -1, -1)
            heat = torch.zeros(batch, 1, depth, height, width, dtype=torch.float64)
        else:
            to, come = (p[:, k - 1].view(batch, 1, 1, 1, 3) for p in (driving, source))
            moved = grid - to + come
            near, far = (torch.exp(-((grid - p) ** 2).sum(dim=-1) / 0.02) for p in (to, come))
            heat = (near - far)[:, None]
        motions.append(moved)
        joined += [heat, read_at(compressed, moved)]
    predicted = hourglass(state, f"{dense}.hourglass", torch.cat(joined, dim=1))
    mask = torch.softmax(convolved(state, f"{dense}.mask", predicted), dim=1)
    deformation = torch.zeros(batch, depth, height, width, 3, dtype=torch.float64)
    for k, moved in enumerate(motions):
        deformation += mask[:, k, ..., None] * moved
    occlusion = 1 / (1 + torch.exp(-convolved(state, f"{dense}.occlusion", predicted.flatten(1, 2))))
    out = block(state, "third", read_at(volume, deformation).flatten(1, 2), slope=0.01)
    return convolved(state, "fourth", out) * occlusion, deformation, occlusion


def spectral(state: State, name: str, x: torch.Tensor) -> torch.Tensor:
    """A convolution whose weight is divided by u' W v, with u and v as they are stored."""
    weight = state[f"{name}.weight_orig"]
    sigma = torch.einsum("o,oi,i->", state[f"{name}.weight_u"], weight.flatten(1), state[f"{name}.weight_v"])
    return functional.conv2d(x, weight / sigma, state.get(f"{name}.bias"), padding=weight.shape[-1] // 2)


def spade(state: State, name: str, x: torch.Tensor, feature: torch.Tensor) -> torch.Tensor:
    mean = x.mean(dim=(2, 3), keepdim=True)
    normed = (x - mean) / torch.sqrt(((x - mean) ** 2).mean(dim=(2, 3), keepdim=True) + 1e-5)
    hidden = convolved(state, f"{name}.mlp_shared.0", enlarged(feature, x.shape[-1] // feature.shape[-1]))
    hidden = leaky(hidden, 0)
    gamma, beta = (convolved(state, f"{name}.mlp_{part}", hidden) for part in ("gamma", "beta"))
    return normed * (1 + gamma) + beta


def spade_block(state: State, name: str, x: torch.Tensor, feature: torch.Tensor) -> torch.Tensor:
    dx = spectral(state, f"{name}.conv_0", leaky(spade(state, f"{name}.norm_0", x, feature), 0.2))
    dx = spectral(state, f"{name}.conv_1", leaky(spade(state, f"{name}.norm_1", dx, feature), 0.2))
    if f"{name}.conv_s.weight_orig" in state:
        x = spectral(state, f"{name}.conv_s", spade(state, f"{name}.norm_s", x, feature))
    return x + dx


def generator(state: State, feature: torch.Tensor) -> torch.Tensor:
    """G: W's out (B, c, H, W) to a picture (B, 3, 8H, 8W)."""
    x = convolved(state, "fc", feature)
    for i in indices(state, "G_middle_"):
        x = spade_block(state, f"G_middle_{i}", x, feature)
    for i in indices(state, "up_"):
        x = spade_block(state, f"up_{i}", enlarged(x), feature)
    x = convolved(state, "conv_img.0", leaky(x, 0.2))
    picture = torch.empty(x.shape[0], x.shape[1] // 4, 2 * x.shape[2], 2 * x.shape[3], dtype=torch.float64)
    for place in range(4):
        picture[:, :, place // 2 :: 2, place % 2 :: 2] = x[:, place::4]
    return 1 / (1 + torch.exp(-picture))


def mlp(state: State, x: torch.Tensor) -> torch.Tensor:
    """S, R_eye and R_lip: (N, a) to (N, b)."""
    layers = sorted({int(key.split(".")[1]) for key in state})
    for layer in layers:
        x = x @ state[f"mlp.{layer}.weight"].T + state[f"mlp.{layer}.bias"]
        if layer != layers[-1]:
            x = leaky(x, 0)
    return x
