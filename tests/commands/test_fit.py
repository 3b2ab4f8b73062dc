"""`vortex-gui fit` writes a profile with its reasons, and never over a file that nobody gave up."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from vortex_gui.base.plan.fit_report import read_fit
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.commands import fit as command
from vortex_gui.commands.line import main


def test_a_profile_is_written_told_and_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "studio.yaml"
    assert main(["fit", "--gpu", "RTX 3060", "--out", str(out), "--json"]) == 0
    report = read_fit(capsys.readouterr().out)
    assert (report.gpu, report.profile_path) == ("RTX 3060", str(out))
    assert {choice.what for choice in report.choices} >= {"Precision", "Size", "Ladder", "Batch", "Target"}
    assert report.plan.fits
    profile = load_profile(str(out))
    assert (profile.name, profile.gpu) == ("studio", "RTX 3060")
    for choice in report.choices:
        assert f"# {choice.what}: " in out.read_text(encoding="utf-8")


def test_a_file_that_is_there_stays_and_the_way_out_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine.yaml"
    out.write_text("mine")
    assert main(["fit", "--gpu", "RTX 3060", "--out", str(out)]) == 2
    assert "is there already: name another file, or add --replace." in capsys.readouterr().err
    assert out.read_text() == "mine"


@pytest.mark.parametrize(("answer", "may"), [("y\n", True), ("yes\n", True), ("\n", False), ("no\n", False)])
def test_somebody_at_the_keyboard_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, may: bool
) -> None:
    import io

    keyboard = io.StringIO(answer)
    monkeypatch.setattr(keyboard, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", keyboard)
    (tmp_path / "mine.yaml").touch()
    assert command._may_write(tmp_path / "mine.yaml", replace=False) is may
    assert command._may_write(tmp_path / "new.yaml", replace=False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--gpu", "Voodoo 2"], "unknown card 'Voodoo 2'"),
        (["--gpu", "RTX 3060", "--memory", "0"], "--memory: 0 is no card's"),
        (["--gpu", "RTX 3060", "--deadline", "0"], "--deadline: 0 is not possible"),
        (["--gpu", "RTX 3060", "--out", "profile.txt"], "does not end in .yaml"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit", *words]) == 2
    assert told in capsys.readouterr().err


def test_without_a_file_the_data_folder_keeps_it() -> None:
    words = argparse.Namespace(out=None, settings=None)
    data = load_settings(None).folders.data_path
    assert command._path(words, "voodoo2-12gb") == data / command.FOLDER / "voodoo2-12gb.yaml"
