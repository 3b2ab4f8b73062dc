"""The reader of poses learns from drawn faces, is kept, and reads frames in the renderer's units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tools.mini.animator.judged.pose_reader import CONTROLS, UNITS, drawn, examine, train, wanted
from tools.mini.renderer.pose import Pose


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pose")


def test_a_training_is_kept_and_reads_the_same_again(folder: Path) -> None:
    first, again = (train(2, folder=folder, count=8) for _ in range(2))
    frames = torch.zeros(3, 3, 256, 256, dtype=torch.uint8)
    read = first.read(frames)
    assert read.shape == (3, len(CONTROLS))
    np.testing.assert_array_equal(read, again.read(frames))
    assert set(examine(first, 8)) == set(CONTROLS)


def test_the_pose_at_rest_is_zero_and_a_unit_is_one() -> None:
    turned = Pose(yaw=UNITS[CONTROLS.index("yaw")])
    rows = wanted([Pose(), turned])
    assert not rows[0].any()
    assert rows[1].nonzero().flatten().tolist() == [CONTROLS.index("yaw")]
    assert float(rows[1].max()) == pytest.approx(1)


def test_drawn_faces_are_the_part_with_brows_eyes_and_mouth() -> None:
    faces, poses = drawn(np.random.default_rng(0), 2)
    assert (faces.shape, poses.shape) == ((2, 3, 72, 72), (2, len(CONTROLS)))
    assert faces.float().std() > 10
