"""The command line as a person meets it: exit codes, one sentence a fault, nothing written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from vortex_gui.commands import line

GOOD = "audio_track: {script: Good evening.}\nvisual_track: {prompt: a presenter}\n"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vortex_gui", *words], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD + "colour: red\n", "colour: unknown key"),
        (GOOD + "slot_params: {duration_sec: [1]}\n", "slot_params.duration_sec: [1] is not a number"),
        (GOOD + "slot_params: {duration_sec: -4}\n", "slot_params.duration_sec: -4 is out of range"),
        (GOOD + "slot_params: {duration_sec: 21}\n", "slot_params.duration_sec: 21 is too long"),
        (
            "audio_track: {script: ' '}\nvisual_track: {prompt: x}\n",
            "audio_track.script: the script is empty",
        ),
        (f"audio_track: {{script: {'a ' * 501}}}\nvisual_track: {{prompt: x}}\n", "has 501 words"),
        ("audio_track: {script: x, voice_id: nobody}\nvisual_track: {prompt: x}\n", "unknown voice 'nobody'"),
        ("audio_track: [", "not readable as YAML or JSON"),
        (None, "no such file (a recipe is"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(tmp_path: Path, text: str | None, sentence: str) -> None:
    recipe, out = tmp_path / "recipe.yaml", tmp_path / "out"
    if text is not None:
        recipe.write_text(text)
    ended = run("generate", str(recipe), "--out", str(out), "--json")
    assert ended.returncode == 2, ended.stderr
    assert sentence in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stdout == ""
    assert not out.exists()


def test_every_fault_has_its_own_line(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("audio_track: {script: '', speed: 9}\nvisual_track: {}\nx: 1\n")
    ended = run("generate", str(recipe))
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 4
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "words",
    [["generate"], ["generate", "x.yaml", "--seed", "-1"], ["sing"], ["generate", "x", "--seed", "1e3"]],
)
def test_words_that_make_no_command_are_exit_2(words: list[str]) -> None:
    ended = run(*words)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_a_broken_settings_file_is_refused_by_a_command(tmp_path: Path) -> None:
    recipe, settings = tmp_path / "recipe.yaml", tmp_path / "settings.yaml"
    recipe.write_text(GOOD)
    settings.write_text("console: {volume: loud}\n")
    ended = run("--settings", str(settings), "generate", str(recipe))
    assert ended.returncode == 2
    assert ended.stderr == "settings.yaml: console.volume: 'loud' is not a whole number.\n"


def test_version_and_help_are_quick_to_the_point() -> None:
    assert run("--version").stdout.startswith("vortex-gui ")
    assert "generate" in run("--help").stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a limit of addresses is not kept")
@pytest.mark.parametrize("kilobytes", [300_000, 1_200_000])
@pytest.mark.parametrize("command", ["generate", "plan"])
def test_too_few_addresses_are_one_sentence(command: str, kilobytes: int, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(GOOD)
    words = [sys.executable, "-m", "vortex_gui", command, *([str(recipe)] if command == "generate" else [])]
    ended = subprocess.run(
        ["bash", "-c", f'ulimit -v {kilobytes}; exec "$@"', "-", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert ended.returncode == 1, ended.stderr
    (sentence,) = ended.stderr.splitlines()
    assert sentence.endswith("Lift the limit (ulimit -v unlimited) where the program is started.")
    assert ended.stdout == ""


def test_python_without_docstrings_is_refused() -> None:
    ended = subprocess.run(
        [sys.executable, "-OO", "-m", "vortex_gui", "plan"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr == (
        "Python runs without docstrings, which a library reads: unset PYTHONOPTIMIZE, or drop -OO.\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [["plan"], ["machines", "list", "--json"]])
def test_an_output_that_takes_nothing_is_one_sentence(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "vortex_gui", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=110,
            check=False,
        )
    assert ended.stderr == "The output cannot be written (No space left on device). Free some space.\n"
    assert ended.returncode == 1


def test_an_unknown_variable_in_a_path_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOPE", raising=False)
    with pytest.raises(SystemExit) as refused:
        line.main(["generate", "x.yaml", "--out", "$NOPE/clips"])
    assert refused.value.code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--settings", "{file}", "plan"],
        ["plan", "--settings", "{file}"],
        ["plan", "--settings={file}"],
        ["--settings", "none.yaml", "plan", "--settings", "{file}"],
    ],
)
def test_settings_are_named_before_or_after_the_command(tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("pipeline: {profile: no-such-profile}\n")
    ended = run(*(word.format(file=file) for word in words))
    assert ended.returncode == 2
    assert "no-such-profile" in ended.stderr
