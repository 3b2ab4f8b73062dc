"""A small autoencoder for Flux whose latents are the principal components of 16x16 picture patches.

The encoder is one strided convolution and needs no training. The decoder starts from its transpose, which
already gives a readable picture, and adds a convolutional residual that removes the ripples. The interface is
that of diffusers' autoencoders, so `FluxPipeline` loads and calls it like any other.
"""

from __future__ import annotations

from typing import Any

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.autoencoders.vae import DecoderOutput, DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from diffusers.models.modeling_utils import ModelMixin
from torch import nn
from torch.nn import functional

from vortex_gui.models.doubling import Doubling
from vortex_gui.models.residual_block import ResidualBlock
from vortex_gui.models.steepening import steepened


class RippleRemover(nn.Module):
    """What the linear picture lacks, from the latents and the linear picture itself.

    Works at 1/16, 1/8, 1/4 and 1/2 of the picture's size, since full-size convolutions would cost most of the
    time on a CPU; the last step to full size only rearranges channels.
    """

    def __init__(self, latent_channels: int, widths: tuple[int, ...], blocks: int) -> None:
        super().__init__()
        half, quarter, eighth, sixteenth = widths
        self.enter = nn.Conv2d(latent_channels, sixteenth, 3, padding=1)
        self.see_quarter = nn.Conv2d(3 * 16, quarter, 1)
        self.see_half = nn.Conv2d(3 * 4, half, 3, padding=1)
        self.at_sixteenth = nn.Sequential(*(ResidualBlock(sixteenth) for _ in range(blocks)))
        self.at_eighth = nn.Sequential(*(ResidualBlock(eighth) for _ in range(blocks)))
        self.at_quarter = nn.Sequential(*(ResidualBlock(quarter) for _ in range(blocks)))
        self.at_half = nn.Sequential(*(ResidualBlock(half) for _ in range(blocks)))
        self.rise_eighth = nn.Conv2d(sixteenth, 4 * eighth, 1)
        self.rise_quarter = nn.Conv2d(eighth, 4 * quarter, 1)
        self.rise_half = nn.Conv2d(quarter, 4 * half, 1)
        self.leave = nn.Conv2d(half, 3 * 4, 3, padding=1)
        for parameter in self.leave.parameters():
            nn.init.zeros_(parameter)

    def forward(self, latents: torch.Tensor, linear: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(N, C, h, w) latents and the (N, 3, 16h, 16w) linear picture to a residual of the same size.

        With it come the features of half that size from which it is read.
        """
        x = self.at_sixteenth(self.enter(latents))
        x = self.at_eighth(functional.pixel_shuffle(self.rise_eighth(x), 2))
        x = functional.pixel_shuffle(self.rise_quarter(x), 2)
        x = self.at_quarter(x + self.see_quarter(functional.pixel_unshuffle(linear, 4)))
        x = functional.pixel_shuffle(self.rise_half(x), 2)
        x = functional.silu(self.at_half(x + self.see_half(functional.pixel_unshuffle(linear, 2))))
        return functional.pixel_shuffle(self.leave(x), 2), x


class PatchVAE(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers' mixins are untyped
    """Pictures (N, 3, H, W) in [-1, 1] to latents (N, C, H/16, W/16) and back; H and W are multiples of 16.

    `block_out_channels` has five entries because pipelines take the reduction, 16, from their number; the
    last four are the decoder's widths at 1/2, 1/4, 1/8 and 1/16. With `doubling_widths`, at half and at the
    whole of the picture's size, the same latents also make a picture of twice the size, whose edges are
    steepened by `doubling_steepness` (see `steepened`).
    """

    @register_to_config  # type: ignore[untyped-decorator]  # as its mixins
    def __init__(
        self,
        in_channels: int = 3,
        latent_channels: int = 32,
        block_out_channels: tuple[int, ...] = (12, 24, 48, 96, 128),
        layers_per_block: int = 2,
        scaling_factor: float = 1.0,
        shift_factor: float = 0.0,
        doubling_widths: tuple[int, int] | None = None,
        doubling_steepness: float = 0.0,
    ) -> None:
        super().__init__()
        patch = 2 ** (len(block_out_channels) - 1)
        self.encoder = nn.Conv2d(in_channels, latent_channels, patch, stride=patch)
        self.linear = nn.ConvTranspose2d(latent_channels, in_channels, patch, stride=patch)
        self.residual = RippleRemover(latent_channels, tuple(block_out_channels[1:]), layers_per_block)
        if doubling_widths is not None:
            half, whole = doubling_widths
            self.doubling = Doubling(block_out_channels[1], (half, whole), layers_per_block)

    @torch.no_grad()
    def set_basis(self, mean: torch.Tensor, components: torch.Tensor, scales: torch.Tensor) -> None:
        """Set the linear maps from a mean patch (768,), orthonormal components (C, 768) and divisors (C,)."""
        kernel = self.encoder.weight.shape[1:]
        self.encoder.weight.copy_((components / scales[:, None]).view(-1, *kernel))
        assert self.encoder.bias is not None
        assert self.linear.bias is not None
        self.encoder.bias.copy_(-(components @ mean) / scales)
        self.linear.weight.copy_((components * scales[:, None]).view(-1, *kernel))
        # The bias of a transposed convolution is one number per channel: the mean patch's own shape is
        # far below the residual, so its average per channel is enough.
        self.linear.bias.copy_(mean.view(*kernel).mean((1, 2)))

    def encode(self, x: torch.Tensor, return_dict: bool = True) -> Any:  # as its argument says
        """The latents as a distribution without spread; a tuple of it where diffusers asks for one."""
        mean = self.encoder(x)
        parameters = torch.cat([mean, torch.full_like(mean, -30.0)], dim=1)
        posterior = DiagonalGaussianDistribution(parameters, deterministic=True)
        return AutoencoderKLOutput(latent_dist=posterior) if return_dict else (posterior,)

    def decode(self, z: torch.Tensor, return_dict: bool = True, **_unused: object) -> Any:  # likewise
        """The picture of these latents; what else diffusers may pass is not needed."""
        sample, _ = self.picture_and_features(z)
        return DecoderOutput(sample=sample) if return_dict else (sample,)

    @property
    def doubles(self) -> bool:
        """Whether `decode_doubled` was taught."""
        return self.config.doubling_widths is not None

    def decode_doubled(self, z: torch.Tensor) -> torch.Tensor:
        """The picture of these latents at twice its size, (N, 3, 32h, 32w)."""
        picture, features = self.picture_and_features(z)
        return self.doubled(features, picture)

    def doubled(self, features: torch.Tensor, picture: torch.Tensor) -> torch.Tensor:
        """What `picture_and_features` gives, at twice the picture's size."""
        return steepened(self.doubling(features, picture), self.config.doubling_steepness)

    def picture_and_features(self, z: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The picture, and the features of half its size that its last step was read from."""
        linear = self.linear(z)
        residual, features = self.residual(z, linear)
        return linear + residual, features

    def decode_linear(self, z: torch.Tensor) -> torch.Tensor:
        """The linear picture alone: rippled, but nearly free; for previews."""
        picture: torch.Tensor = self.linear(z)
        return picture
