"""The parts of the memory in use make up what the limits count, whatever the system holds of the weights."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from vortex_gui.models.contracts import Model
from vortex_gui.pipeline.resident.memory_parts import bytes_beside, split

MODELS = {"flux": 600, "kokoro": 300}


class Mixed(Model):
    """Weights on the device and beside it, and some outside torch."""

    bytes_outside_torch = 7

    def torch_networks(self) -> tuple[nn.Module, ...]:
        return nn.Linear(4, 4, bias=False), nn.Linear(4, 4, bias=False, device="meta")


@pytest.mark.parametrize("used", [0, 1, 500, 999, 1_000, 1_001, 5_000])
def test_the_parts_sum_to_what_is_used(used: int) -> None:
    models, buffers, working = split(MODELS, 100, used)
    assert sum(models.values()) + buffers + working == used
    assert min(*models.values(), buffers, working) >= 0


def test_what_is_there_is_shown_as_it_is() -> None:
    assert split(MODELS, 100, 1_500) == (MODELS, 100, 500)


def test_weights_that_are_not_mapped_in_are_shown_by_their_share() -> None:
    models, buffers, working = split(MODELS, 100, 500)
    assert (models, buffers, working) == ({"flux": 300, "kokoro": 150}, 50, 0)


def test_weights_beside_a_card_do_not_count_for_it() -> None:
    assert bytes_beside(Mixed(), torch.device("cpu")) == 0
    assert bytes_beside(Mixed(), torch.device("cuda", 0)) == 4 * 4 * 4 + 7
