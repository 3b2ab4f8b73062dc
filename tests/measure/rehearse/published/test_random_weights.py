"""Random weights are streamed into files that safetensors opens, the same for the same name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from vortex_gui.measure.rehearse.published import random_weights
from vortex_gui.measure.rehearse.published.random_weights import (
    random_numbers,
    shapes_of,
    write_safetensors,
    write_shards,
)

SHAPES = {"a.weight": (40, 30), "norm.weight": (30,), "norm.bias": (30,), "b.weight": (10, 4, 3)}


def test_a_file_is_whole_and_equal_names_have_equal_numbers_in_every_dtype(tmp_path: Path) -> None:
    told: list[int] = []
    write_safetensors(tmp_path / "one.safetensors", SHAPES, torch.bfloat16, told.append)
    write_safetensors(tmp_path / "two.safetensors", {"a.weight": (40, 30)}, torch.float32, told.append)
    one, two = load_file(tmp_path / "one.safetensors"), load_file(tmp_path / "two.safetensors")
    assert {name: tuple(weight.shape) for name, weight in one.items()} == SHAPES
    assert torch.equal(one["a.weight"], two["a.weight"].bfloat16())
    assert one["norm.weight"].tolist() == [1.0] * 30
    assert one["norm.bias"].tolist() == [0.0] * 30
    assert 0.01 < float(two["a.weight"].std()) < 0.03
    assert sum(told) == 2 * (1200 + 30 + 30 + 120) + 4 * 1200


def test_shards_have_an_index_and_one_file_has_none(tmp_path: Path) -> None:
    write_shards(tmp_path, "model", SHAPES, torch.float32, 2, lambda _: None)
    index = json.loads((tmp_path / "model.safetensors.index.json").read_text())
    assert sorted(set(index["weight_map"].values())) == [
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
    ]
    for name, file in index["weight_map"].items():
        assert tuple(load_file(tmp_path / file)[name].shape) == SHAPES[name]
    (tmp_path / "single").mkdir()
    write_shards(tmp_path / "single", "model", SHAPES, torch.float32, 1, lambda _: None)
    assert [path.name for path in (tmp_path / "single").iterdir()] == ["model.safetensors"]


def test_a_weight_larger_than_a_stretch_is_told_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random_weights, "CHUNK", 500)
    parts = list(random_numbers("a.weight", (40, 30)))
    assert [len(part) for part in parts] == [500, 500, 200]


def test_shapes_are_those_of_a_network_with_shared_weights_once() -> None:
    with torch.device("meta"):
        layer = torch.nn.Linear(3, 2)
    assert shapes_of(torch.nn.Sequential(layer, layer), "net.") == {
        "net.0.weight": (2, 3),
        "net.0.bias": (2,),
    }
