"""Writes a Kokoro-82M folder as the hub has it: one .pth with a parallel training's prefix, and voices."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from vortex_gui.measure.rehearse.published.random_weights import OnBytes
from vortex_gui.measure.rehearse.published.scales import Scale
from vortex_gui.models.speech.kokoro_torch import PARTS, kokoro_model

CONFIG = "kokoro_82m"
WEIGHTS = "kokoro-v1_0.pth"
VOICES = ("af_heart", "am_michael")
LONGEST, STYLE = 510, 256


def write_kokoro(folder: Path, scale: Scale, on_bytes: OnBytes, voices: Sequence[str] = VOICES) -> None:
    config = scale.config(CONFIG)
    (folder / "voices").mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with torch.random.fork_rng([]):
        torch.manual_seed(5)
        model = kokoro_network(config)
        packs = {name: torch.randn(LONGEST, 1, STYLE) * 0.1 for name in voices}
    weights = {
        part: {f"module.{key}": value for key, value in model.get_submodule(part).state_dict().items()}
        for part in PARTS
    }
    torch.save(weights, folder / WEIGHTS)
    for name, pack in packs.items():
        torch.save(pack, folder / "voices" / f"{name}.pt")
    on_bytes(sum(path.stat().st_size for path in folder.rglob("*.p*t*")))


def kokoro_network(config: dict[str, Any], device: str = "cpu") -> Any:  # kokoro brings no types
    """The network with its initial values; raises `CheckpointError` where `kokoro` is not installed."""
    nothing = io.BytesIO()
    torch.save({}, nothing)
    nothing.seek(0)
    with warnings.catch_warnings(), torch.device(device):
        warnings.simplefilter("ignore")
        return kokoro_model().KModel(repo_id="local", config=config, model=nothing)
