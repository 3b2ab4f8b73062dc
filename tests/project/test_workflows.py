"""The workflows of GitHub: that they are sound, and call what this repository has."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ACCEPTED = ("--ignore=unpinned-uses", "--ignore=unpinned-images")
"""GitHub's own actions, the only ones used, are named by their major version, and Debian by its number."""


def lint(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """actionlint's checks and those of the tokens' rights, but no scripts: shellcheck's versions differ."""
    command = [sys.executable, "-m", "jactionlint", "--strict-exit", "--shellcheck=", "--pyflakes="]
    return subprocess.run(
        [*command, *ACCEPTED, *map(str, arguments)],
        capture_output=True, text=True, timeout=60, check=False, cwd=ROOT,
    )  # fmt: skip


def test_there_is_a_workflow_for_tests_and_one_for_releases() -> None:
    assert {path.stem for path in WORKFLOWS} >= {"test", "release"}


def test_workflows_hold_no_mistake() -> None:
    checked = lint()
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stderr


def test_a_mistake_in_a_workflow_is_found(tmp_path: Path) -> None:
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    wrong = tmp_path / "test.yml"
    wrong.write_text(text.replace("matrix.python", "matrix.pyton", 1), encoding="utf-8")
    checked = lint(wrong)
    assert checked.returncode == 1
    assert "pyton" in checked.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_calls_scripts_and_targets_that_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    scripts = set(re.findall(r"(?<![\w/])(?:\.ci|packaging)/[\w/-]+", text))
    targets = {
        name for names in re.findall(r"\bmake ((?:[a-z]+ ?)+)$", text, re.MULTILINE) for name in names.split()
    }
    assert scripts
    assert [name for name in sorted(scripts) if not (ROOT / name).is_file()] == []
    assert [name for name in sorted(targets) if not re.search(rf"^{name}:", MAKEFILE, re.MULTILINE)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_only_actions_of_github_itself_are_called(path: Path) -> None:
    called = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))
    assert called
    assert [action for action in called if not re.fullmatch(r"actions/[a-z-]+@v\d+", action)] == []


def test_windows_is_tested_with_the_makefiles_commands() -> None:
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    wanted = re.search(
        r"^test:.*\n(?:\t.*\n)*?\t(.*) \$\(BIN\)/python -m pytest (.*)$", MAKEFILE, re.MULTILINE
    )
    assert wanted
    assert f"run: {wanted[1]} .venv/Scripts/python -m pytest {wanted[2]}\n" in text


def test_windows_gets_the_torch_that_was_tested() -> None:
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    assert re.findall(r"torch==\S+", text) == [pin for pin in pins if pin.startswith("torch==")]


def test_fuzz_runs_every_test_that_has_a_long_form_and_no_file_that_is_gone() -> None:
    """A file that pytest does not find ends the whole run before its first test."""
    named = set(re.findall(r"tests/[\w/]+\.py", MAKEFILE.split("\nfuzz:")[1].split("\n\n")[0]))
    asked = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if 'os.environ.get("VORTEX_FUZZ_CASES"' in path.read_text(encoding="utf-8") and path != Path(__file__)
    }
    assert named == asked
