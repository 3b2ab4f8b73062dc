"""Every training of the mini actor runs a few real steps, resumes, and packs a folder that paints."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tools.mini import captions, muon, unpack
from tools.mini.actors import (
    doubling_set,
    flux_parts,
    latents,
    noise_choice,
    pack_flux,
    real_latents,
    train_decoder,
    train_doubling,
    train_flow,
    train_text,
)
from tools.mini.actors.doubling_training import DoublingTraining, share_of_rate, steepness_loss
from tools.mini.actors.judged import attribute_reader, sharpness
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.geometry import HEAD_POINTS, geometry
from tools.mini.renderer.pose import Pose, random_pose
from tools.mini.renderer.presenter import HIDDEN_BY_HAT, VALUES, Presenter, sample_presenter
from tools.mini.training import Ema, Progress
from vortex_gui.models.painting.flux import FluxActor


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A training folder in which every part has been trained for a few steps, on small batches."""
    root = tmp_path_factory.mktemp("training")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VORTEX_TRAIN_DIR", str(root))
        torch.set_num_threads(1)
        patch.setattr(train_text, "BATCH", 8)
        for name, count in (("PLAIN", 2), ("HARDEST", 2), ("COMPLETE", 3), ("BATCH", 6)):
            patch.setattr(train_flow, name, count)
        train_text.train(2, seed=0)
        folder = root / "flux"
        latents.load_or_make_basis(folder, 160, seed=0)
        train_flow.train(train_flow.begin(0, folder), 2 * train_flow.BATCH)
        train_decoder.train(2, seed=0, folder=folder)
        yield folder


@pytest.fixture(scope="module")
def packed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """What ships, made of that training folder, and its bytes."""
    shipped = tmp_path_factory.mktemp("packed") / "flux"
    return shipped, pack_flux.pack(folder, shipped)


def test_presenters_are_drawn_as_numpys_choice_draws_them() -> None:
    """The shipped weights were trained on that sequence: another one would not train them again."""
    rng, numpys = np.random.default_rng(5), np.random.default_rng(5)
    for _ in range(300):
        drawn = {name: str(numpys.choice(words)) for name, words in VALUES.items()}
        drawn["beard"] = str(numpys.choice(VALUES["beard"], p=[0.5, 0.25, 0.25]))
        drawn["hair"] = str(numpys.choice(VALUES["hair"], p=[0.1, *([0.15] * 6)]))
        if drawn["accessory"] == "hat" and drawn["hair"] in HIDDEN_BY_HAT:
            shown = [style for style in VALUES["hair"] if style not in HIDDEN_BY_HAT]
            drawn["hair"] = str(numpys.choice(shown))
        assert sample_presenter(rng) == Presenter(**drawn)


def test_all_points_are_named_and_exact_at_any_pose() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        presenter = sample_presenter(rng)
        parts = geometry(presenter, random_pose(rng, presenter))
        rebuilt = parts.scale * (parts.canonical + parts.expression) @ parts.rotation + parts.shift
        np.testing.assert_allclose(parts.keypoints, rebuilt, atol=1e-5)
        assert parts.keypoints.shape == (len(HEAD_POINTS), 3)
        assert np.abs(parts.keypoints).max() < 1.1


def test_an_open_mouth_changes_the_picture_only_round_the_mouth() -> None:
    presenter = replace(sample_presenter(np.random.default_rng(2)), beard="none", mood="neutral")
    changed = (draw(presenter, Pose()) != draw(presenter, Pose(mouth_open=1.0))).any(-1)
    rows, columns = np.nonzero(changed)
    points = (geometry(presenter, Pose(mouth_open=1.0)).keypoints[:, :2] + 1) * 128
    mouth = points[[HEAD_POINTS.index(f"mouth_{side}") for side in ("left", "right", "top", "bottom")]]
    assert changed.any()
    assert abs(rows.max() - mouth[:, 1].max()) < 6
    assert abs(columns.min() - mouth[:, 0].min()) < 8


def test_captions_ask_only_for_what_the_presenter_has() -> None:
    rng = np.random.default_rng(3)
    known = set(captions.vocabulary())
    for _ in range(200):
        presenter = captions.sample_split(rng)
        caption = captions.write_caption(presenter, rng)
        assert all(getattr(presenter, name) == value for name, value in caption.asked.items())
        assert set(caption.text.replace(",", " ").split()) <= known
        assert not captions.held_out(presenter)


def test_a_changed_attribute_is_one_and_visible() -> None:
    rng = np.random.default_rng(4)
    for _ in range(100):
        presenter = captions.sample_split(rng)
        other = captions.change_one(presenter, rng)
        assert sum(getattr(presenter, name) != getattr(other, name) for name in VALUES) == 1
        assert (draw(presenter) != draw(other)).any()


