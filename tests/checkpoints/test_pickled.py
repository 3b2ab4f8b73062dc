"""Torch's own files are counted without torch, and nothing in them runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.checkpoints.pickled import count_weights


class Runs:
    """A pickle that would make a folder when it is opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


def test_weights_are_counted_once_each_and_counters_are_none(tmp_path: Path) -> None:
    shared = torch.zeros(5, 2)
    weights = {"a": torch.zeros(3, 4), "b": shared, "same": shared, "seen": torch.tensor(7)}
    torch.save({"part": weights, "other": [torch.zeros(6, dtype=torch.half)]}, tmp_path / "w.pth")
    assert count_weights(tmp_path / "w.pth") == 12 + 10 + 6


def test_a_weight_norms_lengths_do_not_stay(tmp_path: Path) -> None:
    torch.save({"c.weight_v": torch.zeros(4, 3, 2), "c.weight_g": torch.zeros(4, 1, 1)}, tmp_path / "w.pth")
    assert count_weights(tmp_path / "w.pth") == 24


def test_a_modules_own_dictionary_is_read(tmp_path: Path) -> None:
    layer = torch.nn.Linear(3, 2)
    torch.save(layer.state_dict(), tmp_path / "w.bin")
    assert count_weights(tmp_path / "w.bin") == 8


def test_nothing_in_a_file_runs(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(2), "b": Runs(tmp_path / "made")}, tmp_path / "w.pth")
    assert count_weights(tmp_path / "w.pth") == 2
    assert not (tmp_path / "made").exists()


def test_an_older_file_tells_by_its_length(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(1000)}, tmp_path / "w.bin", _use_new_zipfile_serialization=False)
    assert count_weights(tmp_path / "w.bin") == pytest.approx(1000, rel=0.2)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18)])
def test_a_file_without_weights_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.pth").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"w\.pth: is not a whole torch file"):
        count_weights(tmp_path / "w.pth")
