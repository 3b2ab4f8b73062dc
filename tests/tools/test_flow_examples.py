"""The denoiser learns from complete captions, from the hardest of them, and from states of its own."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from tools.mini import unpack
from tools.mini.actors import flow_examples, flux_parts, pack_flux, train_flow
from tools.mini.actors.flow_examples import Batch, States
from tools.mini.captions import held_out
from tools.mini.renderer.presenter import VALUES, visible_attributes
from vortex_gui.checkpoints.gaps import open_names


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> train_flow.FlowTraining:
    """It goes on from the shipped weights."""
    folder: Path = tmp_path_factory.mktemp("flow")
    unpack.unpack_flux(pack_flux.OUT, folder)
    return train_flow.begin(0, folder)


def batch_of(count: int) -> Batch:
    random = torch.Generator().manual_seed(0)
    shape = (count, flux_parts.TOKENS, 4 * flux_parts.CHANNELS)
    clean, noise = torch.randn(shape, generator=random), torch.randn(shape, generator=random)
    tokens = torch.randn((count, flux_parts.T5_LENGTH, flux_parts.WIDTH), generator=random)
    return Batch(clean, noise, tokens, torch.randn((count, flux_parts.POOLED), generator=random))


def test_a_complete_caption_leaves_nothing_open_and_names_who_is_drawn() -> None:
    rng = np.random.default_rng(3)
    for _ in range(60):
        example = flow_examples.draw_complete_example(rng)
        assert open_names(example.caption, flow_examples.GAPS) == ()
        assert len(flux_parts.t5_tokenizer()(example.caption).input_ids) <= flux_parts.T5_LENGTH
        assert not held_out(example.presenter)
        assert re.search(rf"{example.presenter.tie} (neck)?tie", example.caption)


def test_who_is_drawn_for_a_complete_caption_does_not_depend_on_the_noise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Except where the picture does not show it, such as the hair's colour of who is bald and shaven."""
    found = []
    for seed in range(2):
        noise = np.random.default_rng(seed).standard_normal((64, 128), np.float32)
        monkeypatch.setattr(flow_examples, "_noise", lambda _, noise=noise: noise)
        rng = np.random.default_rng(8)
        found.append([flow_examples.draw_complete_example(rng).presenter for _ in range(40)])
    for first, second in zip(*found, strict=True):
        shown = visible_attributes(first)
        assert {name: getattr(first, name) for name in shown} == {
            name: getattr(second, name) for name in shown
        }
    assert {presenter.mood for presenter in found[0]} == set(VALUES["mood"])


@pytest.mark.parametrize("sigma", [1.0, 0.75, 0.25])
def test_the_velocity_of_any_state_leads_back_to_the_right_picture(sigma: float) -> None:
    batch = batch_of(2)
    for painted in (None, torch.zeros_like(batch.clean)):
        states = batch.at(torch.full((2,), sigma), painted)
        assert torch.allclose(states.picture(states.velocity()), batch.clean, atol=1e-4)


def test_states_are_joined_and_chosen_row_by_row() -> None:
    batch = batch_of(3)
    first, second = batch.at(torch.ones(3)), batch.at(torch.full((3,), 0.5))
    both = States.joined([first, second])
    assert both.sigma.tolist() == [1, 1, 1, 0.5, 0.5, 0.5]
    last = both.chosen(torch.tensor([5]))
    assert torch.equal(last.noisy[0], second.noisy[2])
    assert torch.equal(last.tokens[0], batch.chosen(torch.tensor([2])).tokens[0])


def test_the_hardest_examples_are_those_farthest_from_their_pictures(
    training: train_flow.FlowTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(4)
    batch.clean[1] *= 5
    batch.clean[3] *= 9
    monkeypatch.setattr(training, "predict", _leads_to_nothing)
    chosen, painted = training.hardest(batch, 2)
    assert torch.equal(chosen.clean, batch.clean[[3, 1]])
    assert not painted.any()


def test_own_states_are_the_noise_laid_over_what_was_painted_last(
    training: train_flow.FlowTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(6)

    def leads_to_its_level(states: States) -> torch.Tensor:
        level = states.sigma[:, None, None]
        return (states.noisy - level) / level

    monkeypatch.setattr(training, "predict", leads_to_its_level)
    states = States.joined(training.own_states(batch, torch.ones_like(batch.clean), np.random.default_rng(0)))
    assert len(states.sigma) == 12
    before = dict(itertools.pairwise(flux_parts.SAMPLER_SIGMAS))
    painted = {there: here for here, there in before.items()}
    for row in range(12):
        example = next(i for i in range(6) if torch.equal(batch.clean[i], states.clean[row]))
        level = states.sigma[row].item()
        wanted = batch.noise[example] * level + (1 - level) * painted.get(level, 0.0)
        assert torch.allclose(states.noisy[row], wanted, atol=1e-5)


def test_a_step_learns_from_all_its_examples(
    training: train_flow.FlowTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    predict: Callable[[States], torch.Tensor] = training.predict

    def counted(states: States) -> torch.Tensor:
        seen.append(len(states.sigma))
        return predict(states)

    monkeypatch.setattr(training, "predict", counted)
    assert np.isfinite(training.advance(1e-4))
    assert seen[-1] == train_flow.BATCH
    assert seen[0] == train_flow.COMPLETE


def _leads_to_nothing(states: States) -> torch.Tensor:
    """The velocity of a denoiser that always paints the mean picture."""
    return states.noisy / states.sigma[:, None, None]
