"""The networks, narrow with numbers and at their published sizes without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from tests.models.live_portrait.random_weights import randomise
from vortex_gui.models.live_portrait.networks.config import FULL, NARROW
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks, build_networks


@pytest.fixture(scope="module")
def narrow() -> Iterator[LivePortraitNetworks]:
    torch.manual_seed(1)
    networks = build_networks(NARROW)
    randomise(networks)
    with torch.inference_mode():
        yield networks


@pytest.fixture(scope="module")
def full() -> LivePortraitNetworks:
    """The published sizes, without numbers."""
    return build_networks(FULL, "meta")
