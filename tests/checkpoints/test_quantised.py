"""Prepared weights on the disk: whole or not there, found by their key alone, checked against their sums."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from vortex_gui.checkpoints.quantised import (
    Entry,
    Key,
    find_prepared,
    is_intact,
    prepared_folder,
    write_prepared,
)

ORIGIN = "models--some--model"
KEY = Key("transformer", "a" * 64, "nf4", "bitsandbytes 1.0")


def entry(name: str, tensor: torch.Tensor, numbers: str) -> Entry:
    return Entry(
        name, numbers, tuple(tensor.shape), lambda: tensor.view(torch.uint8).reshape(-1).numpy().data
    )


def written(folder: Path, key: Key = KEY) -> Path:
    entries = [
        entry("small", torch.arange(5, dtype=torch.int8), "I8"),
        entry("wide", torch.arange(6.0).reshape(2, 3), "F32"),
    ]
    return write_prepared(folder, key, ORIGIN, entries)


def test_a_file_is_safetensors_and_is_found_by_its_key_alone(tmp_path: Path) -> None:
    folder = prepared_folder(tmp_path)
    path = written(folder)
    found = load_file(path)
    assert found["small"].tolist() == [0, 1, 2, 3, 4]
    assert found["wide"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert is_intact(path)
    assert find_prepared(folder, KEY) == path
    for other in (
        replace(KEY, source="b" * 64),
        replace(KEY, scheme="int8"),
        replace(KEY, library="bitsandbytes 2.0"),
    ):
        assert find_prepared(folder, other) is None
        misnamed = path.rename(folder / f"x{other.ending}")
        assert find_prepared(folder, other) is None
        misnamed.rename(path)


def test_a_newer_file_of_the_same_place_replaces_the_older_and_leaves_others(tmp_path: Path) -> None:
    first, elsewhere = written(tmp_path), write_prepared(tmp_path, KEY, "another place", [])
    second = written(tmp_path, replace(KEY, source="b" * 64))
    int8 = written(tmp_path, replace(KEY, scheme="int8"))
    assert set(tmp_path.iterdir()) == {second, elsewhere, int8}
    assert first != second


@pytest.mark.parametrize("at", [3, 40, -1])
def test_a_changed_byte_is_found(tmp_path: Path, at: int) -> None:
    path = written(tmp_path)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))
    assert not is_intact(path)


@pytest.mark.parametrize("length", [0, 5, 100, -1])
def test_a_cut_file_is_neither_found_nor_intact(tmp_path: Path, length: int) -> None:
    path = written(tmp_path)
    os.truncate(path, length % path.stat().st_size)
    assert find_prepared(tmp_path, KEY) is None
    assert not is_intact(path)


def test_a_failed_write_leaves_nothing_and_a_killed_ones_part_goes_with_the_next(tmp_path: Path) -> None:
    def fails() -> memoryview:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_prepared(tmp_path, KEY, ORIGIN, [Entry("a", "I8", (5,), fails)])
    assert list(tmp_path.iterdir()) == []
    left = tmp_path / ".transformer-nf4-0.safetensors.999999999.part"
    left.touch()
    mine = tmp_path / f".other.safetensors.{os.getpid()}.part"
    mine.touch()
    path = written(tmp_path)
    assert set(tmp_path.iterdir()) == {path, mine}


def test_progress_tells_every_byte(tmp_path: Path) -> None:
    told: list[int] = []
    write_prepared(tmp_path, KEY, ORIGIN, [entry("a", torch.zeros(100, dtype=torch.int8), "I8")], told.append)
    assert sum(told) == 100
