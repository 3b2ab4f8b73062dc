"""Headers of safetensors files: how many weights, and which files are not whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import RoleSpec
from vortex_gui.checkpoints.headers import Header, check_weights_file, planned_bytes, read_header


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_file({"weight": torch.ones(10, 10), "bias": torch.tensor(1.0)}, path, {"format": "pt"})
    return path


def with_header(text: str) -> bytes:
    return len(text).to_bytes(8, "little") + text.encode()


NOT_SAFETENSORS = [
    b"",
    b"\xff" * 40,
    with_header("[]"),
    with_header("{}") + b"rest",
    with_header('{"a": 5}'),
    with_header('{"a": {"shape": [2], "data_offsets": [0]}}'),
    with_header('{"a": {"shape": ["x"], "data_offsets": [0, 8]}}'),
    with_header("[" * 5000),
]


@pytest.mark.parametrize("content", NOT_SAFETENSORS)
def test_what_is_not_safetensors_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        check_weights_file(path)


def test_a_whole_file_passes_and_a_cut_one_does_not(weights: Path) -> None:
    check_weights_file(weights)
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-1])
    with pytest.raises(CheckpointError, match=f"has {len(whole) - 1:,} bytes, .* asks for {len(whole):,}"):
        check_weights_file(weights)


def test_of_another_format_only_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "voice.pt"
    path.write_bytes(b"x")
    check_weights_file(path)
    path.write_bytes(b"")
    with pytest.raises(CheckpointError, match="is empty"):
        check_weights_file(path)


def test_weights_are_counted_and_take_what_their_precision_takes(weights: Path) -> None:
    assert read_header(weights) == Header(101, weights.stat().st_size)
    spec = RoleSpec(checkpoint=str(weights.parent))
    assert (planned_bytes(spec, "fp32"), planned_bytes(spec, "int8")) == (404, 101)
    assert planned_bytes(RoleSpec(checkpoint="package:hibari_tts"), "fp32") is None


def test_torchs_own_files_count_where_there_are_no_safetensors(weights: Path, tmp_path: Path) -> None:
    spec = RoleSpec(checkpoint=str(tmp_path))
    torch.save({"a": torch.zeros(1000)}, tmp_path / "beside.pth")
    assert planned_bytes(spec, "fp32") == 404
    weights.unlink()
    torch.save(torch.zeros(5), tmp_path / "voice.pt")
    assert planned_bytes(spec, "fp32") == 4000
    (tmp_path / "beside.pth").unlink()
    assert planned_bytes(spec, "fp32") is None
