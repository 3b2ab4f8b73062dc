"""A Flux folder is looked through before anything is read; what is missing first is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.errors import CheckpointError
from vortex_gui.models.painting.folder import WEIGHTED_PARTS, check_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = ["model_index.json", "scheduler/scheduler_config.json"]
    names += [f"{part}/{name}" for part in WEIGHTED_PARTS for name in ("config.json", "model.safetensors")]
    names += [f"{part}/tokenizer_config.json" for part in ("tokenizer", "tokenizer_2")]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    check_folder(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [
        ("model_index.json", r"model_index\.json: missing"),
        ("vae/config.json", r"vae/config\.json: missing"),
        ("text_encoder_2/model.safetensors", "text_encoder_2: holds no weights"),
        ("tokenizer_2/tokenizer_config.json", r"tokenizer_2/tokenizer_config\.json: missing"),
    ],
)
def test_what_is_missing_is_named_with_what_to_do(folder: Path, gone: str, sentence: str) -> None:
    (folder / gone).unlink()
    with pytest.raises(CheckpointError, match=sentence) as caught:
        check_folder(folder)
    assert caught.value.remedy


def test_weights_in_a_pickle_are_none(folder: Path) -> None:
    (folder / "vae" / "model.safetensors").rename(folder / "vae" / "model.bin")
    with pytest.raises(CheckpointError, match="vae: holds no weights"):
        check_folder(folder)
