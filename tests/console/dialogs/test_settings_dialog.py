"""The Settings dialog: every declared setting has an editor, its range is told, and nothing else is saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui.base.settings.settings import Settings
from vortex_gui.console.dialogs.settings_dialog import SECTIONS, SettingsDialog, _sections


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[SettingsDialog]:
    """Deletes itself when it is closed, so qtbot must not close it again."""
    made = SettingsDialog(Settings())
    made.open()
    yield made
    if shiboken6.isValid(made):
        made.close()


def write(dialog: SettingsDialog, path: str, text: str) -> None:
    editor = dialog.editor(path)
    assert isinstance(editor, QComboBox | QLineEdit)
    (editor.setCurrentText if isinstance(editor, QComboBox) else editor.setText)(text)


def test_every_declared_setting_has_an_editor(dialog: SettingsDialog) -> None:
    declared = {f"{name}.{key}" for name, section in _sections().items() for key in section.model_fields}
    assert set(dialog._editors) == declared
    assert "worker.niceness" in declared


def test_every_section_has_a_title_and_its_declared_purpose() -> None:
    declared = {name: section.__doc__ for name, section in _sections().items()}
    assert {name: purpose for name, (_, purpose) in SECTIONS.items()} == declared
    assert len({title for title, _ in SECTIONS.values()}) == len(SECTIONS)


def test_untouched_dialog_gives_the_settings_back(dialog: SettingsDialog) -> None:
    assert dialog.faults() == {}
    assert dialog.settings() == Settings()


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("worker.niceness", "44", "up to 19 is allowed"),
        ("worker.niceness", "much", "is not a whole number"),
        ("pipeline.device", "banana", "allowed is auto, cpu, cuda or cuda:N"),
        (
            "pipeline.profile",
            "banana",
            "allowed is mini, mini-512, rtx3060, 8gb, 16gb, 24gb, 80gb, or a .yaml file",
        ),
        ("pipeline.profile", "no-such.yaml", "cannot be read"),
        ("memory.soft_limit_gb", "-1", "more than 0 is allowed"),
        ("pipeline.precision_overrides", "{flux: int3}", "is not known"),
        ("pipeline.precision_overrides", "{clip_b: fp32, clip_b: int8}", "is not"),
    ],
)
def test_wrong_value_is_told_beside_its_field_and_cannot_be_saved(
    dialog: SettingsDialog, path: str, text: str, told: str
) -> None:
    write(dialog, path, text)
    assert told in dialog.faults()[path]
    assert dialog.settings() is None
    assert not dialog._save.isEnabled()
    assert path in dialog._save.toolTip()


def test_hard_limit_below_the_soft_one_is_told(dialog: SettingsDialog) -> None:
    write(dialog, "memory.soft_limit_gb", "3")
    write(dialog, "memory.hard_limit_gb", "2")
    assert dialog.faults() == {"memory.hard_limit_gb": "2 is below the soft limit; 3 or more is allowed."}
    write(dialog, "memory.hard_limit_gb", "3")
    assert dialog.faults() == {}


def test_saving_gives_what_was_edited(dialog: SettingsDialog, qtbot: QtBot) -> None:
    write(dialog, "worker.niceness", "7")
    write(dialog, "memory.soft_limit_gb", "1.5")
    write(dialog, "pipeline.precision_overrides", "{clip_b: int8}")
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog._save.click()
    settings = saved.args[0]
    assert settings.worker.niceness == 7
    assert settings.memory.soft_limit_gb == 1.5
    assert settings.pipeline.precision_overrides == {"clip_b": "int8"}


def test_cancelling_saves_nothing(dialog: SettingsDialog, qtbot: QtBot) -> None:
    write(dialog, "worker.niceness", "7")
    with qtbot.assertNotEmitted(dialog.saved):
        dialog.reject()


def test_restored_defaults_fill_every_field(qtbot: QtBot) -> None:
    worker = Settings().worker.model_copy(update={"niceness": 11})
    dialog = SettingsDialog(Settings(worker=worker))
    assert present(dialog.settings()).worker.niceness == 11
    dialog._fill(Settings())
    assert dialog.settings() == Settings()
    dialog.close()


def test_tab_goes_from_the_sections_to_the_first_field(dialog: SettingsDialog, qtbot: QtBot) -> None:
    with qtbot.waitActive(dialog):
        dialog.show()
    sections = present(dialog.findChild(QListWidget))
    sections.setCurrentRow(list(_sections()).index("worker"))
    sections.setFocus()
    qtbot.keyClick(sections, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.editor("worker.heartbeat_limit_s")


def test_each_page_says_when_its_settings_take_effect(dialog: SettingsDialog) -> None:
    said = {name: dialog._when(name) for name in SECTIONS}
    assert said["console"] == "Takes effect at once."
    assert said["folders"] == "Output takes effect at once, the others when you restart the console."
    assert said["worker"] == "Takes effect when you restart the console."


def test_nothing_is_shown_raw_and_no_folder_empty(dialog: SettingsDialog) -> None:
    for path in dialog._editors:
        editor = dialog.editor(path)
        if isinstance(editor, QLineEdit):
            assert "{" not in editor.text(), path
            assert editor.text() or editor.placeholderText(), path
    for name in ("output", "data"):
        line = dialog.editor(f"folders.{name}")
        assert isinstance(line, QLineEdit)
        assert Path(line.placeholderText()).is_absolute()
