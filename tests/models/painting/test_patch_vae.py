"""The patch autoencoder: pictures that its basis spans come back, and the residual begins as nothing."""

from __future__ import annotations

import pytest
import torch

from vortex_gui.models.painting.patch_vae import PatchVAE
from vortex_gui.models.steepening import steepened

CHANNELS = 8


@pytest.fixture(scope="module")
def basis() -> torch.Tensor:
    """Orthonormal (C, 768)."""
    draw = torch.Generator().manual_seed(1)
    rows: torch.Tensor = torch.linalg.qr(torch.randn(768, CHANNELS, generator=draw)).Q.T
    return rows.contiguous()


@pytest.fixture(scope="module")
def vae(basis: torch.Tensor) -> PatchVAE:
    torch.manual_seed(2)
    made: PatchVAE = PatchVAE(latent_channels=CHANNELS).eval()
    made.set_basis(torch.zeros(768), basis, torch.linspace(1, 3, CHANNELS))
    return made


def spanned(basis: torch.Tensor) -> torch.Tensor:
    """A picture (1, 3, 32, 48) each of whose patches the basis spans."""
    draw = torch.Generator().manual_seed(3)
    patches = torch.randn(6, CHANNELS, generator=draw) @ basis
    grid = patches.view(2, 3, 3, 16, 16).permute(2, 0, 3, 1, 4)
    return grid.reshape(1, 3, 32, 48)


@torch.inference_mode()
def test_a_picture_of_the_basis_comes_back_and_latents_are_small(vae: PatchVAE, basis: torch.Tensor) -> None:
    picture = spanned(basis)
    latents = vae.encode(picture).latent_dist.mode()
    assert latents.shape == (1, CHANNELS, 2, 3)
    assert torch.allclose(vae.decode(latents).sample, picture, atol=1e-4)
    assert torch.allclose(vae.decode_linear(latents), picture, atol=1e-4)


@torch.inference_mode()
def test_encoding_has_no_spread_and_answers_in_tuples_where_asked(vae: PatchVAE, basis: torch.Tensor) -> None:
    picture = spanned(basis)
    (posterior,) = vae.encode(picture, return_dict=False)
    assert torch.equal(posterior.sample(), posterior.mode())
    (decoded,) = vae.decode(posterior.mode(), return_dict=False)
    assert decoded.shape == picture.shape


def test_it_is_read_back_from_its_folder_as_it_was(
    vae: PatchVAE, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("vae")
    vae.save_pretrained(folder)
    again = PatchVAE.from_pretrained(folder, local_files_only=True)
    assert again.config.latent_channels == CHANNELS
    for name, weight in vae.state_dict().items():
        assert torch.equal(again.state_dict()[name], weight)


@torch.inference_mode()
def test_with_a_doubling_the_same_latents_also_make_a_picture_of_twice_the_size(
    vae: PatchVAE, basis: torch.Tensor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    torch.manual_seed(4)
    made: PatchVAE = PatchVAE(latent_channels=CHANNELS, doubling_widths=(6, 4)).eval()
    made.load_state_dict(made.state_dict() | vae.state_dict())
    torch.nn.init.normal_(made.doubling.leave.weight, std=0.1)
    latents = made.encode(spanned(basis)).latent_dist.mode()
    small, large = made.decode(latents).sample, made.decode_doubled(latents)
    assert torch.equal(small, vae.decode(latents).sample)
    assert large.shape == (1, 3, 64, 96)
    assert (vae.doubles, made.doubles) == (False, True)
    folder = tmp_path_factory.mktemp("doubling")
    made.save_pretrained(folder)
    again = PatchVAE.from_pretrained(folder, local_files_only=True)
    assert torch.equal(again.decode_doubled(latents), large)


@torch.inference_mode()
def test_its_steepness_steepens_the_doubled_picture_alone(vae: PatchVAE, basis: torch.Tensor) -> None:
    def made(steepness: float) -> PatchVAE:
        widths = (6, 4)
        one: PatchVAE = PatchVAE(
            latent_channels=CHANNELS, doubling_widths=widths, doubling_steepness=steepness
        )
        one.load_state_dict(plain.state_dict())
        one.eval()
        return one

    plain = PatchVAE(latent_channels=CHANNELS, doubling_widths=(6, 4))
    plain.load_state_dict(plain.state_dict() | vae.state_dict())
    latents = vae.encode(spanned(basis)).latent_dist.mode()
    soft, steep = made(0.0), made(0.4)
    assert torch.equal(steep.decode(latents).sample, soft.decode(latents).sample)
    wanted = steepened(soft.decode_doubled(latents), 0.4)
    assert torch.equal(steep.decode_doubled(latents), wanted)
