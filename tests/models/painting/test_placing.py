"""With T5 in host memory the painter paints the same picture, and only T5 stays behind."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.models.painting.flux import FluxActor, load_pipeline
from vortex_gui.models.painting.placing import READER, placed

CPU = torch.device("cpu")
CHECKPOINT = RESOURCES / "checkpoints" / "mini" / "flux"


def paint(actor: FluxActor) -> torch.Tensor:
    return actor.generate("a presenter in a red suit", steps=2, seed=7, height=256, width=256).image


@pytest.mark.parametrize(
    "device",
    [pytest.param("cpu", marks=pytest.mark.cpu_twin), pytest.param("cuda", marks=pytest.mark.gpu)],
)
def test_the_picture_is_the_same_with_t5_on_the_cpu(device: str) -> None:
    here = torch.device(device)
    beside = FluxActor(CHECKPOINT, here, text_on_cpu=True)
    assert next(beside.pipeline.text_encoder_2.parameters()).device == CPU
    assert next(beside.pipeline.transformer.parameters()).device.type == device
    difference = (paint(beside).cpu() - paint(FluxActor(CHECKPOINT, here)).cpu()).abs().max()
    assert float(difference) <= (0.0 if device == "cpu" else 0.02)


def test_every_other_network_goes_to_the_device(tmp_path: Path) -> None:
    pipeline = placed(load_pipeline(CHECKPOINT, torch.float32), torch.device("meta"), text_on_cpu=True)
    parts = {name: part for name, part in pipeline.components.items() if isinstance(part, nn.Module)}
    assert len(parts) == 4
    for name, part in parts.items():
        assert next(part.parameters()).device.type == ("cpu" if name == READER else "meta"), name
