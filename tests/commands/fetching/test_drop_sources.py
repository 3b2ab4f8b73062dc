"""Sources go once the prepared weights are verified; what is left loads, and tells that it is whole."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml

from tests.published_lists import published
from tests.tiny_hub import serving, written
from vortex_gui.base.doctor_report import State
from vortex_gui.base.errors import InputError, VortexError
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.checkpoints.fetch import Hub
from vortex_gui.checkpoints.headers import planned_bytes
from vortex_gui.checkpoints.quantised import prepared_folder
from vortex_gui.commands.doctor.checkpoints import checkpoint
from vortex_gui.commands.fetching.drop_sources import drop_sources
from vortex_gui.commands.fetching.prefetch import prefetch, unprepared_bytes
from vortex_gui.commands.fetching.prepare import prepare
from vortex_gui.measure.rehearse.published.clip import write_clip_b, write_clip_l
from vortex_gui.measure.rehearse.published.flux import write_flux
from vortex_gui.measure.rehearse.published.scales import SCALES
from vortex_gui.models.contracts import LoadAid
from vortex_gui.models.painting.flux import FluxActor
from vortex_gui.models.quantise import late_bitsandbytes

if PathFinder.find_spec(late_bitsandbytes.NAME) is None:
    pytest.skip("the extra [gpu] is not installed", allow_module_level=True)


@dataclass
class Machine:
    """A machine that has fetched a small painter and small judges in the published layouts."""

    profile: Profile
    hub: Hub
    data: Path
    arguments: Namespace

    @property
    def place(self) -> Path:
        return prepared_folder(self.data)

    @property
    def flux(self) -> Path:
        repository = self.hub.cache / "models--black-forest-labs--FLUX.1-schnell"
        return next((repository / "snapshots").iterdir())

    def blobs(self) -> int:
        return sum(path.stat().st_size for path in self.hub.cache.rglob("blobs/*"))

    def asked(self, **more: Any) -> Namespace:
        return Namespace(**{**vars(self.arguments), **more})


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    for role, write in (("flux", write_flux), ("clip_b", write_clip_b), ("clip_l", write_clip_l)):
        write(folder / role, SCALES["small"], lambda _: None)
    return folder


@pytest.fixture
def machine(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    from huggingface_hub import constants

    reference, mini = load_profile("rtx3060"), load_profile("mini")
    here = {role: mini.roles[role] for role in ("liveportrait", "kokoro")}
    profile = reference.model_copy(update={"roles": {**reference.roles, **here}})
    settings = tmp_path / "settings.yaml"
    settings.write_text(yaml.safe_dump({"folders": {"data": str(tmp_path / "data")}}), encoding="utf-8")
    arguments = Namespace(
        profile=str(written(profile, tmp_path)), settings=settings, dry_run=False, yes=True, json=False
    )
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    with serving({}) as held:
        held.repositories = published(reference, weights)
        hub = Hub(endpoint=held.endpoint, cache=tmp_path / "cache")
        hub.fetch(hub.survey(profile))
        yield Machine(profile, hub, tmp_path / "data", arguments)


def painted(machine: Machine) -> torch.Tensor:
    painter = FluxActor(machine.flux, torch.device("cpu"), precision="nf4", aid=LoadAid(machine.place))
    return painter.generate("a presenter", steps=1, seed=1, height=64, width=64).image


def test_prepared_weights_are_verified_before_anything_goes(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = machine.blobs()
    with pytest.raises(VortexError, match="transformer is not prepared, so its source must stay") as told:
        drop_sources(machine.arguments)
    assert "vortex-gui prepare --profile" in told.value.remedy
    assert prepare(machine.arguments) == 0
    damaged = next(machine.place.glob("transformer-*"))
    content = bytearray(damaged.read_bytes())
    content[-1] ^= 1
    damaged.write_bytes(bytes(content))
    with pytest.raises(VortexError, match="transformer is not prepared"):
        drop_sources(machine.arguments)
    assert f"{damaged} is damaged" in capsys.readouterr().err
    assert machine.blobs() == before


def test_sources_go_and_everything_works_without_them(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    flux = machine.profile.roles["flux"]
    assert unprepared_bytes(machine.hub.survey(machine.profile), machine.profile, machine.place) > 0
    assert prepare(machine.arguments) == 0
    assert unprepared_bytes(machine.hub.survey(machine.profile), machine.profile, machine.place) == 0
    picture, before = painted(machine), machine.blobs()
    capsys.readouterr()

    assert drop_sources(machine.asked(dry_run=True)) == 0
    sentence = capsys.readouterr().out
    assert machine.blobs() == before
    assert prefetch(machine.asked(drop_sources=True)) == 0
    freed = before - machine.blobs()
    shards = len(
        [*machine.flux.glob("transformer/*.safetensors"), *machine.flux.glob("text_encoder_2/*.safetensors")]
    )
    assert freed > 4_000_000
    assert f"Dropping {shards} files frees {freed / 1e6:.1f} MB; " in sentence
    assert f"Freed {freed / 1e6:.1f} MB." in capsys.readouterr().out

    assert torch.equal(painted(machine), picture)
    assert machine.hub.survey(machine.profile, machine.place).missing == ()
    assert planned_bytes(flux, flux.precision) is None
    check = checkpoint("flux", flux, hash_all=False, prepared=machine.place)
    assert check.state is State.GOOD
    assert f"{shards} dropped for prepared weights" in check.found
    assert drop_sources(machine.arguments) == 0
    assert "Nothing to drop" in capsys.readouterr().out


def test_without_the_prepared_weights_the_sources_are_missing_and_fetched_again(machine: Machine) -> None:
    assert prepare(machine.arguments) == 0
    assert drop_sources(machine.arguments) == 0
    next(machine.place.glob("transformer-*")).unlink()
    survey = machine.hub.survey(machine.profile, machine.place)
    assert {file.name.split("/")[0] for file in survey.missing} == {"transformer"}
    check = checkpoint("flux", machine.profile.roles["flux"], hash_all=False, prepared=machine.place)
    assert check.state is State.FAULT
    assert "was dropped, and no prepared weights stand for it" in check.found
    machine.hub.fetch(survey)
    assert machine.hub.survey(machine.profile).missing_bytes == sum(
        file.size
        for file in survey.files
        if file.name.startswith("text_encoder_2/") and file.name.endswith(".safetensors")
    )
    assert prepare(machine.arguments) == 0


def test_nobody_is_asked_in_vain(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert prepare(machine.arguments) == 0
    before = machine.blobs()
    with pytest.raises(InputError, match="--yes: it is needed where nobody can be asked"):
        drop_sources(machine.asked(yes=False))
    assert machine.blobs() == before


def test_prepare_tells_the_console_how_far_it_is(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepare(machine.asked(json=True)) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1] == {"done": True}
    files = {line["progress"]["file"].split(",")[0] for line in lines[:-1]}
    assert files == {"transformer", "text_encoder_2", "clip_b", "clip_l"}
    assert {line["progress"]["role"] for line in lines[:-1]} == {"flux", "clip_b", "clip_l"}
    assert all(0 <= line["progress"]["done_bytes"] <= line["progress"]["total_bytes"] for line in lines[:-1])


def test_as_json_a_checkpoint_that_is_not_here_is_a_fault(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flux = machine.profile.roles["flux"].model_copy(update={"checkpoint": "nobody/nothing"})
    profile = machine.profile.model_copy(update={"roles": {**machine.profile.roles, "flux": flux}})
    assert prepare(machine.asked(json=True, profile=str(written(profile, tmp_path)))) == 1
    (line,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert "nobody/nothing" in line["fault"]["sentence"]
