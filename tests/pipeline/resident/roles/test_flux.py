"""The painter is loaded from its folder, and a folder that holds no painter is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import load_profile
from vortex_gui.models.contracts import LoadAid
from vortex_gui.pipeline.resident.roles.flux import PAINTER

CPU = torch.device("cpu")


def test_the_mini_painter_paints_at_any_size_asked() -> None:
    painter = PAINTER.load(load_profile("mini").roles["flux"], CPU, {}, LoadAid())
    drawn = painter.generate("a presenter", steps=1, seed=0, height=128, width=64)
    assert drawn.image.shape == (1, 3, 128, 64)


def test_a_folder_without_a_painter_is_refused(tmp_path: Path) -> None:
    spec = load_profile("mini").roles["flux"].model_copy(update={"checkpoint": str(tmp_path)})
    with pytest.raises(CheckpointError):
        PAINTER.load(spec, CPU, {}, LoadAid())
