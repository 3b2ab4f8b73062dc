"""The roles that models fill, in one table: name, label, order of loading, hue, files of a repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vortex_gui.base.hues import Hue
from vortex_gui.base.words.translation import mark

Role = Literal["flux", "liveportrait", "kokoro", "clip_b", "clip_l"]
"""A type checker reads names from a type alone; a test holds it to the table."""


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """One role; patterns are those of `fnmatch`, and a file lies as deep as its pattern."""

    label: str
    hue: Hue
    files: tuple[str, ...]
    """Its files of a hub repository; a fetch skips the rest (other formats, single-file copies)."""
    required: tuple[str, ...]
    """Files without which the role cannot load a repository."""
    stands_in: Mapping[str, str] = field(default_factory=dict)
    """By required pattern: the file that a fetch takes where the repository has none of that pattern."""


_CLIP_FILES = ("*.json", "merges.txt", "*.safetensors")
_CLIP_REQUIRED = ("config.json", "*.safetensors")
_CLIP_STANDS_IN = {"*.safetensors": "pytorch_model.bin"}
FLUX_PARTS = ("transformer", "text_encoder", "text_encoder_2", "vae")
"""The folders of a Flux repository that hold weights."""

ROLE_FACTS: Mapping[Role, RoleFacts] = {
    "flux": RoleFacts(
        label=mark("Flux"),
        hue="violet",
        files=(
            "model_index.json",
            "scheduler/*.json",
            *(f"{part}/*" for part in ("tokenizer", "tokenizer_2")),
            *(f"{part}/*.{kind}" for part in FLUX_PARTS for kind in ("json", "safetensors")),
        ),
        required=("model_index.json", "transformer/*.safetensors"),
    ),
    "liveportrait": RoleFacts(
        label=mark("LivePortrait"),
        hue="teal",
        files=(
            "liveportrait/base_models/*",
            "liveportrait/retargeting_models/*",
            "liveportrait/*.onnx",
        ),
        required=("liveportrait/base_models/*",),
    ),
    "kokoro": RoleFacts(
        label=mark("Speech"),
        hue="amber",
        files=("config.json", "*.pth", "voices/*.pt"),
        required=("config.json", "*.pth", "voices/*.pt"),
    ),
    "clip_b": RoleFacts(mark("CLIP B"), "blue", _CLIP_FILES, _CLIP_REQUIRED, _CLIP_STANDS_IN),
    "clip_l": RoleFacts(mark("CLIP L"), "navy", _CLIP_FILES, _CLIP_REQUIRED, _CLIP_STANDS_IN),
}
"""In the order of loading and of lists."""

ROLES: tuple[Role, ...] = tuple(ROLE_FACTS)
