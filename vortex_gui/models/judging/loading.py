"""Loads a CLIP model from a local folder: whole, or with int8 weights that are kept for later starts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from safetensors import SafetensorError
from torch import nn
from transformers import CLIPConfig, CLIPModel
from transformers.utils import logging as transformers_logging

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.base.words.wording import own_words
from vortex_gui.models.checks import load_tensors
from vortex_gui.models.contracts import LoadAid
from vortex_gui.models.judging.text_tower import SharedTower, fingerprint
from vortex_gui.models.quantise.loading import load_prepared
from vortex_gui.models.quantise.prepared import keep
from vortex_gui.models.quantise.quantise import replace_linears

SAFE, PICKLED = "model.safetensors", "pytorch_model.bin"
FETCH_OR_NAME = mark("Fetch the checkpoint again, or name another folder in the profile.")
CPU = torch.device("cpu")
FINGERPRINT = "tower_fingerprint"
"""Stands among the prepared weights: of the text tower, before it was quantised."""


def load_int8(folder: Path, tower: nn.Module | None, dtype: torch.dtype, aid: LoadAid) -> CLIPModel:
    """The model on the CPU, its linear layers in int8 and all else in float32; raises `CheckpointError`.

    A `tower` in bfloat16 is shared where it is the model's own, which prepared weights know by its
    fingerprint, and then answers in `dtype`.
    """
    make = partial(_with_fingerprint, folder)
    model = load_prepared(make, folder, "int8", CPU, dtype=torch.float32, aid=aid)
    if model is None:
        model = load_model(folder)
        model.register_buffer(FINGERPRINT, fingerprint(model.text_model))
        replace_linears(model, "int8")
        keep(model, folder, "int8", aid)
    if tower is not None and _is_own(tower, model):
        model.text_model = SharedTower(tower, dtype)
    return model


def _is_own(tower: nn.Module, model: CLIPModel) -> bool:
    is_comparable = next(tower.parameters()).dtype == torch.bfloat16
    return is_comparable and torch.equal(model.get_buffer(FINGERPRINT), fingerprint(tower))


def _with_fingerprint(folder: Path) -> CLIPModel:
    model = CLIPModel(CLIPConfig.from_pretrained(folder, local_files_only=True))
    model.register_buffer(FINGERPRINT, torch.zeros(32, dtype=torch.uint8))
    return model


def load_model(folder: Path) -> CLIPModel:
    """The model in float32 with all its weights; raises `CheckpointError`."""
    read_json(folder / "config.json")
    weights = _weights_file(folder)
    state = None if weights.name == SAFE else _pickled(weights)
    loud = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()
    try:
        model, found = CLIPModel.from_pretrained(
            folder if state is None else None,
            config=CLIPConfig.from_pretrained(folder, local_files_only=True),
            state_dict=state,
            local_files_only=True,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
            ignore_mismatched_sizes=False,
        )
    except (SafetensorError, OSError, RuntimeError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CheckpointError(
            weights, tr("damaged or of another network ({why})", why=reason), remedy=tr(FETCH_OR_NAME)
        ) from None
    finally:
        if loud:
            transformers_logging.enable_progress_bar()
    missing = sorted(found["missing_keys"])
    if missing:
        raise CheckpointError(weights, _missing(missing), remedy=tr(FETCH_OR_NAME))
    return model


def _weights_file(folder: Path) -> Path:
    """Safetensors, or torch's own file where there are none: the published B/32 has no others."""
    for name in (SAFE, PICKLED):
        if (folder / name).is_file():
            return folder / name
    raise CheckpointError(folder / SAFE, tr("the file is missing"), remedy=tr(FETCH_OR_NAME))


def _pickled(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of torch's own file; raises `CheckpointError` for one that holds more."""
    content = load_tensors(path)
    if not isinstance(content, dict) or not all(isinstance(v, torch.Tensor) for v in content.values()):
        raise CheckpointError(path, tr("the file does not hold named tensors"), remedy=tr(FETCH_OR_NAME))
    return content


def _missing(names: Sequence[str]) -> str:
    if len(names) == 1:
        return tr("the weight {name} is missing", name=names[0])
    return tr("{count} weights are missing, the first is {name}", count=len(names), name=names[0])


def read_json(path: Path, *, required: bool = True) -> JsonObject:
    if not path.is_file():
        if required:
            raise CheckpointError(path, tr("the file is missing"), remedy=tr(FETCH_OR_NAME))
        return {}
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(
            path, tr("not readable as JSON ({why})", why=own_words(error)), remedy=tr(FETCH_OR_NAME)
        ) from None
    if not isinstance(values, dict):
        raise CheckpointError(path, tr("not a JSON object"), remedy=tr(FETCH_OR_NAME))
    return values
