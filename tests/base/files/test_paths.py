"""Paths with `~` and variables lead where the operator means, or are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.files.paths import expanded
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import (
    FolderSettings,
    lenient_settings,
    load_settings,
    user_settings_path,
)
from vortex_gui.checkpoints.places import named_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("CLIPS", "clips")
    monkeypatch.delenv("NOPE", raising=False)
    return tmp_path


@pytest.mark.parametrize("written", ["~/clips", "$HOME/clips", "${HOME}/clips", "~/$CLIPS", "$HOME/${CLIPS}"])
def test_home_and_variables_stand_for_folders(written: str, home: Path) -> None:
    assert expanded(written) == home / "clips"
    folders = FolderSettings(output=written, data=written)
    assert (folders.output_path, folders.data_path) == (home / "clips", home / "clips")


REFUSED = {
    "$NOPE/x": "the variable NOPE is not set",
    "a/${NOPE}": "the variable NOPE is not set",
    "~nobody-of-that-name/x": "this system knows no user nobody-of-that-name",
    "a\0b": "it holds a character that no path can have",
    "a\udc00\ud800": "it holds a character that no path can have",
}


@pytest.mark.parametrize("written", REFUSED)
@pytest.mark.parametrize("name", ["output", "data"])
def test_what_stands_for_nothing_is_refused(name: str, written: str) -> None:
    with pytest.raises(ValidationError, match=REFUSED[written]):
        FolderSettings.model_validate({name: written})


def test_a_settings_file_with_an_unknown_variable_names_it_and_the_console_uses_the_default(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("folders: {output: $NOPE/x}\nconsole: {volume: 3}\n")
    fault = "own.yaml: folders.output: the variable NOPE is not set."
    with pytest.raises(SettingsError) as told:
        load_settings(own)
    assert told.value.faults == (fault,)
    settings, faults = lenient_settings(own)
    assert (settings.folders.output, settings.console.volume, faults) == ("", 3, [fault])


def test_a_profile_and_a_checkpoint_are_found_below_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "flux").mkdir()
    assert named_folder("~/flux") == named_folder("$HOME/flux") == home / "flux"
    assert named_folder("$NOPE/flux") is None
    (home / "mine.yaml").write_text("name: 1")
    for written in ("~/mine.yaml", "$HOME/mine.yaml"):
        with pytest.raises(SettingsError, match=r"^mine\.yaml: "):
            load_profile(written)
    with pytest.raises(SettingsError, match="the variable NOPE is not set"):
        load_profile("$NOPE/mine.yaml")
    monkeypatch.setenv("VORTEX_SETTINGS", "~/own.yaml")
    assert user_settings_path() == home / "own.yaml"
