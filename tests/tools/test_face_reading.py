"""Frames are read by what they show, and classes of them by the nearest mean."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tools.mini.animator.evaluate_animator import CPU, held_out, picture_of, track
from tools.mini.animator.export import SHIPPED
from tools.mini.animator.judged.expression_presets import features
from tools.mini.animator.judged.face_reading import (
    Classes,
    chosen_frames,
    confusion,
    mean_right,
    table,
)
from tools.mini.animator.judged.spoken_mouths import FPS, KINDS, moments
from vortex_gui.models.contracts import PhonemeSpan, Speech
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator


@pytest.fixture(scope="module")
def animator() -> LivePortraitAnimator:
    return LivePortraitAnimator(SHIPPED, CPU)


def test_chosen_frames_are_those_of_the_whole_clip(animator: LivePortraitAnimator) -> None:
    actor = picture_of(held_out(1)[0])
    portrait = animator.portrait(actor[None].float() / 255)
    motion = track(5, lip_open=np.linspace(0, 1, 5))
    whole = torch.cat(list(animator.frames(portrait, motion, batch=8)))
    chosen = chosen_frames(animator, portrait, motion, [1, 4])
    assert (chosen.int() - whole[[1, 4]].int()).abs().max() <= 1  # batches of another size round otherwise


def test_the_nearest_mean_counts_a_spread_that_is_small_for_more() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 2
    samples = np.stack((rng.normal(0, 5, 60), labels + rng.normal(0, 0.1, 60)), axis=1)
    assert (Classes(2, samples, labels).nearest(samples) == labels).all()


def test_the_table_shows_each_class_and_the_mean_counts_classes_alike() -> None:
    counts = confusion(np.array([0, 0, 0, 0, 1]), np.array([0, 0, 0, 1, 0]), 2)
    assert counts.tolist() == [[3, 1], [1, 0]]
    assert mean_right(counts) == pytest.approx(0.375)
    assert table(("a", "b"), counts)[2:] == ["| a | 3 | 1 | 75 % |", "| b | 1 | 0 | 0 % |"]


def test_phonemes_have_the_frame_of_their_middle_and_pauses_count_as_rest() -> None:
    spans = (PhonemeSpan("m", 0.5, 0.6), PhonemeSpan("ɑ", 0.6, 0.8), PhonemeSpan("t", 0.8, 0.9))
    speech = Speech(np.zeros(24_000, np.float32), 24_000, spans, (), ())
    named = [(frame, KINDS[kind]) for frame, kind in moments(speech, FPS)]
    assert named == [(13, "closed"), (16, "open"), (6, "rest")]


def test_a_clips_features_are_its_means_and_spreads() -> None:
    readings = np.array([[0.0, 1.0], [2.0, 1.0]])
    found = features(readings)
    assert found[:2].tolist() == [1.0, 1.0]
    assert found[2] > found[3]
