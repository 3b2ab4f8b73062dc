"""What the wheel carries, that it runs from where pip puts it, and that the desktop's files are valid."""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pygments.lexers.shell import PowerShellLexer
from pygments.token import Token

from tests.paths import ROOT
from vortex_gui import __version__
from vortex_gui.base.files.shipped import RESOURCES

LINUX = ROOT / "packaging" / "linux"
SHIPPED_FOLDERS = ("resources", "docs")
BY_ANOTHER = {"pydantic_core"}
"""Part of a declared package in all but name."""


def run(
    *command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, timeout=100, cwd=cwd, env=env, check=False)


def pixels(path: Path) -> NDArray[np.float64]:
    """(H,W,4) in 0 to 255."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGBA"), dtype=np.float64)


def shell_scripts() -> list[Path]:
    """The packaging folder's scripts in bash, by their first line."""
    found = [path for path in (ROOT / "packaging").rglob("*") if path.is_file()]
    return sorted(path for path in found if path.read_bytes().startswith(b"#!/usr/bin/env bash"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a fresh environment that has the wheel, and of this one the libraries."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=os.name == "posix")
    variables = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", scheme="venv", vars=variables))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Path(sysconfig.get_path("scripts", scheme="venv", vars=variables)) / "python"


def test_wheel_carries_every_shipped_file(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    tracked = run("git", "ls-files", *SHIPPED_FOLDERS, "settings.yaml", cwd=ROOT)
    if tracked.returncode != 0:
        pytest.skip("not a git checkout: what ships cannot be listed")
    wanted = {f"vortex_gui/{name}" for name in tracked.stdout.splitlines() if (ROOT / name).exists()}
    assert wanted - carried == set()
    assert "vortex_gui/settings.yaml" in wanted


def test_wheel_carries_no_tests_and_no_tools(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    version = f"vortex_console-{__version__}"
    assert tops == {"vortex_gui", f"{version}.data", f"{version}.dist-info"}


def test_wheel_brings_menu_entry_and_icons(wheel: Path) -> None:
    names = {name.split(".data/data/")[-1] for name in zipfile.ZipFile(wheel).namelist()}
    assert "share/applications/vortex-console.desktop" in names
    assert "share/metainfo/vortex-console.metainfo.xml" in names
    assert "share/icons/hicolor/48x48/apps/vortex-console.png" in names
    assert "share/icons/hicolor/scalable/apps/vortex-console.svg" in names


def test_installed_program_finds_its_own_files(installed: Path, tmp_path: Path) -> None:
    script = (
        "import json; from vortex_gui.base import profile; from vortex_gui.base.settings import settings; "
        "from vortex_gui.base.files import shipped; "
        "print(json.dumps([str(shipped.RESOURCES), str(shipped.DOCS), str(shipped.SHIPPED_SETTINGS), "
        "profile.profile_names(), settings.load_settings().pipeline.profile]))"
    )
    environment = {**os.environ, "VORTEX_SETTINGS": str(tmp_path / "none.yaml")}
    found = run(installed, "-c", script, cwd=tmp_path, env=environment)
    assert found.returncode == 0, found.stderr
    resources, docs, settings, profiles, chosen = json.loads(found.stdout)
    package = installed.parents[1]
    assert all(Path(path).is_relative_to(package) for path in (resources, docs, settings))
    assert {"mini", "rtx3060"} <= set(profiles)
    assert chosen == "mini"


def test_installed_program_answers_its_version(installed: Path, tmp_path: Path) -> None:
    answer = run(installed, "-m", "vortex_gui", "--version", cwd=tmp_path)
    assert answer.stdout.strip() == f"vortex-gui {__version__}", answer.stderr


def test_desktop_entry_starts_a_command_that_is_installed(wheel: Path) -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(LINUX / "vortex-console.desktop", encoding="utf-8")
    commands = zipfile.ZipFile(wheel).read(f"vortex_console-{__version__}.dist-info/entry_points.txt")
    assert f"{entry['Desktop Entry']['Exec']} =" in commands.decode()
    assert (RESOURCES / "icons" / f"{entry['Desktop Entry']['Icon']}.svg").is_file()


def test_metainfo_names_the_desktop_entry() -> None:
    component = ElementTree.parse(LINUX / "vortex-console.metainfo.xml").getroot()
    launchable = component.findtext("launchable")
    assert (LINUX / str(launchable)).is_file()


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_desktop_entry_validates() -> None:
    checked = run("desktop-file-validate", LINUX / "vortex-console.desktop")
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="appstream is not installed")
def test_metainfo_validates() -> None:
    """AppStream 1.0 warns where there is no home page, and a warning fails; the project has none."""
    checked = run("appstreamcli", "validate", "--no-net", LINUX / "vortex-console.metainfo.xml")
    warned = re.findall(r"^[EW]: .*", checked.stdout, re.MULTILINE)
    assert [line for line in warned if "url-homepage-missing" not in line] == []
    assert checked.returncode == 0 or warned, checked.stdout + checked.stderr


def test_icon_files_have_the_size_of_their_folder() -> None:
    pictures = sorted((ROOT / "packaging" / "icons").rglob("*.png"))
    assert len(pictures) >= 8
    for path in pictures:
        side = int(path.parents[1].name.split("x")[0])
        with Image.open(path) as picture:
            assert picture.size == (side, side)


def test_icon_files_show_the_mark_as_it_is_now(tmp_path: Path) -> None:
    """Rendered again, they differ by no more than another Qt's rounding of edges."""
    rendered = run(sys.executable, ROOT / "packaging" / "render_icons.py", tmp_path)
    assert rendered.returncode == 0, rendered.stderr
    for size in (32, 256):
        name = Path(f"{size}x{size}", "apps", "vortex-console.png")
        fresh, kept = pixels(tmp_path / name), pixels(ROOT / "packaging" / "icons" / name)
        assert np.abs(fresh - kept).mean() < 2


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize("script", shell_scripts(), ids=lambda path: path.name)
def test_shell_script_parses(script: Path) -> None:
    checked = run("bash", "-n", script)
    assert checked.returncode == 0, checked.stderr


def test_windows_script_closes_what_it_opens() -> None:
    """As far as it can be read without PowerShell: every token is known, brackets and strings end."""
    text = (ROOT / "packaging" / "bundle" / "build.ps1").read_text(encoding="utf-8")
    tokens = list(PowerShellLexer().get_tokens(text))
    assert sum(kind in Token.Literal.String and value == '"' for kind, value in tokens) % 2 == 0
    opened: list[str] = []
    for kind, value in tokens:
        assert kind not in Token.Error, value
        if kind in Token.Punctuation:
            for sign in value:
                if sign in "([{":
                    opened.append({"(": ")", "[": "]", "{": "}"}[sign])
                elif sign in ")]}":
                    assert opened.pop() == sign
    assert opened == []


def test_windows_script_names_files_that_are_there() -> None:
    text = (ROOT / "packaging" / "bundle" / "build.ps1").read_text(encoding="utf-8")
    named = [path.replace("\\", "/") for path in re.findall(r"packaging\\[\w\\.-]+", text)]
    assert len(named) >= 3
    assert [path for path in named if not (ROOT / path).is_file()] == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_linux_deps_lists_the_programs_own_libraries() -> None:
    listed = run("bash", ROOT / "packaging" / "linux-deps", "--list").stdout.split()
    assert "libglib2.0-0" in listed
    assert "xvfb" not in listed


def imported_modules() -> set[str]:
    """Top names of all that the program imports, at any place in its code."""
    found: set[str] = set()
    for path in (ROOT / "vortex_gui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"vortex_gui"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_imported_package_is_declared() -> None:
    """A package that is only here because another one needs it goes away with that one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [
        wish for name in project["optional-dependencies"] for wish in project["optional-dependencies"][name]
    ]
    declared = {plain(re.split(r"[^\w.-]", wish)[0]) for wish in project["dependencies"] + extras}
    carriers = metadata.packages_distributions()
    missing = {
        module
        for module in imported_modules()
        if not declared & {plain(name) for name in carriers.get(module, [module])}
    }
    assert missing - BY_ANOTHER == set()


def test_every_declared_package_has_a_tested_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {plain(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines()}
    extras = project["optional-dependencies"]
    wishes = [*project["dependencies"], *extras["test"], *extras["kokoro"]]
    declared = {plain(re.split(r"[^\w.-]", wish)[0]) for wish in wishes} - {project["name"]}
    assert declared - pinned == set()


def test_tests_install_the_real_voice_network() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"{project['name']}[kokoro]" in project["optional-dependencies"]["test"]


def test_constraints_are_exact_versions() -> None:
    """So that `pip-audit --no-deps -r constraints.txt` looks at what was tested, and needs no solver."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.+!]+", line)] == []
    names = [plain(line.split("==")[0]) for line in pins]
    assert sorted(set(names)) == sorted(names)
