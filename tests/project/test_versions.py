"""The program's version, wherever it is told: package, changelog, man page, software centre, security."""

from __future__ import annotations

import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from tests.paths import ROOT
from vortex_gui import __version__

LINUX = ROOT / "packaging" / "linux"
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def changelog_parts() -> list[tuple[str, str]]:
    """(version, date) of each released part, newest first."""
    return re.findall(r"^## (\d+\.\d+\.\d+) – (\d{4}-\d{2}-\d{2})$", CHANGES, re.MULTILINE)


def release_notes(version: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(ROOT / "packaging" / "release-notes"), version]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)


def test_changelog_begins_with_what_is_unreleased() -> None:
    titles = re.findall(r"^## (.+)$", CHANGES, re.MULTILINE)
    assert titles[0] == "Unreleased"
    assert len(titles) == 1 + len(changelog_parts())


def test_newest_part_of_the_changelog_is_this_version() -> None:
    assert changelog_parts()[0][0] == __version__


def test_software_centre_shows_this_version_and_its_date() -> None:
    component = ElementTree.parse(LINUX / "vortex-console.metainfo.xml").getroot()
    newest = next(component.iter("release"))
    assert (newest.get("version"), newest.get("date")) == changelog_parts()[0]


def test_man_page_names_this_version_and_its_date() -> None:
    title = (LINUX / "vortex-gui.1").read_text(encoding="utf-8").splitlines()[0]
    version, date = changelog_parts()[0]
    assert f'"{date}" "Vortex Console {version}"' in title


def test_security_page_supports_this_version() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    series = ".".join(__version__.split(".")[:2])
    assert f"| {series} | yes |" in page


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_release_notes_are_this_versions_part_alone() -> None:
    notes = release_notes(__version__)
    assert notes.returncode == 0, notes.stderr
    begin = CHANGES.index(f"## {__version__} ")
    part = CHANGES[begin:].split("\n", 1)[1].split("\n## ")[0]
    assert notes.stdout.strip() == part.strip()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize("version", ["0.0.0", "0.2"])
def test_release_notes_of_an_unknown_version_are_refused(version: str) -> None:
    notes = release_notes(version)
    assert (notes.returncode, notes.stdout) == (2, f"CHANGELOG.md has no part for {version}.\n")
