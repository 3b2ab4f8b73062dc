"""Settings and profiles: declared once, read leniently by the console and strictly by the commands."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
import yaml
from pydantic.fields import FieldInfo

from tests.odd_things import NO_FILES, UNREADABLE, UNWRITABLE, modes_count, standing
from vortex_gui.base.errors import SettingsError
from vortex_gui.base.files.shipped import SHIPPED_SETTINGS
from vortex_gui.base.notation.plain_yaml import MAX_CHARS
from vortex_gui.base.settings.settings import (
    ConsoleSettings,
    Settings,
    lenient_settings,
    load_settings,
    save_settings,
    user_settings_path,
)
from vortex_gui.base.settings.worker_wish import WorkerWish


def test_the_shipped_file_states_every_setting_with_its_default() -> None:
    shipped = yaml.safe_load(SHIPPED_SETTINGS.read_text())
    assert Settings.model_validate(shipped) == Settings()
    for name, section in Settings.model_fields.items():
        if name != "version":
            assert set(shipped[name]) == set(section.default.__class__.model_fields), name


def test_every_setting_has_a_label_and_a_help() -> None:
    for name, section in Settings.model_fields.items():
        if name == "version":
            continue
        for key, field in section.default.__class__.model_fields.items():
            assert field.title, f"{name}.{key}"
            assert field.description, f"{name}.{key}"


def meaning(info: FieldInfo) -> str:
    """What the shipped file says behind a setting: the dialog's help, and the words to choose from."""
    words = get_args(info.annotation) if get_origin(info.annotation) is Literal else ()
    return f"{info.description} One of: {', '.join(words)}." if words else f"{info.description}"


def test_the_shipped_file_explains_each_setting_as_the_dialog_does() -> None:
    shipped = SHIPPED_SETTINGS.read_text(encoding="utf-8")
    expected = []
    for name, section in Settings.model_fields.items():
        if name == "version":
            continue
        kind = section.default.__class__
        expected.append((name, kind.__doc__))
        expected += [(key, meaning(info)) for key, info in kind.model_fields.items()]
    assert re.findall(r"^ *(\w+):.*?  +# (.+)$", shipped, re.MULTILINE) == expected


def test_the_operators_file_goes_over_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("console: {volume: 10}\n")
    settings = load_settings(own)
    assert settings.console.volume == 10
    assert settings.console.loop is True


def test_a_bad_value_is_refused_by_the_commands_and_defaulted_by_the_console(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("console: {volume: 200, loop: false}\nmemory: {sample_hz: often}\nnonsense: 1\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(own)
    assert len(caught.value.faults) == 3
    settings, faults = lenient_settings(own)
    assert faults == list(caught.value.faults)
    assert (settings.console.volume, settings.console.loop, settings.memory.sample_hz) == (80, False, 10)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("pipeline: {precision_overrides: {clip_b: fp32, clip_l: fp5}, threads: 3}", {"clip_b": "fp32"}),
        ("pipeline: {precision_overrides: {clip_b: fp32, vae: fp32}, threads: 3}", {"clip_b": "fp32"}),
        ("pipeline: {precision_overrides: many, threads: 3}", {}),
        ("{pipeline: {threads: 3, gpu: 1}, console: loud, window: {size: 1}}", {}),
        ("{pipeline: {threads: 3}, memory: {soft_limit_gb: 4, hard_limit_gb: 3}}", {}),
    ],
)
def test_only_the_nearest_entry_of_a_fault_becomes_its_default(
    tmp_path: Path, text: str, kept: dict[str, str]
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text + "\n")
    settings, faults = lenient_settings(own)
    assert faults
    assert (settings.pipeline.threads, settings.pipeline.precision_overrides) == (3, kept)
    assert settings.console == Settings().console
    assert settings.memory.hard_limit_gb is None


