"""The command `prepare`: space first, made once, a damaged file made again."""

from __future__ import annotations

from argparse import Namespace
from importlib.machinery import PathFinder
from pathlib import Path

import pytest
import yaml

from tests.tiny_hub import written
from vortex_gui.base.profile import load_profile
from vortex_gui.base.roles import Role
from vortex_gui.checkpoints.parts import Part
from vortex_gui.commands.fetching.prepare import Printer, prepare
from vortex_gui.measure.rehearse.published.clip import write_clip_b, write_clip_l
from vortex_gui.measure.rehearse.published.flux import write_flux
from vortex_gui.measure.rehearse.published.scales import SCALES
from vortex_gui.models.quantise import late_bitsandbytes

if PathFinder.find_spec(late_bitsandbytes.NAME) is None:
    pytest.skip("the extra [gpu] is not installed", allow_module_level=True)


MADE: tuple[Role, ...] = ("flux", "clip_b", "clip_l")


@pytest.fixture
def arguments(tmp_path: Path) -> Namespace:
    write_flux(tmp_path / "flux", SCALES["small"], lambda _: None)
    reference = load_profile("rtx3060")
    write_clip_b(tmp_path / "clip_b", SCALES["small"], lambda _: None)
    write_clip_l(tmp_path / "clip_l", SCALES["small"], lambda _: None)
    own = {
        role: reference.roles[role].model_copy(update={"checkpoint": str(tmp_path / role)}) for role in MADE
    }
    profile = reference.model_copy(update={"roles": {**reference.roles, **own}})
    settings = tmp_path / "settings.yaml"
    settings.write_text(yaml.safe_dump({"folders": {"data": str(tmp_path / "data")}}), encoding="utf-8")
    return Namespace(profile=str(written(profile, tmp_path)), settings=settings, dry_run=False)


def test_networks_are_made_once_and_a_damaged_one_again(
    arguments: Namespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "data" / "prepared"
    assert prepare(Namespace(**{**vars(arguments), "dry_run": True})) == 0
    assert "To prepare: 4 of 4 networks, " in capsys.readouterr().out
    assert not place.exists()
    assert prepare(arguments) == 0
    told = capsys.readouterr()
    assert "are prepared" in told.out
    assert "transformer: quantising, " in told.err
    files = {path: path.stat().st_mtime_ns for path in place.iterdir()}
    assert len(files) == 4
    assert prepare(arguments) == 0
    assert "To prepare: 0 of 4 networks" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in place.iterdir()} == files
    damaged = next(iter(files))
    content = bytearray(damaged.read_bytes())
    content[-1] ^= 1
    damaged.write_bytes(bytes(content))
    assert prepare(arguments) == 0
    told = capsys.readouterr()
    assert f"{damaged} is damaged and will be made again." in told.err
    assert "To prepare: 1 of 4 networks" in told.out


def test_a_profile_without_quantised_networks_needs_nothing(
    arguments: Namespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepare(Namespace(**{**vars(arguments), "profile": "mini"})) == 0
    assert "Nothing to prepare: mini has no quantised network." in capsys.readouterr().out


def test_progress_is_a_line_a_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    printer = Printer(Part("flux", "transformer", "nf4"))
    for done in range(101):
        printer("quantising", done, 100)
    assert len(capsys.readouterr().err.splitlines()) == 11
