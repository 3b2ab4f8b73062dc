"""Weights that are not whole safetensors are told by their name."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.errors import CheckpointError
from vortex_gui.commands.doctor.checkpoints import check_weights_file


@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"\x02\0\0\0\0\0\0\0[]", b"\x02\0\0\0\0\0\0\0{}rest"])
def test_what_is_not_safetensors_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        check_weights_file(path)


def test_a_whole_file_passes(checkpoint: Path) -> None:
    check_weights_file(checkpoint / "model.safetensors")