def test_tokens_have_the_same_numbers_whenever_they_are_taught() -> None:
    first, second = flux_parts.clip_tokenizer(), flux_parts.clip_tokenizer.__wrapped__()
    assert first is not second
    assert first.get_vocab() == second.get_vocab()
    mixed = {"a</w>": 3, "b</w>": 2, "ab": 1, "ab</w>": 0}
    assert flux_parts.renumbered(mixed) == {"a</w>": 2, "b</w>": 3, "ab": 1, "ab</w>": 0}


@pytest.mark.usefixtures("folder")
def test_text_training_resumes_where_it_stopped() -> None:
    assert train_text.train(2, seed=0).step == 2


def test_flow_training_goes_on_from_its_checkpoint(folder: Path) -> None:
    training = train_flow.begin(0, folder)
    assert training.step >= 2
    before = training.model.proj_out.weight.clone()
    assert np.isfinite(training.advance(1e-3))
    assert not torch.equal(before, training.model.proj_out.weight)


def test_decoder_never_moves_the_latents(folder: Path) -> None:
    training = train_decoder.DecoderTraining(folder, seed=0)
    training.resume()
    assert training.step == 2
    assert torch.equal(training.vae.encoder.weight, latents.linear_vae(folder).encoder.weight)


def test_linear_pictures_are_already_readable(folder: Path) -> None:
    vae = latents.linear_vae(folder)
    pictures = latents.as_tensor([draw(captions.sample_split(np.random.default_rng(n))) for n in range(4)])
    with torch.no_grad():
        found = vae.decode_linear(vae.encode(pictures).latent_dist.mode())
    assert train_decoder.decibels(found, pictures) > 20


def test_packed_folder_paints_through_the_product_loader(packed: tuple[Path, int]) -> None:
    shipped, size = packed
    assert size < 24e6
    actor = FluxActor(shipped, torch.device("cpu"))
    painted = actor.generate("a tv host, green skin", steps=1, seed=1, height=256, width=256)
    assert painted.image.shape == (1, 3, 256, 256)


