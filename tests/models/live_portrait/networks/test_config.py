"""The sizes of the networks: which are refused, and that they survive a round trip."""

from __future__ import annotations

from typing import Any

import pytest

from vortex_gui.models.live_portrait.networks.config import NARROW, NetworkSizes


@pytest.mark.parametrize("wrong", [{"image_channels": 4}, {"picture_side": 100}, {"num_kp": 0}])
def test_impossible_sizes_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        NetworkSizes(**wrong)


def test_sizes_survive_a_round_trip_and_unknown_names_do_not() -> None:
    assert NetworkSizes.from_dict(NARROW.as_dict()) == NARROW
    with pytest.raises(ValueError, match="unknown size depth"):
        NetworkSizes.from_dict({"depth": 3})
