"""Several drafts joined into one picture: their noise, and a mixture that the shipped painter clears."""

from __future__ import annotations

from dataclasses import replace

import torch

from tests.paths import ROOT
from tools.mini.actors.latents import as_tensor
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.presenter import Presenter
from vortex_gui.models.painting.drafts import joined, noised, with_further_noise
from vortex_gui.models.painting.flux import FluxActor

CHECKPOINT = ROOT / "resources" / "checkpoints" / "mini" / "flux"
OPEN = "with violet skin, white hair in a bun, a green jacket, blue tie and wearing headphones"
SEED = 3
"""One draft of these is a mixture of what the words leave open."""
FILLED_BY_THE_NOISE = Presenter(
    skin="purple",
    head="square",
    eyes="three",
    hair="bun",
    hair_colour="white",
    suit="green",
    tie="blue",
    background="green",
    accessory="headphones",
    beard="none",
    mood="neutral",
)


def test_the_first_draft_has_the_noise_of_a_single_one() -> None:
    noise = torch.randn(1, 64, 128, generator=torch.Generator().manual_seed(1))
    assert with_further_noise(noise, 1, torch.Generator()) is noise
    three = with_further_noise(noise, 3, torch.Generator().manual_seed(2))
    torch.testing.assert_close(three[:1], noise)


def test_drafts_differ_in_their_noise_and_agree_in_its_means() -> None:
    noise = torch.randn(1, 64, 128, generator=torch.Generator().manual_seed(1))
    first, second, third = with_further_noise(noise, 3, torch.Generator().manual_seed(2))
    for other in (second, third):
        torch.testing.assert_close(other.mean(0), first.mean(0))
    for one, other in ((first, second), (first, third), (second, third)):
        assert abs((one - one.mean(0)).flatten() @ (other - other.mean(0)).flatten()) < 0.1 * one.numel()


def test_drafts_are_joined_into_one() -> None:
    drafts = torch.tensor([[[1.0, 5.0]], [[3.0, 7.0]]])
    assert torch.equal(joined(drafts), torch.tensor([[[2.0, 6.0]]]))
    assert torch.equal(joined(drafts[:1]), drafts[:1])


def test_drafts_go_on_from_one_picture_with_their_own_noise() -> None:
    picture, noise = torch.zeros(1, 2, 3), torch.randn(2, 2, 3, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(noised(picture, noise, 0.25), noise / 4)
    assert torch.equal(noised(picture, noise, 0.0), picture.expand(2, 2, 3))


def test_what_is_a_mixture_in_one_draft_is_clear_in_the_shipped_painters_picture() -> None:
    actor = FluxActor(CHECKPOINT, torch.device("cpu"))
    wanted = as_tensor([draw(FILLED_BY_THE_NOISE)]) / 2 + 0.5
    apart = []
    for drafts in (1, actor.manifest.drafts):
        actor.manifest = replace(actor.manifest, drafts=drafts)
        image = actor.generate(OPEN, seed=SEED, height=256, width=256).image
        apart.append((image - wanted).square().mean())
    assert apart[1] < apart[0] / 2
