"""The reader of mouths learns from drawn ones where the plan shows them, is kept, and reads any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tools.mini.animator.evaluate_animator import held_out, picture_of
from tools.mini.animator.judged import mouth_reader
from tools.mini.animator.judged.spoken_mouths import KINDS, SHAPES, drawn_pose, frames_of, moments, planned
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.pose import rest_pose
from vortex_gui.models.contracts import Speech

SAID = ("Bob has a fine view. Go home! Feed me.",)


@pytest.fixture(scope="module")
def speech() -> Speech:
    return mouth_reader.said(SAID, ["morty"])[0]


def test_a_training_is_kept_and_reads_the_same_again(tmp_path: Path) -> None:
    first, again = (mouth_reader.train(2, folder=tmp_path, count=6) for _ in range(2))
    frames = torch.randint(0, 256, (3, 3, 256, 256), dtype=torch.uint8)
    np.testing.assert_array_equal(first.read(frames, frames[0]), again.read(frames, frames[0]))


def test_pictures_of_512_show_the_same_mouth() -> None:
    person = held_out(1)[0]
    small, large = (
        mouth_reader.mouths_of(torch.from_numpy(draw(person, size=size)).permute(2, 0, 1)[None])
        for size in (256, 512)
    )
    assert small.shape == large.shape == (1, 3, 72, 88)
    assert (small - large).abs().mean() < 4


def test_each_kind_is_drawn_as_often_and_beside_the_mouth_at_rest(speech: Speech) -> None:
    mouths, kinds = mouth_reader.drawn(np.random.default_rng(0), 12, [speech])
    assert np.bincount(kinds.numpy()).tolist() == [2] * len(KINDS)
    moved = (mouths[:, :3].int() - mouths[:, 3:].int()).abs().float().mean(dim=(1, 2, 3))
    assert moved[kinds == KINDS.index("open")].mean() > moved[kinds == KINDS.index("rest")].mean() + 2


def test_disturbed_mouths_keep_what_they_show() -> None:
    mouths = torch.rand(4, 6, 72, 88)
    changed = mouth_reader.disturbed(mouths, np.random.default_rng(1))
    assert changed.shape == mouths.shape
    assert 0 < (changed - mouths).abs().mean() < 0.5


def test_the_plan_shows_each_kind_of_mouth(speech: Speech) -> None:
    """In the middle of its phoneme: else no animator could."""
    motion = planned(speech, 0)
    seen = {kind: [f for f, k in moments(speech, frames_of(speech)) if KINDS[k] == kind] for kind in KINDS}
    assert set(SHAPES.values()) < set(KINDS)
    assert max(motion.lip_open[seen["closed"]]) < min(motion.lip_open[seen["open"]])
    assert min(motion.lip_round[seen["round"]]) > 0.5 > max(motion.lip_round[seen["wide"]])
    assert min(motion.lip_width[seen["wide"]]) > 0.5


def test_a_planned_frame_is_drawn_as_the_animator_would() -> None:
    person = next(person for person in held_out(40) if person.mood == "surprised")
    motion = planned(mouth_reader.said(["Oh."], ["morty"])[0], 0)
    pose, rest = drawn_pose(person, motion, 0), rest_pose(person)
    assert pose.mouth_open == pytest.approx(
        float(motion.lip_open[0])
    )  # not added to the open mouth of surprise
    assert pose.mouth_round >= rest.mouth_round
    assert pose.yaw == pytest.approx(-float(motion.yaw[0]))
    assert picture_of(person, pose).shape == (3, 256, 256)
