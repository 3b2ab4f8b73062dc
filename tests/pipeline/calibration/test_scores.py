"""Pictures of the real painter against their own prompts and the others', by the real judges."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.pipeline.calibration.crews import crew_of
from vortex_gui.base.errors import CheckpointError
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.calibration.scores import load_crew, paint, score

PROMPTS = ("a presenter with green skin in a red suit", "a news anchor, pale skin, blue suit, bald")


@pytest.fixture(scope="module")
def pictures(pipeline: VortexPipeline) -> torch.Tensor:
    with torch.inference_mode():
        return paint(crew_of(pipeline), pipeline.profile, PROMPTS, 3, seed=7)


def test_each_prompt_is_painted_in_turn_with_a_seed_of_its_own(pictures: torch.Tensor) -> None:
    assert (pictures.shape, pictures.dtype) == ((3, 3, 256, 256), torch.uint8)
    assert not torch.equal(pictures[0], pictures[2]), "the same prompt, another seed"


def test_right_pairs_score_higher_than_wrong_ones(pipeline: VortexPipeline, pictures: torch.Tensor) -> None:
    found = score(crew_of(pipeline), pictures, PROMPTS)
    assert found.right_b.shape == found.right_l.shape == (3,)
    assert found.wrong_b.shape == found.wrong_l.shape == (3,)
    assert found.right_b.min() > found.wrong_b.max()
    assert found.right_l.min() > found.wrong_l.max()


def test_progress_is_told_before_each_picture_and_at_the_end(pipeline: VortexPipeline) -> None:
    told: list[tuple[int, int]] = []
    paint(
        crew_of(pipeline),
        pipeline.profile,
        PROMPTS,
        1,
        on_picture=lambda done, total: told.append((done, total)),
    )
    assert told == [(0, 1), (1, 1)]


def test_a_missing_checkpoint_is_told_as_the_worker_tells_it(
    pipeline: VortexPipeline, tmp_path: Path
) -> None:
    spec = pipeline.profile.roles["flux"].model_copy(update={"checkpoint": str(tmp_path)})
    profile = pipeline.profile.model_copy(update={"roles": pipeline.profile.roles | {"flux": spec}})
    with pytest.raises(CheckpointError):
        load_crew(profile, torch.device("cpu"))
