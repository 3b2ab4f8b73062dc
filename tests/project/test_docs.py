"""The docs are true: commands parse or run, links exist, examples load, every error stands in the guide."""

from __future__ import annotations

import argparse
import ast
import importlib.util
import json
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import vortex_gui.engine
from tests.paths import ROOT
from vortex_gui.base.errors import VortexError
from vortex_gui.base.profile import Profile, load_profile, profile_names
from vortex_gui.base.recipe.recipe import load_recipe, recipe_from_mapping
from vortex_gui.base.settings.settings import Settings
from vortex_gui.commands.arguments.parser import parser
from vortex_gui.console.state.rundown.file import rundown_from_text

PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")),
        *(ROOT / "docs").glob("*.md"),
    ]
)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^    ((?:make|\.venv/bin/|vortex-gui|packaging/)\S*.*)$", re.MULTILINE)
IN_LINE = re.compile(r"`((?:make|vortex-gui|python) [^`]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
PATH = re.compile(r"`((?:vortex_gui|resources|packaging|tests|tools|docs)/[\w./-]*)`")
OUTSIDE = ("https://", "http://", "mailto:", "#")
FAST = {"--version", "--help"}
SLOT_FILES = {"slot.mp4", "slot.srt", "slot.vtt", "actor.png", "speech.wav", "report.json"}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_no_mark_of_a_merge_is_left(page: Path) -> None:
    assert not re.search(r"^(<{7}|={7}|>{7})( |$)", page.read_text(encoding="utf-8"), re.MULTILINE)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(language: str) -> Iterator[tuple[Path, str]]:
    """(page, text) of every fenced block in a language."""
    for page in PAGES:
        for found, text in FENCE.findall(page.read_text(encoding="utf-8")):
            if found == language:
                yield page, text


def commands() -> list[str]:
    """Every command line that the docs show, once."""
    lines = [line for _, text in blocks("sh") for line in text.splitlines()]
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines += INDENTED.findall(text) + IN_LINE.findall(FENCE.sub("", text))
    plain = (re.sub(r"\s+#.*$", "", line).strip() for line in lines)
    return sorted({part.strip() for line in plain for part in line.split("&&") if part.strip()})


def own_words(command: str) -> list[str] | None:
    """The words behind `vortex-gui`, however it is started; `None` for another program."""
    words = shlex.split(command)
    for place, word in enumerate(words):
        if Path(word).name == "vortex-gui":
            return words[place + 1 :]
    return None


def subcommands() -> dict[str, argparse.ArgumentParser]:
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


OWN = sorted({command for command in commands() if own_words(command) is not None})
RUN = sorted({tuple(own_words(command) or ()): command for command in OWN}.values())
"""Each once, however it is started."""
PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b|…")


def test_docs_show_commands() -> None:
    """A change of the docs' style must not empty the tests below."""
    assert len(OWN) >= 8
    assert any(command.startswith("make ") for command in commands())


@pytest.mark.parametrize("command", OWN)
def test_shown_command_parses(command: str) -> None:
    words = own_words(command) or []
    if FAST & set(words) or words in [[name] for name in subcommands()]:
        return  # run below, or only the command's name in a sentence
    arguments = parser().parse_args(words)
    recipe = getattr(arguments, "recipe", None)
    if recipe is not None and not PLACEHOLDER.search(str(recipe)):
        load_recipe(ROOT / recipe)
    if getattr(arguments, "profile", None) and not PLACEHOLDER.search(arguments.profile):
        load_profile(arguments.profile)


@pytest.mark.parametrize("command", [command for command in OWN if FAST & set(own_words(command) or ())])
def test_fast_command_runs(command: str) -> None:
    words = [sys.executable, "-m", "vortex_gui", *(own_words(command) or ())]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout


def runs_as_shown(command: str) -> bool:
    if "--machine" in command:
        return False
    return (own_words(command) or [""])[0] in ("doctor", "generate", "plan")


def long_or_short(command: str) -> object:
    """A look at the machine each time; slots and plans have short tests of their own."""
    is_short = (own_words(command) or [""])[0] == "doctor"
    return command if is_short else pytest.param(command, marks=pytest.mark.slow)


@pytest.mark.parametrize("command", [long_or_short(c) for c in RUN if runs_as_shown(c)])
def test_command_runs_as_shown(command: str, tmp_path: Path) -> None:
    """In a folder of its own that has `resources/`, as a checkout has."""
    (tmp_path / "resources").symlink_to(ROOT / "resources")
    words = [sys.executable, "-m", "vortex_gui", *(own_words(command) or ())]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=110, cwd=tmp_path, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    if "--out" in words:
        (folder,) = (tmp_path / "out").iterdir()
        assert {path.name for path in folder.iterdir()} == SLOT_FILES
    if "--json" in words:
        assert json.loads(ran.stdout)["stages"]


RUN_SMALL = {
    "backup": "commands/test_backup.py",
    "machines": "commands/test_machines.py",
    "doctor": "commands/doctor/test_there.py",
    "serve": "commands/test_serve.py",
    "bench": "measure/bench/test_command.py",
    "calibrate": "commands/test_calibrate.py",
    "fit": "commands/test_fit.py",
    "generate": "commands/test_machines.py",
    "prefetch": "checkpoints/test_fetch.py",
    "prepare": "commands/fetching/test_prepare.py",
    "rehearse": "measure/rehearse/test_command.py",
    "soak": "measure/soak/test_run.py",
    "linux-deps": "project/test_packaging.py",
    "fresh-machine": "project/test_setup.py",
    "gpu-check": "project/test_gpu_check.py",
    "vortex_gui": "console/test_virtual_screen.py",
}
"""What takes minutes, a screen, a network or the system's packages, and where it runs with less."""
NOT_RUN = {
    ".venv/bin/python -m tools.translations build/words": "test_translation.py runs its parts",
    "python -m tools.damaged_clips --clips 200 --state clips.json": "test_damaged_clips.py is its short form",
    ".venv/bin/pip install pre-commit": "fetches from the network",
    ".venv/bin/pre-commit install": "writes into the checkout's own hooks",
}


@pytest.mark.parametrize("command", commands())
def test_each_command_is_run_by_a_test_or_excused(command: str) -> None:
    words = own_words(command) or []
    if runs_as_shown(command) or FAST & set(words) or command.startswith("make ") or command in NOT_RUN:
        return
    program = Path(shlex.split(command)[0]).name
    name = words[0] if words else program if own_words(command) is None else "vortex_gui"
    assert name in (ROOT / "tests" / RUN_SMALL[name]).read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
@pytest.mark.parametrize("command", [command for command in commands() if command.startswith("make ")])
def test_make_target_would_run_what_is_there(command: str) -> None:
    """make says what it would do; the targets install, measure or take minutes, so none of it is done."""
    told = subprocess.run(
        [*shlex.split(command), "--dry-run"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    for line in told.stdout.splitlines():
        for path in re.findall(r"(?<![\w/.-])(?:packaging|tools)/[\w./-]+", line):
            assert (ROOT / path).exists()
        for module in re.findall(r" -m (tools\.\w+)", line):
            assert importlib.util.find_spec(module) is not None


@pytest.mark.parametrize(
    "command", [c for c in commands() if own_words(c) is None and not c.startswith(("make ", "pip "))]
)
def test_other_command_names_what_is_there(command: str) -> None:
    first, *rest = shlex.split(command)
    if Path(first).name in ("python", "python3") and rest[:1] == ["-m"]:
        assert importlib.util.find_spec(rest[1]) is not None
    elif first.startswith(".venv/bin/"):
        assert Path(first).name in ("pip", "pre-commit", "python", "ruff", "mypy")
    else:
        assert (ROOT / first).is_file()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_and_images_exist(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = LINK.findall(text) + [source for _, _, source in IMAGE.findall(text) if source]
    near = [target.split("#")[0] for target in targets if not target.startswith(OUTSIDE)]
    assert [target for target in near if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_images_say_what_they_show(page: Path) -> None:
    """For those who hear the page: an image has words."""
    images = [found for found in IMAGE.findall(page.read_text(encoding="utf-8")) if found[1]]
    assert [path for words, path, _ in images if not words.strip()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_named_files_exist(page: Path) -> None:
    named_paths = PATH.findall(page.read_text(encoding="utf-8"))
    assert [path for path in named_paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=named)
def test_shipped_page_stays_inside_docs(page: Path) -> None:
    """The window shows them without the rest of the repository."""
    targets = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    near = [target.split("#")[0] for target in targets if not target.startswith(OUTSIDE)]
    assert [
        target for target in near if not (page.parent / target).resolve().is_relative_to(page.parent)
    ] == []


@pytest.mark.parametrize(("page", "text"), list(blocks("yaml")), ids=lambda part: "")
def test_yaml_example_is_accepted(page: Path, text: str) -> None:
    data = yaml.safe_load(text)
    if "roles" in data:
        Profile.model_validate(data)
    elif "audio_track" in data:
        recipe_from_mapping(data)
    elif "items" in data:
        assert rundown_from_text(text, page.parent).items
    else:
        Settings.model_validate(data)


def error_classes() -> list[type[VortexError]]:
    """All errors an operator can meet, those that the engine adds too."""
    for module in pkgutil.iter_modules(vortex_gui.engine.__path__, "vortex_gui.engine."):
        importlib.import_module(module.name)
    found: list[type[VortexError]] = []
    waiting = [VortexError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting += error.__subclasses__()
    return [error for error in found if error.__module__.startswith("vortex_gui")]


def test_every_error_code_stands_in_the_operators_guide() -> None:
    guide = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    missing = sorted({error.code for error in error_classes() if f"`{error.code}`" not in guide})
    assert missing == []


def told_sentences() -> Iterator[tuple[str, str]]:
    """(where, the longest fixed words) of each sentence that one of our errors is made with."""
    names = {error.__name__ for error in error_classes()}
    for path in sorted((ROOT / "vortex_gui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                words = [part.strip(" .:;,()'*") for part in fixed_words(node.args[-1])] if node.args else []
                if longest := max(words, key=len, default=""):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", longest


def fixed_words(node: ast.expr) -> list[str]:
    """The text between the values of a sentence, through `tr` or plain."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
        return [part for words in fixed_words(node.args[0]) for part in re.split(r"\{[^}]*\}", words)]
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def test_every_sentence_of_an_error_stands_in_the_operators_guide() -> None:
    page = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8").replace("`", "")
    guide = " ".join(page.split()).lower()
    told = list(told_sentences())
    assert len(told) > 80
    assert [(where, words) for where, words in told if words.lower() not in guide] == []


def test_every_known_cause_of_death_stands_in_the_operators_guide() -> None:
    from vortex_gui.engine.facts.outcome import KNOWN_CAUSES

    guide = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8").lower()
    said = [re.split(r"\{\w+\}|[:.]", cause.advice)[0].strip().lower() for cause in KNOWN_CAUSES]
    assert [words for words in said if words not in guide] == []


def test_every_command_stands_in_the_docs() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in subcommands() if f"vortex-gui {name}" not in text] == []


def test_profiles_page_names_every_profile() -> None:
    page = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
    assert [name for name in profile_names() if f"`{name}`" not in page] == []


def test_readme_begins_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    shown = [line.split("#")[0].strip() for line in lines if line.strip().startswith("make ")]
    assert shown[:2] == ["make run", "make test"]
    assert next(place for place, line in enumerate(lines) if "make run" in line) < 6


def test_licence_list_names_every_required_package() -> None:
    spec = importlib.util.spec_from_file_location("licences", ROOT / "packaging" / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    licences = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(licences)
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| ([a-z0-9._-]+) \|", page, re.MULTILINE))
    assert [name for name in licences.required("vortex-console") if name not in listed] == []
