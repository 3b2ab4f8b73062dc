"""The doctor tries each thing for real, names what is wrong, and says what to do."""

from __future__ import annotations

import hashlib
import json
from argparse import Namespace
from pathlib import Path

import pytest
import torch
import yaml

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.settings import Settings
from vortex_gui.commands.doctor.command import doctor, examine
from vortex_gui.commands.doctor.encoders import encoders


def found(profile: Profile, settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in examine(profile, settings)}


def test_this_machine_can_run_small_checkpoints(profile: Profile, settings: Settings) -> None:
    checks = found(profile, settings)
    assert [name for name, check in checks.items() if check.state is State.FAULT] == []
    assert set(checks) >= {
        "program", "NVIDIA driver", "CUDA", "bitsandbytes", "encoder libx264", "encoder aac",
        "output folder", "data folder", "checkpoint flux", "checkpoint kokoro",
    }  # fmt: skip
    assert checks["encoder libx264"].found == "opens"
    assert "fonts" in checks or "Qt" in checks
    if "player" in checks:
        assert checks["player"].found == "plays clips"


def test_a_fault_comes_with_a_remedy(profile: Profile, settings: Settings) -> None:
    for check in found(load_profile("rtx3060"), settings).values():
        assert check.state is not State.FAULT or check.remedy, check


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card here")
def test_a_cuda_profile_is_at_fault_without_a_card_and_a_cpu_profile_is_not(
    profile: Profile, settings: Settings
) -> None:
    assert found(profile, settings)["CUDA"].state is State.NOTE
    assert found(load_profile("rtx3060"), settings)["CUDA"].state is State.FAULT


def test_size_and_hash_of_a_checkpoint_are_told(
    profile: Profile, settings: Settings, checkpoint: Path
) -> None:
    content = (checkpoint / "model.safetensors").read_bytes()
    check = found(profile, settings)["checkpoint flux"]
    assert hashlib.sha256(content).hexdigest()[:16] in check.found
    assert "1 file," in check.found


def test_a_missing_checkpoint_is_a_fault_that_names_prefetch(profile: Profile, settings: Settings) -> None:
    roles = dict(profile.roles)
    roles["clip_b"] = roles["clip_b"].model_copy(update={"checkpoint": "nobody/nothing"})
    check = found(profile.model_copy(update={"roles": roles}), settings)["checkpoint clip_b"]
    assert check.state is State.FAULT
    assert "prefetch" in check.remedy


def test_a_cut_safetensors_file_is_a_fault(profile: Profile, settings: Settings, checkpoint: Path) -> None:
    path = checkpoint / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-8])
    check = found(profile, settings)["checkpoint flux"]
    assert check.state is State.FAULT
    assert "its header asks for" in check.found


def test_a_blob_whose_bytes_are_not_its_name_is_a_fault(
    profile: Profile, settings: Settings, checkpoint: Path
) -> None:
    blobs = checkpoint / "blobs"
    blobs.mkdir()
    path = checkpoint / "model.safetensors"
    path.rename(blobs / ("0" * 64))
    path.symlink_to(blobs / ("0" * 64))
    check = found(profile, settings)["checkpoint flux"]
    assert check.state is State.FAULT
    assert "not the bytes of the hub: model.safetensors" in check.found


def test_too_little_disk_is_a_fault_with_both_figures(profile: Profile, settings: Settings) -> None:
    greedy = settings.model_copy(update={"output": OutputSettings(min_free_gb=1e9)})
    check = found(profile, greedy)["output folder"]
    assert check.state is State.FAULT
    assert "1000000000.0 GB are needed" in check.remedy


def test_an_encoder_that_is_not_there_is_no_fault_but_is_told(
    settings: Settings,
) -> None:
    wish = settings.model_copy(update={"output": OutputSettings(encoder="h264_nvenc")})
    (check,) = [check for check in encoders(wish) if check.name == "encoder h264_nvenc"]
    if check.state is State.GOOD:
        pytest.skip("there is an NVENC here")
    assert check.state is State.NOTE
    assert "set output.encoder to libx264" in check.remedy


def test_the_command_prints_one_json_object_and_its_exit_code_tells_of_faults(
    capsys: pytest.CaptureFixture[str], profile: Profile, tmp_path: Path
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(profile.model_dump(mode="json")), encoding="utf-8")
    assert doctor(Namespace(profile=str(path), json=True)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == 0
    assert {"name", "state", "found", "remedy"} == set(told["checks"][0])
    assert doctor(Namespace(profile="rtx3060")) == 1
    text = capsys.readouterr().out
    assert "FAULT checkpoint flux" in text
    assert text.strip().endswith("faults.")