def test_a_fault_that_shows_only_when_another_is_gone_is_dropped_too(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("memory: {soft_limit_gb: 4, hard_limit_gb: 3, sample_hz: often}\n")
    assert lenient_settings(own)[0].memory == Settings().memory.model_copy(update={"soft_limit_gb": 4.0})


def test_the_operators_file_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VORTEX_SETTINGS", str(tmp_path / "mine.yaml"))
    assert user_settings_path() == tmp_path / "mine.yaml"
    assert load_settings() == Settings()
    save_settings(Settings.model_validate({"console": {"volume": 7}}))
    assert load_settings().console.volume == 7
    assert lenient_settings() == (load_settings(), [])
    monkeypatch.delenv("VORTEX_SETTINGS")
    assert user_settings_path().parts[-2:] == ("vortex-console", "settings.yaml")


def test_a_named_file_that_is_missing_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.yaml: cannot be read"):
        load_settings(tmp_path / "gone.yaml")
    assert lenient_settings(tmp_path / "gone.yaml")[0] == Settings()


def test_an_empty_file_is_no_fault_and_a_section_keeps_what_the_file_leaves_out(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("")
    assert load_settings(own) == Settings()
    own.write_text("log: {max_mb: 3}\n")
    assert load_settings(own).log.model_dump() == {"level": "INFO", "max_mb": 3}


def test_null_that_was_written_by_hand_is_the_default_and_no_text(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(
        "pipeline: {profile: null, device: NULL, workers: [{device: null, threads: 2}]}\n"
        "folders: {output: null}\nserve: {spool_gb: null}\nconsole: {theme: Null}\n"
    )
    found, usual = load_settings(file), Settings()
    assert (found.pipeline.profile, found.pipeline.device) == (usual.pipeline.profile, usual.pipeline.device)
    assert found.pipeline.workers == [WorkerWish(threads=2)]
    assert (found.folders, found.serve, found.console) == (usual.folders, usual.serve, usual.console)
    file.write_text("pipeline: {profil: null}\n")
    with pytest.raises(SettingsError, match="unknown key"):
        load_settings(file)


def test_a_file_as_long_as_is_allowed_may_hold_four_bytes_a_character(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("log: {max_mb: 3}  #" + "😀" * (MAX_CHARS - 19), encoding="utf-8")
    assert load_settings(own).log.max_mb == 3


def test_a_saved_file_has_the_order_of_the_dialog(tmp_path: Path) -> None:
    save_settings(Settings(), tmp_path / "own.yaml")
    saved = yaml.safe_load((tmp_path / "own.yaml").read_text())
    assert list(saved) == list(Settings.model_fields)
    assert list(saved["console"]) == list(ConsoleSettings.model_fields)


def test_folders_are_the_systems_unless_named(tmp_path: Path) -> None:
    usual = Settings().folders
    assert usual.output_path.name == "Vortex"
    assert usual.data_path.name == "vortex-console"
    named = Settings.model_validate({"folders": {"output": str(tmp_path), "data": "~/data"}}).folders
    assert named.output_path == tmp_path
    assert named.data_path == Path.home() / "data"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().console.volume = 1  # type: ignore[misc]  # they are frozen


@pytest.mark.parametrize("wish", ["gpu", "cuda:x", "cpu:0x", "''"])
def test_an_unknown_device_is_refused_with_what_is_allowed(tmp_path: Path, wish: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"pipeline: {{device: {wish}}}\n")
    with pytest.raises(SettingsError, match=r"pipeline.device: .* allowed is auto, cpu, cuda or cuda:N"):
        load_settings(own)


@pytest.mark.parametrize("text", ["{", "- 1", "\x00", "console: 5"])
def test_a_broken_file_gives_the_defaults_and_stays(tmp_path: Path, text: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text)
    settings, faults = lenient_settings(own)
    assert settings == Settings()
    assert faults
    assert own.read_text() == text


def test_saving_keeps_the_last_version_beside(tmp_path: Path) -> None:
    own = tmp_path / "deep" / "own.yaml"
    quiet = Settings.model_validate({"console": {"volume": 5}})
    save_settings(quiet, own)
    assert load_settings(own) == quiet
    save_settings(Settings(), own)
    assert load_settings(own.with_suffix(".bak")) == quiet
    assert sorted(p.name for p in own.parent.iterdir()) == ["own.bak", "own.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and modes of POSIX")
@pytest.mark.parametrize("thing", [thing for thing in UNREADABLE if thing not in ("nul", "nothing")])
def test_whatever_stands_in_the_place_of_the_own_file_is_told_and_stays(
    thing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = UNREADABLE[thing](tmp_path / "own.yaml")
    monkeypatch.setenv("VORTEX_SETTINGS", str(own))
    before = standing(tmp_path)
    with modes_count():
        settings, faults = lenient_settings()
        assert settings == Settings()
        if thing not in NOWHERE:
            (told,) = faults
            assert told.startswith(str(own))
        if thing in NO_FILES and thing != "name not in UTF-8":
            with pytest.raises(OSError):
                save_settings(Settings())
    if thing in NO_FILES and thing != "name not in UTF-8":
        assert standing(tmp_path) == before


NOWHERE = ("below a file", "name not in UTF-8")
"""Places that hold no file, as where there is none yet."""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of POSIX")
@pytest.mark.parametrize("thing", ["loop", "folder", "pipe", "socket", "device"])
def test_a_backup_that_cannot_be_written_loses_neither_it_nor_the_settings(
    thing: str, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    save_settings(Settings.model_validate({"console": {"volume": 5}}), own)
    UNWRITABLE[thing](tmp_path / "own.bak")
    before = standing(tmp_path)
    with pytest.raises(OSError, match=r"own\.bak: "):
        save_settings(Settings(), own)
    assert standing(tmp_path) == before


def test_a_backup_goes_through_no_link(tmp_path: Path) -> None:
    own, mine = tmp_path / "own.yaml", tmp_path / "mine"
    save_settings(Settings(), own)
    mine.write_text("mine")
    (tmp_path / "own.bak").symlink_to("mine")
    save_settings(Settings(), own)
    assert mine.read_text() == "mine"
    assert load_settings(tmp_path / "own.bak") == Settings()


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("version: 2\n")
    with pytest.raises(SettingsError, match=r"version: 2 is not known; allowed is 1"):
        load_settings(own)


HEX = "0x" + "f" * 9000


@pytest.mark.parametrize(
    "text",
    [
        f"output: {{crf: {HEX}}}",
        f"output: {{crf: !!int {HEX}}}",
        f"version: {HEX}",
        f"version: {'9' * 399}",
        f"worker: {{ask_s: {'9' * 399}}}",
        f"{HEX}: 1",
        f"? {HEX}\n: 1",
        f"pipeline: {{precision_overrides: {{flux: {HEX}}}}}",
        "output: {crf: !!timestamp 2026-99-99}",
        "output: {crf: !!binary x}",
        "console: !!set {a, b}",
        "a: " + "[" * 5000,
        "folders: {data: ~nobody_has_this_name/x}",
        'folders: {output: "a\\0b"}',
        'folders: {data: "\\ud800"}',
    ],
    ids=lambda text: text[:30],
)
def test_a_file_of_any_content_gives_the_defaults_and_says_why(tmp_path: Path, text: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text)
    settings, faults = lenient_settings(own)
    assert settings == Settings()
    assert faults
    assert all("\n" not in fault and len(fault) < 500 for fault in faults)
    assert settings.folders.data_path.is_absolute()
