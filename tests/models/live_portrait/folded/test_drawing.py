"""Warping and drawing in one call, compiled where that works, plain for ever after the first failure."""

from __future__ import annotations

import pytest
import torch

from vortex_gui.models.live_portrait.folded.drawing import CompiledDrawing, Drawing
from vortex_gui.models.live_portrait.networks.config import NARROW
from vortex_gui.models.live_portrait.networks.networks import build_networks

COUNT = 2


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    torch.manual_seed(1)
    return Drawing(build_networks(NARROW), None).eval()


def given() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    draw = torch.Generator().manual_seed(2)
    volume = torch.randn(COUNT, NARROW.volume_channels, NARROW.volume_depth, 16, 16, generator=draw)
    driving, source = 0.3 * torch.randn(2, COUNT, NARROW.num_kp, 3, generator=draw)
    return volume, driving, source


@torch.inference_mode()
def test_a_picture_is_twice_the_side_and_comes_with_its_deformation(drawing: Drawing) -> None:
    picture, deformation = drawing(*given())
    assert picture.shape == (COUNT, 3, 128, 128)
    assert picture.dtype == torch.float32
    assert deformation.shape == (COUNT, NARROW.volume_depth, 16, 16, 3)


@pytest.mark.expects_log
@torch.inference_mode()
def test_a_compiler_that_fails_is_told_once_and_the_plain_networks_draw(
    drawing: Drawing, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[int] = []

    def fails(graph: object, inputs: object) -> object:
        asked.append(1)
        raise RuntimeError("this machine has no compiler")

    torch.compiler.reset()
    compiled = CompiledDrawing(drawing, fails)
    plain = drawing(*given())
    for _ in range(2):
        picture, deformation = compiled(*given())
        assert torch.equal(picture, plain[0])
        assert torch.equal(deformation, plain[1])
    assert len(asked) == 1
    (record,) = [record for record in caplog.records if record.name.startswith("vortex_gui")]
    assert "the animator runs uncompiled" in record.getMessage()


@torch.inference_mode()
def test_memory_that_runs_out_is_no_failure_of_the_compiler(drawing: Drawing) -> None:
    def runs_out(*_: object) -> object:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    compiled = CompiledDrawing(drawing, lambda graph, inputs: graph)
    compiled._fast = runs_out  # type: ignore[assignment]  # it never returns
    with pytest.raises(torch.OutOfMemoryError):
        compiled(*given())
    assert compiled._fast is runs_out
