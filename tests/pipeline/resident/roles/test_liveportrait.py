"""The animator is of the kind that its folder declares; one that nobody knows is refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import load_profile
from vortex_gui.models.contracts import LoadAid
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator
from vortex_gui.pipeline.resident.roles.liveportrait import load_animator

CPU = torch.device("cpu")


def test_the_mini_folder_is_liveportraits() -> None:
    spec = load_profile("mini").roles["liveportrait"]
    assert isinstance(load_animator(spec, CPU, {}, LoadAid()), LivePortraitAnimator)


def test_a_kind_that_is_not_in_the_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"animator": "puppets"}))
    spec = load_profile("mini").roles["liveportrait"].model_copy(update={"checkpoint": str(tmp_path)})
    with pytest.raises(CheckpointError, match="puppets"):
        load_animator(spec, CPU, {}, LoadAid())
