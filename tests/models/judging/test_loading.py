"""int8 judges are quantised once and mapped later, with or without a tower that they share."""

from __future__ import annotations

import os
import shutil
from copy import deepcopy
from pathlib import Path

import pytest
import torch
from torch import nn
from transformers import CLIPTextModel

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.checkpoints.quantised import is_intact
from vortex_gui.measure.rehearse.published.clip import write_clip_b
from vortex_gui.measure.rehearse.published.scales import SCALES
from vortex_gui.models.contracts import LoadAid
from vortex_gui.models.judging.clip import ClipScorer
from vortex_gui.models.judging.loading import load_model
from vortex_gui.models.judging.text_tower import SharedTower
from vortex_gui.models.quantise.loading import MAPPING
from vortex_gui.models.quantise.prepared import WRITING

CPU = torch.device("cpu")
WORDS = "a presenter with green skin in a red suit"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RESOURCES / "checkpoints" / "mini" / "clip_l", tmp_path / "clip_l"))


def loaded(folder: Path, place: Path, tower: nn.Module | None = None) -> tuple[ClipScorer, set[str]]:
    phases: set[str] = set()
    aid = LoadAid(place, lambda phase, done, total: phases.add(phase))
    return ClipScorer(folder, CPU, precision="int8", text_tower=tower, aid=aid), phases


def spoil(path: Path) -> None:
    """Other bytes under the same name, size and time: whoever reads them is found out."""
    status = path.stat()
    path.write_bytes(bytes(status.st_size))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def pictures() -> torch.Tensor:
    draw = torch.Generator().manual_seed(3)
    return torch.randint(0, 256, (2, 3, 64, 64), dtype=torch.uint8, generator=draw)


def assert_same(first: ClipScorer, second: ClipScorer) -> None:
    """Equal weights; mapped ones lie at other addresses, which the last digit of a product may show."""
    own, other = first._model.state_dict(), second._model.state_dict()
    assert own.keys() == other.keys()
    assert all(torch.equal(own[name], other[name]) for name in own)
    torch.testing.assert_close(second.embed_text(WORDS), first.embed_text(WORDS))


def towers_of(folder: Path) -> tuple[nn.Module, nn.Module]:
    """The folder's own text tower in bfloat16, as Flux ships it, and one with another weight."""
    own = deepcopy(load_model(folder).text_model).to(torch.bfloat16)
    other = deepcopy(own)
    with torch.no_grad():
        other.final_layer_norm.weight[0] += 0.5
    return own, other


def test_the_second_load_reads_the_prepared_weights_alone(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "data" / "prepared"
    first, phases = loaded(folder, place)
    assert phases == {WRITING}
    (file,) = place.iterdir()
    assert is_intact(file)
    spoil(folder / "model.safetensors")
    second, phases = loaded(folder, place)
    assert phases == {MAPPING}
    assert_same(first, second)
    torch.testing.assert_close(second.embed_images(pictures()), first.embed_images(pictures()))


def test_torchs_own_file_is_prepared_too(tmp_path: Path) -> None:
    """The published B/32 has no other."""
    folder, place = tmp_path / "clip_b", tmp_path / "data" / "prepared"
    write_clip_b(folder, SCALES["small"], lambda _: None)
    first, _ = loaded(folder, place)
    spoil(folder / "pytorch_model.bin")
    second, phases = loaded(folder, place)
    assert phases == {MAPPING}
    assert_same(first, second)


@pytest.mark.parametrize("is_prepared", [False, True])
def test_its_own_tower_is_shared_and_another_one_is_not(
    folder: Path, tmp_path: Path, is_prepared: bool
) -> None:
    place = tmp_path / "data" / "prepared"
    own, other = towers_of(folder)
    alone, _ = loaded(folder, place)
    if is_prepared:
        spoil(folder / "model.safetensors")
    else:
        shutil.rmtree(place)
    sharing, _ = loaded(folder, place, own)
    assert isinstance(sharing._model.text_model, SharedTower)
    assert float(sharing.embed_text(WORDS) @ alone.embed_text(WORDS)) > 0.99
    apart, phases = loaded(folder, place, other)
    assert phases == {MAPPING}
    assert isinstance(apart._model.text_model, CLIPTextModel)
    assert_same(alone, apart)


def test_without_a_place_nothing_is_kept(folder: Path, tmp_path: Path) -> None:
    ClipScorer(folder, CPU, precision="int8")
    assert {path.name for path in tmp_path.iterdir()} == {"clip_l"}
