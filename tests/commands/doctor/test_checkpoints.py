"""One role's weights: in a package, whole in a folder, or nowhere; each with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.doctor_report import State
from vortex_gui.base.profile import Profile, RoleSpec
from vortex_gui.commands.doctor import checkpoints
from vortex_gui.commands.doctor.checkpoints import checkpoint


@pytest.fixture
def spec(profile: Profile) -> RoleSpec:
    return profile.roles["flux"]


def test_a_package_is_found_by_its_version_or_named_to_be_installed(profile: Profile) -> None:
    there = checkpoint("kokoro", profile.roles["kokoro"], hash_all=False)
    assert (there.state, there.found.split()[0]) == (State.GOOD, "hibari_tts")
    gone = profile.roles["kokoro"].model_copy(update={"checkpoint": "package:nobodys_voice"})
    check = checkpoint("kokoro", gone, hash_all=False)
    assert (check.state, check.remedy) == (State.FAULT, "Install nobodys-voice.")


def test_a_folder_without_weights_is_a_fault(spec: RoleSpec, checkpoint: Path) -> None:
    (checkpoint / "model.safetensors").unlink()
    check = checkpoints.checkpoint("flux", spec, hash_all=False)
    assert check.state is State.FAULT
    assert "holds no weights" in check.found


def test_a_large_checkpoint_is_hashed_only_when_asked(
    spec: RoleSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "sha256" in checkpoint("flux", spec, hash_all=False).found
    monkeypatch.setattr(checkpoints, "HASHED_UP_TO_BYTES", 10)
    assert "sha256" not in checkpoint("flux", spec, hash_all=False).found
    assert "sha256" in checkpoint("flux", spec, hash_all=True).found
