"""A finished clip, read back from its MP4, says its script and moves its lips to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from tools.mini.clips import evaluate_clips, listening
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.pose import Pose, rest_pose
from tools.mini.renderer.presenter import VALUES, sample_presenter
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.pipeline.vortex import VortexPipeline


@pytest.fixture(scope="module")
def figures(pipeline: VortexPipeline, tmp_path_factory: pytest.TempPathFactory) -> evaluate_clips.ClipFigures:
    preset = RESOURCES / "recipes" / "professor-sock.yaml"
    return evaluate_clips.make_and_examine(pipeline, [preset], tmp_path_factory.mktemp("clip"))[0]


def test_most_words_are_heard_and_encoding_costs_few(figures: evaluate_clips.ClipFigures) -> None:
    assert figures.heard_in_clip >= 0.6
    assert abs(figures.heard_in_clip - figures.heard_in_speech) <= 0.1


def test_lips_follow_the_sound_and_rest_in_silence(figures: evaluate_clips.ClipFigures) -> None:
    assert figures.lips_correlation >= 0.8
    assert abs(figures.lips_offset_frames) <= 2
    assert figures.open_in_silence < 0.1


def test_eyes_blink_and_the_background_holds(figures: evaluate_clips.ClipFigures) -> None:
    assert figures.blinks >= 1
    assert all(1.9 <= seconds <= 6.1 for seconds in figures.seconds_between_blinks)
    assert figures.background_psnr >= 30


@pytest.mark.parametrize("skin", VALUES["skin"])
def test_the_measure_reads_an_opening_that_is_known(skin: str) -> None:
    presenter = replace(sample_presenter(np.random.default_rng(1)), skin=skin, beard="none", mood="neutral")
    asked = np.linspace(0, 1, 9)
    drawn = np.stack([draw(presenter, replace(rest_pose(presenter), mouth_open=o)) for o in asked])
    read = evaluate_clips.mouth_opening(torch.from_numpy(drawn).permute(0, 3, 1, 2))
    assert read[0] <= 1
    assert np.corrcoef(read, asked)[0, 1] > 0.95


@pytest.mark.parametrize("skin", VALUES["skin"])
def test_a_blink_is_seen_and_a_turn_of_the_head_is_none(skin: str) -> None:
    presenter = replace(
        sample_presenter(np.random.default_rng(1)), skin=skin, eyes="two", accessory="none", mood="neutral"
    )
    turns = [replace(rest_pose(presenter), yaw=yaw) for yaw in np.linspace(-6, 6, 12)]
    blinking = [replace(pose, blink=float(at in (5, 6))) for at, pose in enumerate(turns)]

    def seen(poses: list[Pose]) -> list[float]:
        drawn = np.stack([draw(presenter, pose) for pose in poses])
        return evaluate_clips.blink_times(torch.from_numpy(drawn).permute(0, 3, 1, 2), 1)

    assert seen(turns) == []
    assert seen(blinking) == [5.0]


def test_words_count_in_their_order() -> None:
    assert listening.share_heard("One two, three four.", ["one", "three", "four"]) == 0.75
    assert listening.share_heard("One two.", ["two", "one"]) == 0.5
    assert listening.share_heard("One two.", []) == 0.0


def test_lips_that_lag_are_told_by_their_offset() -> None:
    level = np.random.default_rng(3).random(200)
    assert evaluate_clips.best_offset(np.roll(level, 3), level)[1] == 3
    correlation, offset = evaluate_clips.best_offset(level, level)
    assert correlation == pytest.approx(1.0)
    assert offset == 0
