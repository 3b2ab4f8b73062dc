"""The mini animator's training for a few steps: resumes, exports, and what it exports animates."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tools.mini.animator import paint_set, train_animator, train_paint_doubling
from tools.mini.animator.drive import read_keypoints
from tools.mini.animator.evaluate_animator import animate, picture_of, track
from tools.mini.animator.examples.crop import LEFT, TOP
from tools.mini.animator.examples.faces import faces, small
from tools.mini.animator.examples.keypoints import OPEN, ROWS
from tools.mini.animator.export import SHIPPED, trained_networks
from tools.mini.animator.networks import PARTS
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.geometry import HEAD_POINTS, geometry
from tools.mini.renderer.pose import Pose, rest_pose
from tools.mini.renderer.presenter import sample_presenter
from tools.mini.training import Checkpoint
from tools.mini.unpack import unpack_animator
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator
from vortex_gui.models.live_portrait.checkpoint import read_config
from vortex_gui.models.live_portrait.keypoints import head_motion
from vortex_gui.models.live_portrait.weights import load_networks


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def test_a_few_steps_resume_and_export_an_animator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_animator, "PRESENTERS", 2)
    monkeypatch.setattr(train_animator, "DRIVES", 1)
    monkeypatch.setattr(train_animator, "MOTION_BATCH", 4)
    training, out = tmp_path / "training", tmp_path / "out"
    training.mkdir()
    for steps in (1, 2):
        for part in PARTS:
            train_animator.train(part, steps, folder=training, out=out)
            state = Checkpoint(training / f"{part}.pt").load()
            assert state is not None
            assert state["step"] == steps
    animator = LivePortraitAnimator(out, torch.device("cpu"))
    actor = picture_of(sample_presenter(np.random.default_rng(1)))
    frames = animate(animator, animator.portrait(actor[None].float() / 255), track(2, lip_open=[0.0, 1.0]))
    assert frames.shape == (2, 3, 256, 256)
    # Untrained it paints next to nothing, so the actor stays.
    assert (frames.float() - actor.float()).abs().mean() < 12


def test_the_same_seed_gives_the_same_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_animator, "MOTION_BATCH", 4)
    weights = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        train_animator.train("motion", 1, folder=folder, out=None)
        state = Checkpoint(folder / "motion.pt").load()
        assert state is not None
        weights.append(state["modules"])
    assert all(torch.equal(weights[0][key], weights[1][key]) for key in weights[0])


def test_labels_agree_with_the_renderer_at_rest() -> None:
    """The keypoints taught are the renderer's own, in units of the crop."""
    rng = np.random.default_rng(2)
    person = sample_presenter(rng)
    pose = Pose(yaw=10.0, pitch=4.0)
    seen = faces([person], [pose])
    nose = seen.keypoints()[0, 0]
    exact = geometry(person, pose).keypoints[HEAD_POINTS.index("nose")]
    in_crop = (exact[:2] + 1) * 128 - (LEFT, TOP)
    assert (nose[:2].numpy() + 1) * 112 == pytest.approx(in_crop, abs=1.0)


def test_the_paints_doubling_resumes_and_paints_at_512(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paint_set, "PRESENTERS", 2)
    monkeypatch.setattr(paint_set, "DRIVES", 1)
    for steps in (1, 2):
        training = train_paint_doubling.train(steps, 0, pairs=3, folder=tmp_path)
        assert training.step == steps
    out = tmp_path / "liveportrait"
    shutil.copytree(SHIPPED, out)
    train_paint_doubling.export(training, out)
    figures = train_paint_doubling.examine(tmp_path, out, 4, 0)
    assert 0 < figures["enlarged"] < 1
    assert figures["sharp"] == pytest.approx(figures["enlarged"], rel=0.02)  # two steps have taught it little
    animator = LivePortraitAnimator(out, torch.device("cpu"))
    actor = torch.from_numpy(draw(sample_presenter(np.random.default_rng(1)), size=512)).permute(2, 0, 1)
    frames = animate(animator, animator.portrait(actor[None].float() / 255), track(1, lip_open=1.0))
    assert frames.shape == (1, 3, 512, 512)


def test_a_drive_moves_the_keypoints_that_the_extractor_read_by_what_changes() -> None:
    """However far off they are: nothing else moves, and an opening mouth moves as the table says."""
    networks = load_networks(SHIPPED, read_config(SHIPPED).sizes)
    person = sample_presenter(np.random.default_rng(3))
    rest = rest_pose(person)
    source = faces([person], [rest])
    driven = faces([person] * 2, [rest, replace(rest, mouth_open=rest.mouth_open + 0.2)])
    seen = small(source.pictures)
    start, goal = read_keypoints(networks, seen, source, driven, 2)
    torch.testing.assert_close(goal[0], start[0], atol=1e-5, rtol=0)
    scale = head_motion(networks.motion_extractor(seen)).scale
    opened = 0.2 * scale[0] * ROWS[OPEN]
    torch.testing.assert_close(goal[1] - start[1], opened, atol=1e-4, rtol=0)


def test_a_machine_without_checkpoints_goes_on_from_the_shipped_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(unpack_animator(SHIPPED, tmp_path)) == 2
    assert not unpack_animator(SHIPPED, tmp_path)  # what lies there stays
    monkeypatch.setattr(train_animator, "MOTION_BATCH", 4)
    train_animator.train("motion", 1, folder=tmp_path, out=None)
    shipped = load_networks(SHIPPED, read_config(SHIPPED).sizes)
    again = trained_networks(tmp_path)
    for network, before in zip(again.by_name().values(), shipped.by_name().values(), strict=True):
        for name, tensor in network.state_dict().items():
            torch.testing.assert_close(tensor, before.state_dict()[name], atol=0.02, rtol=0.02)
