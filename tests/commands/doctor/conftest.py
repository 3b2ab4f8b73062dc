"""A profile whose checkpoints are small, and settings that write below the test's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.settings.settings import FolderSettings, Settings


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    save_file({"weight": torch.ones(10, 10)}, folder / "model.safetensors")
    return folder


@pytest.fixture
def profile(checkpoint: Path) -> Profile:
    """The mini profile with small checkpoints of its own."""
    mini = load_profile("mini")
    roles = {
        role: spec if role == "kokoro" else spec.model_copy(update={"checkpoint": str(checkpoint)})
        for role, spec in mini.roles.items()
    }
    return mini.model_copy(update={"roles": roles})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folders=FolderSettings(output=str(tmp_path / "out"), data=str(tmp_path / "data")))