def test_doubling_resumes_and_is_packed_and_unpacked(
    folder: Path, packed: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(real_latents, "BATCH", 2)
    monkeypatch.setattr(real_latents, "STEPS", 1)
    for name in ("basis.pt", "decoder.pt"):
        shutil.copy(folder / name, tmp_path / name)
    for steps in (1, 2):
        assert train_doubling.train(steps, seed=0, real=4, folder=tmp_path).step == steps
    shipped = tmp_path / "flux"
    shutil.copytree(packed[0], shipped)
    before = pack_flux.packed_bytes(shipped)
    pack_flux.pack_doubling(tmp_path, shipped)
    assert 0 < pack_flux.packed_bytes(shipped) - before < 1e6
    actor = FluxActor(shipped, torch.device("cpu"))
    painted = actor.generate("a tv host, green skin", steps=1, seed=1, height=512, width=512)
    assert painted.image.shape == (1, 3, 512, 512)
    (tmp_path / "again").mkdir()
    assert tmp_path / "again" / "doubling.pt" in unpack.unpack_flux(shipped, tmp_path / "again")
    goes_on = DoublingTraining(
        train_doubling.doubling_vae(tmp_path / "again").doubling, tmp_path / "again" / "doubling.pt"
    )
    wanted = actor.pipeline.vae.doubling.state_dict()
    assert all(torch.equal(weight, wanted[name]) for name, weight in goes_on.doubling.state_dict().items())


def test_what_a_picture_mistakes_does_not_count_for_its_doubling() -> None:
    wanted = torch.zeros(1, 3, 128, 128)
    picture = torch.zeros(1, 3, 64, 64)
    picture[..., :8, :8] = 1.0
    weights = doubling_set.as_asked(picture, wanted)
    assert weights.shape == (1, 1, 128, 128)
    assert weights[..., :16, :16].max() == 0
    assert weights[..., 48:, 48:].min() == 1


def test_an_edge_a_little_off_its_place_is_as_steep_as_wanted_and_a_soft_one_is_not() -> None:
    wanted = torch.zeros(1, 3, 16, 16)
    wanted[..., 4:] = 1.0
    moved, counts = wanted.roll(1, dims=-1), torch.ones(1, 1, 16, 16)
    moved[..., 0] = 0.0
    soft = torch.nn.functional.avg_pool2d(wanted, 3, stride=1, padding=1, count_include_pad=False)
    assert steepness_loss(moved, wanted, counts) == 0
    assert steepness_loss(soft, wanted, counts) > 0
    assert steepness_loss(soft, wanted, torch.zeros_like(counts)) == 0


def test_the_learning_rate_rises_shortly_and_falls_to_a_hundredth() -> None:
    shares = [share_of_rate(step, 1000) for step in (0, 49, 500, 999)]
    assert shares == pytest.approx([0.02, 0.994, 0.5, 0.01], abs=1e-3)


def test_attribute_reader_learns_and_is_read_back(tmp_path: Path) -> None:
    attribute_reader.train(2, seed=0, folder=tmp_path)
    reader = attribute_reader.load_reader(tmp_path)
    found = attribute_reader.read_attributes(reader, torch.zeros(2, 3, 256, 256))
    assert [set(words) for words in found] == [set(VALUES)] * 2


def test_average_follows_the_weights() -> None:
    layer = torch.nn.Linear(1, 1)
    average = Ema(layer, 0.9)
    with torch.no_grad():
        layer.weight.fill_(5.0)
    for _ in range(200):
        average.update(layer)
    assert average.shadow["weight"].item() == pytest.approx(5.0, abs=1e-3)


def test_progress_tells_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    now = iter([0.0, 0.0, 30.0])
    progress = Progress(100, "flow", clock=lambda: next(now))
    progress.update(1, loss=1.0)
    assert progress.update(11, loss=1.0)
    assert "4.5 min left" in capsys.readouterr().out


def test_noise_settles_what_a_caption_leaves_open() -> None:
    rng = np.random.default_rng(6)
    noises = rng.standard_normal((200, 64, 128), np.float32)
    asked = {"suit": "red", "accessory": "hat"}
    found = [noise_choice.complete(asked, noise) for noise in noises]
    assert all(presenter.suit == "red" and presenter.accessory == "hat" for presenter in found)
    assert not any(presenter.hair in HIDDEN_BY_HAT for presenter in found)
    assert noise_choice.complete(asked, noises[0]) == found[0]
    for name in ("skin", "background", "mood", "eyes"):
        assert {getattr(presenter, name) for presenter in found} == set(VALUES[name])


def test_high_hair_is_never_put_under_a_hat() -> None:
    rng = np.random.default_rng(7)
    for noise in rng.standard_normal((100, 64, 128), np.float32):
        assert noise_choice.complete({"hair": "mohawk"}, noise).accessory != "hat"


def test_muon_steps_are_near_orthogonal_and_learn() -> None:
    torch.manual_seed(0)
    turned = muon.orthogonal(torch.randn(3, 24, 40))
    singular = torch.linalg.svdvals(turned)
    assert singular.min() > 0.3
    assert singular.max() < 1.4
    layer = torch.nn.ModuleDict({"blocks": torch.nn.Linear(8, 8)})
    optimiser = muon.MuonBesideAdam([layer], 0.02, "blocks")
    wanted, given = torch.randn(32, 8), torch.randn(32, 8)
    losses = []
    for _ in range(60):
        loss = (layer["blocks"](given) - wanted).square().mean()
        layer.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.8 * losses[0]


def test_unpacked_checkpoints_go_on_from_the_shipped_weights(
    folder: Path, packed: tuple[Path, int], tmp_path: Path
) -> None:
    shipped, _ = packed
    (tmp_path / "again").mkdir()
    assert len(unpack.unpack_flux(shipped, tmp_path / "again")) == 4
    assert unpack.unpack_flux(shipped, tmp_path / "again") == []
    first, again = latents.linear_vae(folder), latents.linear_vae(tmp_path / "again")
    torch.testing.assert_close(again.encoder.weight, first.encoder.weight, atol=2e-3, rtol=2e-3)
    torch.testing.assert_close(again.encoder.bias, first.encoder.bias, atol=5e-3, rtol=2e-3)
    assert np.isfinite(train_flow.begin(0, tmp_path / "again").advance(1e-3))


def test_a_blurred_picture_is_less_sharp_and_the_renderers_own_is_1() -> None:
    wanted = latents.as_tensor([draw(captions.sample_split(np.random.default_rng(8)), size=512)])
    everywhere = torch.ones(1, 1, 512, 512)
    blurred = torch.nn.functional.avg_pool2d(wanted, 5, stride=1, padding=2)
    assert sharpness.sharpness(wanted, wanted, everywhere) == pytest.approx(1.0)
    assert sharpness.sharpness(blurred, wanted, everywhere) < 0.6
    half = torch.cat((blurred[..., :256], wanted[..., 256:]), dim=3)
    right = torch.cat((torch.zeros(1, 1, 512, 256), torch.ones(1, 1, 512, 256)), dim=3)
    assert sharpness.sharpness(half, wanted, right) == pytest.approx(1.0)
