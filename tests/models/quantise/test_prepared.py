"""What was quantised once is mapped later, to the same bytes; stale and damaged files are made again."""

from __future__ import annotations

import json
import os
import shutil
from importlib.machinery import PathFinder
from pathlib import Path

import pytest
import torch

from vortex_gui.checkpoints.hashes import KnownHashes
from vortex_gui.checkpoints.quantised import is_intact
from vortex_gui.measure.rehearse.published.flux import write_flux
from vortex_gui.measure.rehearse.published.scales import SCALES
from vortex_gui.models.contracts import LoadAid
from vortex_gui.models.painting.flux_quantised import load_t5, load_transformer
from vortex_gui.models.quantise import late_bitsandbytes, prepared
from vortex_gui.models.quantise.loading import MAPPING, QUANTISING
from vortex_gui.models.quantise.quantise import quantisation_tensors

if PathFinder.find_spec(late_bitsandbytes.NAME) is None:
    pytest.skip("the extra [gpu] is not installed", allow_module_level=True)

CPU = torch.device("cpu")
MADE = [QUANTISING, prepared.WRITING, MAPPING]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flux")
    write_flux(folder, SCALES["small"], lambda _: None)
    return folder


@pytest.fixture
def flux(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "flux"))


class Hearing:
    """What a load tells."""

    def __init__(self, place: Path) -> None:
        self.phases: list[str] = []
        self.aid = LoadAid(place, self.hear)

    def hear(self, phase: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        if phase not in self.phases:
            self.phases.append(phase)


def loaded(flux: Path, place: Path, scheme: str = "nf4") -> tuple[torch.nn.Module, list[str]]:
    heard = Hearing(place)
    return load_transformer(flux / "transformer", CPU, scheme, heard.aid), heard.phases


def same(one: torch.nn.Module, other: torch.nn.Module) -> bool:
    first, second = one.state_dict(), other.state_dict()
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("scheme", ["nf4", "int8"])
def test_a_second_load_maps_the_same_bytes(flux: Path, tmp_path: Path, scheme: str) -> None:
    place = tmp_path / "data" / "prepared"
    first, told = loaded(flux, place, scheme)
    assert told == MADE
    (path,) = place.iterdir()
    assert is_intact(path)
    second, told = loaded(flux, place, scheme)
    assert told == [MAPPING]
    assert same(first, second)
    assert [t.nbytes for t in quantisation_tensors(first)] == [t.nbytes for t in quantisation_tensors(second)]


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no list of mapped files here")
def test_a_first_load_maps_what_it_prepared_and_lets_go_of_the_checkpoint(flux: Path, tmp_path: Path) -> None:
    place = tmp_path / "data" / "prepared"
    network, _ = loaded(flux, place)
    assert mapped_below(place)
    assert not mapped_below(flux)
    del network


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no list of mapped files here")
def test_without_a_place_the_checkpoint_is_let_go_too(flux: Path) -> None:
    network = load_transformer(flux / "transformer", CPU, "nf4", LoadAid(None))
    assert not mapped_below(flux)
    del network


def mapped_below(folder: Path) -> list[str]:
    """The files of a folder that this process has mapped."""
    return [line for line in Path("/proc/self/maps").read_text().splitlines() if str(folder) in line]


def test_t5_keeps_its_table_on_the_host_and_reads_the_same(flux: Path, tmp_path: Path) -> None:
    place = tmp_path / "data" / "prepared"
    ids = torch.arange(2, 18)[None]
    with torch.inference_mode():
        first = load_t5(flux / "text_encoder_2", CPU, "nf4", LoadAid(place))(ids)[0]
        heard = Hearing(place)
        second = load_t5(flux / "text_encoder_2", CPU, "nf4", heard.aid)(ids)[0]
    assert heard.phases == [MAPPING]
    assert torch.equal(first, second)


def test_another_source_is_never_taken_for_it(flux: Path, tmp_path: Path) -> None:
    place = tmp_path / "data" / "prepared"
    loaded(flux, place)
    old = {path.name for path in place.iterdir()}
    shard = next((flux / "transformer").glob("*00003.safetensors"))
    changed = bytearray(shard.read_bytes())
    changed[-1] ^= 1
    shard.write_bytes(bytes(changed))
    assert loaded(flux, place)[1] == MADE
    assert {path.name for path in place.iterdir()}.isdisjoint(old)


def test_a_cut_file_is_made_again(flux: Path, tmp_path: Path) -> None:
    place = tmp_path / "data" / "prepared"
    first, _ = loaded(flux, place)
    (path,) = place.iterdir()
    os.truncate(path, path.stat().st_size - 1)
    second, told = loaded(flux, place)
    assert told == MADE
    assert same(first, second)


@pytest.mark.expects_log
def test_a_file_that_lacks_a_weight_is_made_again(flux: Path, tmp_path: Path) -> None:
    place = tmp_path / "data" / "prepared"
    loaded(flux, place)
    (path,) = place.iterdir()
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    name = next(name for name in header if name.startswith("proj_out.weight"))
    header["proj_out.other"] = header.pop(name)
    path.write_bytes(content[:8] + json.dumps(header).encode().ljust(length) + content[8 + length :])
    assert loaded(flux, place)[1][-2:] == MADE[:2]
    assert loaded(flux, place)[1] == [MAPPING]


def test_the_sources_of_the_hubs_cache_may_be_gone(flux: Path, tmp_path: Path) -> None:
    place, blobs = tmp_path / "data" / "prepared", tmp_path / "blobs"
    blobs.mkdir()
    for shard in (flux / "transformer").glob("*.safetensors"):
        blob = blobs / KnownHashes(tmp_path).hash_of(shard)
        shard.rename(blob)
        shard.symlink_to(blob)
    first, _ = loaded(flux, place)
    shutil.rmtree(blobs)
    second, told = loaded(flux, place)
    assert told == [MAPPING]
    assert same(first, second)


def test_without_a_place_nothing_is_kept_and_a_load_may_be_stopped(flux: Path, tmp_path: Path) -> None:
    assert loaded(flux, tmp_path / "data" / "prepared")[1]

    class Stop(Exception):
        pass

    def stop(phase: str, done: int, total: int) -> None:
        if phase == prepared.WRITING:
            raise Stop

    place = tmp_path / "other" / "prepared"
    with pytest.raises(Stop):
        load_transformer(flux / "transformer", CPU, "nf4", LoadAid(place, stop))
    assert list(place.iterdir()) == []


def test_scales_stand_behind_their_weight() -> None:
    names = ["b.weight.absmax", "a.bias", "b.weight", "b.weight.quant_state.bitsandbytes__nf4", "a.weight"]
    assert prepared.state_names(names) == {
        "a.bias": [],
        "a.weight": [],
        "b.weight": ["b.weight.absmax", "b.weight.quant_state.bitsandbytes__nf4"],
    }
