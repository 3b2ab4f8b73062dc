"""The small networks on keypoints: what they are given, and what their answer moves."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from vortex_gui.models.live_portrait.networks import retargeting


def test_stitching_adds_offsets_then_one_shift_in_x_and_y() -> None:
    driving = torch.arange(63, dtype=torch.float32).view(1, 21, 3)
    delta = torch.cat((torch.arange(63, dtype=torch.float32) / 10, torch.tensor([100.0, 200.0])))[None]
    found = retargeting.stitched(driving, delta)
    assert found[0, 2].tolist() == pytest.approx([6 + 0.6 + 100, 7 + 0.7 + 200, 8 + 0.8])


def test_retargeting_takes_keypoints_row_by_row_then_the_ratios() -> None:
    seen: list[torch.Tensor] = []

    class Recorder(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            seen.append(x)
            return x[:, :63]

    points = torch.arange(63, dtype=torch.float32).view(1, 21, 3)
    offset = retargeting.retarget(Recorder(), points, torch.tensor([[0.3, 0.4, 0.1]]))
    assert seen[0][0].tolist() == pytest.approx([*range(63), 0.3, 0.4, 0.1])
    assert torch.equal(offset, points)
