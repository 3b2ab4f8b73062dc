"""Whether this machine may join a cluster: only with a token that is this user's secret, and with Ray."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.errors import VortexError
from vortex_gui.serve.ray_site.access import MODE, TOKEN, TOKEN_FILE, prepare, token_fault, token_file


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "token"
    file.touch(0o600)
    file.write_text("5ec4e7")
    return {TOKEN_FILE: str(file)}


def test_a_token_file_of_ones_own_is_enough(environment: dict[str, str]) -> None:
    assert token_fault(environment) is None
    assert token_fault(environment | {MODE: "token"}) is None


def test_no_mode_without_a_token_is_taken(environment: dict[str, str]) -> None:
    assert "has to be token" in (token_fault(environment | {MODE: "disabled"}) or "")


def test_a_token_in_the_environment_is_not_taken(environment: dict[str, str]) -> None:
    assert "from a file alone" in (token_fault(environment | {TOKEN: "5ec4e7"}) or "")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_token_that_others_can_reach_is_refused(mode: int, environment: dict[str, str]) -> None:
    Path(environment[TOKEN_FILE]).chmod(mode)
    assert "mode 0600" in (token_fault(environment) or "")


def test_a_missing_an_empty_or_an_odd_token_file_is_named(environment: dict[str, str]) -> None:
    file = Path(environment[TOKEN_FILE])
    file.write_text("\n")
    assert str(file) in (token_fault(environment) or "")
    file.unlink()
    assert "No such file" in (token_fault(environment) or "")
    file.mkdir()
    assert str(file) in (token_fault(environment) or "")


def test_without_a_name_it_is_rays_own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert token_file({}) == tmp_path / ".ray" / "auth_token"


def test_without_ray_there_is_one_sentence(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vortex_gui.serve.ray_site.access.find_spec", lambda name: None)
    with pytest.raises(VortexError, match="Ray is not installed here"):
        prepare(environment)


def test_what_ray_reads_is_set_before_it_is_imported(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vortex_gui.serve.ray_site.access.find_spec", lambda name: object())
    prepare(environment)
    assert environment[MODE] == "token"
    with pytest.raises(VortexError, match="has to be token"):
        prepare({**environment, MODE: "disabled"})
