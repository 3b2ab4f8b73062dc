"""How many workers may be wished for, and what is said of a wish that cannot be."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vortex_gui.base.faults import sentences
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.worker_wish import MOST_WORKERS, WorkerWish, wished_count


@pytest.mark.parametrize("wish", ["auto", 0, 1, 2, MOST_WORKERS])
def test_auto_and_numbers(wish: object) -> None:
    assert PipelineSettings.model_validate({"workers": wish}).workers == wish


def test_a_list_of_workers() -> None:
    found = PipelineSettings.model_validate(
        {"workers": [{"device": "cpu", "threads": 2}, {"device": None}]}
    ).workers
    assert found == [WorkerWish(device="cpu", threads=2), WorkerWish()]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (-1, "workers: -1 is not possible; allowed is auto, a number from 0 to 64, or a list of workers."),
        (
            True,
            "workers: true is not possible; allowed is auto, a number from 0 to 64, or a list of workers.",
        ),
        (
            "two",
            "workers: 'two' is not possible; allowed is auto, a number from 0 to 64, or a list of workers.",
        ),
        ([], "workers: a list of 1 to 64 workers is needed."),
        ([{"device": "tpu"}], "workers: device: 'tpu' is not known; allowed is auto, cpu, cuda or cuda:N."),
        ([{"device": "cpu"}, {"cores": 2}], "workers: cores: unknown key; it is not allowed here."),
        ([{"cores": None}], "workers: cores: unknown key; it is not allowed here."),
        ([None], "workers: nothing is no worker; one is written as {device: cpu, threads: 2}."),
        ([{"threads": -1}], "workers: threads: -1 is out of range; 0 or more is allowed."),
    ],
)
def test_others_are_refused_in_one_sentence(wish: object, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PipelineSettings.model_validate({"workers": wish})
    assert sentences(refused.value) == [sentence]


def test_a_wish_is_for_so_many_workers() -> None:
    assert [wished_count(wish) for wish in ("auto", 3, [WorkerWish(), WorkerWish()], 0)] == [1, 3, 2, 1]
