"""The operator's own layouts in the layout file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from vortex_gui.console.shell.layouts.own import KEY, LONGEST, OwnLayouts


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "window.ini")


def opened(path: str) -> OwnLayouts:
    return OwnLayouts(QSettings(path, QSettings.Format.IniFormat))


def test_saved_renamed_and_deleted_layouts_are_so_in_the_next_sitting(path: str, qapp: object) -> None:
    own = opened(path)
    for name in ("night", "Evening", "dawn"):
        own.save(name, QByteArray(name.encode()))
    own.rename("night", "Nacht & Tag")
    own.delete("dawn")
    again = opened(path)
    assert again.names() == ("Evening", "Nacht & Tag")
    assert bytes(again.state("Nacht & Tag").data()) == b"night"


def test_a_name_must_be_written_short_and_free(path: str, qapp: object) -> None:
    own = opened(path)
    own.save("Night", QByteArray(b"x"))
    assert own.fault_of("Dawn") == ""
    assert own.fault_of("  ") == "Write a name."
    assert "at most" in own.fault_of("x" * (LONGEST + 1))
    for taken in ("night ", "operate", "WIDE"):
        assert "already" in own.fault_of(taken)
    assert own.fault_of("NIGHT", besides="Night") == ""


@pytest.mark.parametrize("written", ["{", "[1]", '{"a": 3}'])
def test_a_damaged_file_has_no_layouts(path: str, qapp: object, written: str) -> None:
    file = QSettings(path, QSettings.Format.IniFormat)
    file.setValue(KEY, written)
    file.sync()
    assert opened(path).names() == ()
