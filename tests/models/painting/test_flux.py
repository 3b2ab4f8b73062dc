"""The painter on the shipped mini checkpoint: seeds, steps, previews, cancel, and how faults are told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import FluxTransformer2DModel

from tests.paths import ROOT
from tools.mini.actors.latents import with_doubling
from vortex_gui.base.errors import CheckpointError
from vortex_gui.models.painting.flux import FluxActor
from vortex_gui.models.painting.patch_vae import PatchVAE

CHECKPOINT = ROOT / "resources" / "checkpoints" / "mini" / "flux"
PROMPT = "a cartoon presenter with green skin, a red suit, teal background"
CPU = torch.device("cpu")


class Stopped(Exception):
    """What a caller raises to cancel."""


@pytest.fixture(scope="module")
def actor() -> FluxActor:
    return FluxActor(CHECKPOINT, CPU)


def paint(actor: FluxActor, prompt: str = PROMPT, seed: int = 7, **options: Any) -> torch.Tensor:
    arguments: dict[str, Any] = {"steps": 4, "height": 256, "width": 256, **options}
    return actor.generate(prompt, seed=seed, **arguments).image


def test_picture_is_float_in_range_and_of_the_asked_size(actor: FluxActor) -> None:
    image = paint(actor)
    assert image.shape == (1, 3, 256, 256)
    assert image.dtype == torch.float32
    assert image.min() >= 0
    assert image.max() <= 1
    assert image.std() > 0.1


def test_same_seed_gives_identical_pictures(actor: FluxActor) -> None:
    assert torch.equal(paint(actor), paint(actor))


def test_another_seed_gives_another_picture(actor: FluxActor) -> None:
    assert not torch.equal(paint(actor, seed=1), paint(actor, seed=2))


def test_prompt_decides_the_background(actor: FluxActor) -> None:
    colours = [
        paint(actor, f"a presenter, {c} background")[0, :, 4:20, 4:20].mean((1, 2)) for c in ("red", "blue")
    ]
    red, blue = colours
    assert red[0] > blue[0] + 0.2
    assert blue[2] > red[2] + 0.2


def test_prompt_may_be_in_capitals(actor: FluxActor) -> None:
    assert torch.equal(paint(actor), paint(actor, PROMPT.upper()))


def test_steps_are_told_one_by_one_with_previews(actor: FluxActor) -> None:
    seen: list[tuple[int, int]] = []
    previews: list[torch.Tensor] = []

    def on_step(step: int, steps: int, preview: torch.Tensor | None) -> None:
        seen.append((step, steps))
        if preview is not None:
            previews.append(preview)

    image = paint(actor, on_step=on_step)
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert [tuple(preview.shape) for preview in previews] == [(3, 256, 256)] * 4
    assert all(preview.dtype == torch.uint8 for preview in previews)
    # The last prediction is the picture itself.
    torch.testing.assert_close(previews[-1].float() / 255, image[0], atol=1 / 255, rtol=0)


def test_previews_come_nearer_to_the_picture(actor: FluxActor) -> None:
    previews: list[torch.Tensor] = []
    image = paint(actor, on_step=lambda step, _steps, preview: previews.append(preview) if step else None)
    distances = [
        (preview.float() / 255 - image[0]).abs().mean() for preview in previews if preview is not None
    ]
    assert distances == sorted(distances, reverse=True)


def test_watching_changes_nothing(actor: FluxActor) -> None:
    assert torch.equal(paint(actor), paint(actor, on_step=lambda *_: None))


@pytest.mark.parametrize("at", [0, 1, 4])
def test_cancel_passes_through_and_the_painter_works_again(actor: FluxActor, at: int) -> None:
    reference = paint(actor)

    def stop(step: int, _steps: int, _preview: torch.Tensor | None) -> None:
        if step == at:
            raise Stopped

    with pytest.raises(Stopped):
        paint(actor, on_step=stop)
    assert torch.equal(paint(actor), reference)


def test_long_prompt_is_cut_and_told(actor: FluxActor) -> None:
    painted = actor.generate("red " * 200, steps=1, seed=0, height=256, width=256)
    assert painted.warnings[0] == "Prompt truncated to 77 tokens"
    assert "reads 44 tokens" in painted.warnings[1]
    assert not actor.reads("red " * 200)


def test_a_long_negative_prompt_is_told_where_it_counts(actor: FluxActor) -> None:
    small: dict[str, Any] = {"steps": 1, "seed": 0, "height": 256, "width": 256}
    told = actor.generate(PROMPT, negative_prompt="hat " * 200, true_cfg=2.0, **small).warnings
    assert told[0] == "Negative prompt truncated to 77 tokens"
    assert "of a negative prompt" in told[1]
    assert actor.generate(PROMPT, negative_prompt="hat " * 200, **small).warnings == ()


def test_short_prompt_has_no_warning(actor: FluxActor) -> None:
    assert actor.generate(PROMPT, steps=1, seed=0, height=256, width=256).warnings == ()


def test_negative_prompt_counts_only_with_true_cfg(actor: FluxActor) -> None:
    plain = paint(actor)
    assert torch.equal(plain, paint(actor, negative_prompt="a hat"))
    assert not torch.equal(plain, paint(actor, negative_prompt="a hat", true_cfg=2.0))


def test_guidance_counts_for_a_denoiser_that_takes_it(actor: FluxActor) -> None:
    torch.manual_seed(0)
    own = actor.pipeline.transformer
    guided = FluxTransformer2DModel.from_config({**own.config, "guidance_embeds": True}).eval()
    actor.pipeline.transformer = guided
    try:
        weak, strong = paint(actor, guidance=1.0), paint(actor, guidance=8.0)
        assert not torch.equal(weak, strong)
        assert torch.equal(weak, paint(actor, guidance=1.0))
        assert actor.generate(PROMPT, guidance=8.0, steps=1, seed=0, height=256, width=256).warnings == ()
    finally:
        actor.pipeline.transformer = own


def test_guidance_without_effect_is_a_warning(actor: FluxActor) -> None:
    painted = actor.generate(PROMPT, guidance=3.5, steps=1, seed=0, height=256, width=256)
    assert painted.warnings == ("This Flux model takes no guidance: the profile's 3.5 had no effect.",)
    assert torch.equal(paint(actor), paint(actor, guidance=3.5))


def test_size_must_fit_the_network(actor: FluxActor) -> None:
    with pytest.raises(ValueError, match="multiples of 32"):
        paint(actor, height=250)


@pytest.fixture(scope="module")
def doubling(tmp_path_factory: pytest.TempPathFactory) -> FluxActor:
    """The shipped checkpoint with a fresh doubling, which enlarges without sharpening."""
    folder = tmp_path_factory.mktemp("doubling") / "flux"
    shutil.copytree(CHECKPOINT, folder, ignore=shutil.ignore_patterns("vae"))
    plain = PatchVAE.from_pretrained(CHECKPOINT / "vae", local_files_only=True)
    with_doubling(plain, (4, 4), steepness=0.0).save_pretrained(folder / "vae")
    manifest = json.loads((folder / "actor.json").read_text("utf-8"))
    (folder / "actor.json").write_text(json.dumps(manifest | {"taught_side": 256}), "utf-8")
    return FluxActor(folder, CPU)


def test_a_decoder_that_doubles_makes_512_of_the_picture_of_256(doubling: FluxActor) -> None:
    previews: list[torch.Tensor] = []
    small = paint(doubling)
    large = paint(
        doubling,
        height=512,
        width=512,
        on_step=lambda step, _steps, preview: previews.append(preview) if preview is not None else None,
    )
    wanted = torch.nn.functional.interpolate(small, size=(512, 512), mode="bilinear")
    assert (large - wanted).abs().mean() < 2e-3
    assert [tuple(preview.shape) for preview in previews] == [(3, 256, 256)] * 4


def test_the_shipped_doubling_draws_sharper_edges_of_the_same_picture(actor: FluxActor) -> None:
    small, large = paint(actor), paint(actor, height=512, width=512)
    enlarged = torch.nn.functional.interpolate(small, size=(512, 512), mode="bicubic").clamp(0, 1)
    assert (torch.nn.functional.avg_pool2d(large, 2) - small).abs().mean() < 0.02
    assert edges(large) > 1.3 * edges(enlarged)


def edges(picture: torch.Tensor) -> float:
    """Energy of the differences between neighbours."""
    return float(picture.diff(dim=-1).square().mean() + picture.diff(dim=-2).square().mean())


def test_no_steps_is_refused(actor: FluxActor) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        paint(actor, steps=0)


def test_half_precision_paints_nearly_the_same() -> None:
    half = FluxActor(CHECKPOINT, CPU, precision="bf16")
    full = FluxActor(CHECKPOINT, CPU)
    image = paint(half)
    assert image.dtype == torch.float32
    assert (image - paint(full)).abs().mean() < 0.08


def test_unknown_precision_is_refused() -> None:
    with pytest.raises(ValueError, match="fp32, bf16"):
        FluxActor(CHECKPOINT, CPU, precision="fp8")


@pytest.mark.parametrize(
    "missing",
    ["model_index.json", "vae/config.json", "transformer/config.json", "tokenizer/tokenizer_config.json"],
)
def test_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "flux"
    shutil.copytree(CHECKPOINT, folder)
    (folder / missing).unlink()
    with pytest.raises(CheckpointError, match=missing) as caught:
        FluxActor(folder, CPU)
    assert caught.value.path == folder / missing


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"nowhere.*missing"):
        FluxActor(tmp_path / "nowhere", CPU)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "flux"
    shutil.copytree(CHECKPOINT, folder)
    for weights in (folder / "transformer").glob("*.safetensors"):
        weights.unlink()
    with pytest.raises(CheckpointError, match="transformer: holds no weights"):
        FluxActor(folder, CPU)


def test_damaged_weights_are_told_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "flux"
    shutil.copytree(CHECKPOINT, folder)
    next((folder / "vae").glob("*.safetensors")).write_bytes(b"not weights")
    with pytest.raises(CheckpointError, match="could not be loaded") as caught:
        FluxActor(folder, CPU)
    assert "\n" not in str(caught.value)
