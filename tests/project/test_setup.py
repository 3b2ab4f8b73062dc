"""Setting up on a machine that has seen nothing: scripts find what is there, or refuse in one sentence."""

from __future__ import annotations

import http.server
import importlib.util
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.paths import ROOT

PACKAGING = ROOT / "packaging"
BASH = shutil.which("bash") or ""
TOOLS = (
    "awk",
    "bash",
    "cat",
    "cksum",
    "cp",
    "dirname",
    "env",
    "grep",
    "mkdir",
    "rm",
    "sed",
    "tail",
    "timeout",
    "tr",
)
DEBIAN_12 = 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n'
DEBIAN_13 = 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n'
UBUNTU_22 = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=jammy\nUBUNTU_CODENAME=jammy\n"
UBUNTU_24 = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\nUBUNTU_CODENAME=noble\n"
MINT_22 = 'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n'
FEDORA = "ID=fedora\nVERSION_ID=41\n"
ARCH = "ID=arch\n"

pytestmark = pytest.mark.skipif(not BASH, reason="no bash here")


class Machine:
    """A PATH of one folder, so that a script sees the commands that a test put there and no others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        self.has("uname", "echo Linux")
        self.has("id", "echo 1000")

    def has(self, name: str, script: str) -> Path:
        """A command of that name, in shell."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!{BASH}\n{script}\n")
        path.chmod(0o755)
        return path

    def has_python(self, name: str, version: tuple[int, int], *, lacks: tuple[str, ...] = ()) -> Path:
        """This Python, in that version's name and without those modules."""
        claim = f"import sys; sys.version_info = {version}; sys.modules.update(dict.fromkeys({lacks}))"
        return self.has(name, f"""exec "{sys.executable}" -I -c "{claim}\n$2" "${{@:3}}\"""")

    def has_recorder(self, name: str) -> Path:
        """A command that only writes down how it was called."""
        return self.has(name, f'echo "{name} $*" >> "{self.folder}/calls"')

    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def is_system(self, os_release: str, *packages: str) -> None:
        """With these packages installed, as `NAME` or `NAME, PROVIDED, PROVIDED`."""
        (self.folder / "os-release").write_text(os_release)
        lines = [f"installed {package}" for package in packages]
        self.has("dpkg-query", "\n".join(f"echo '{line}'" for line in [*lines, "not-installed libgl1, "]))

    def run(self, script: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        plain = {
            "PATH": str(self.bin),
            "OS_RELEASE": str(self.folder / "os-release"),
            "SYSTEM_UNITS": str(self.folder / "units"),
        }
        return subprocess.run(
            [BASH, str(PACKAGING / script), *words],
            env=plain | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def sentence(ended: subprocess.CompletedProcess[str]) -> str:
    """What a script says that refuses: one line, with exit 2."""
    assert (ended.returncode, ended.stdout) == (2, ""), ended
    (line,) = ended.stderr.splitlines()
    return line


def test_newest_python_is_found(machine: Machine) -> None:
    for minor in (11, 13, 12):
        machine.has_python(f"python3.{minor}", (3, minor))
    machine.has_python("python3", (3, 11))
    assert machine.run("find-python").stdout.strip() == str(machine.bin / "python3.13")


def test_shim_that_fails_is_passed_over(machine: Machine) -> None:
    machine.has("python3.14", "echo 'pyenv: python3.14: command not found' >&2; exit 127")
    machine.has_python("python3", (3, 12))
    found = machine.run("find-python")
    assert (found.stdout.strip(), found.stderr) == (str(machine.bin / "python3"), "")


def test_python_without_venv_is_passed_over_for_an_older_one_with_it(machine: Machine) -> None:
    machine.has_python("python3.13", (3, 13), lacks=("ensurepip",))
    machine.has_python("python3.11", (3, 11))
    assert machine.run("find-python").stdout.strip() == str(machine.bin / "python3.11")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_python_without_venv_is_refused_with_the_name_of_its_package(machine: Machine, module: str) -> None:
    machine.has_python("python3", (3, 13), lacks=(module,))
    assert "install python3.13-venv" in sentence(machine.run("find-python"))


@pytest.mark.parametrize("version", [None, (3, 10), (3, 15), (2, 7)])
def test_without_a_python_that_fits_the_packages_are_named(
    machine: Machine, version: tuple[int, int] | None
) -> None:
    if version:
        machine.has_python("python3", version)
    told = sentence(machine.run("find-python"))
    for word in ("python3-venv", "Ubuntu", "Fedora", "Arch", "macOS", "PYTHON="):
        assert word in told


def test_python_that_is_given_is_taken_before_a_newer_one(machine: Machine) -> None:
    machine.has_python("python3.14", (3, 14))
    given = str(machine.has_python("mine", (3, 11)))
    assert machine.run("find-python", PYTHON=given).stdout.strip() == given
    assert machine.run("find-python", PYTHON="mine").stdout.strip() == given


def test_given_python_that_is_not_fit_is_refused_by_its_name(machine: Machine) -> None:
    machine.has_python("python3.13", (3, 13))
    machine.has_python("old", (3, 10))
    machine.has_python("bare", (3, 12), lacks=("ensurepip",))
    machine.has("broken", "exit 1")
    assert "PYTHON=old is not Python 3.11 to 3.14" in sentence(machine.run("find-python", PYTHON="old"))
    assert "install python3.12-venv" in sentence(machine.run("find-python", PYTHON="bare"))
    assert "PYTHON=broken does not run" in sentence(machine.run("find-python", PYTHON="broken"))
    assert "PYTHON=/nowhere does not run" in sentence(machine.run("find-python", PYTHON="/nowhere"))


@pytest.mark.parametrize(
    ("os_release", "glib"),
    [
        (DEBIAN_12, "libglib2.0-0"),
        (UBUNTU_22, "libglib2.0-0"),
        (DEBIAN_13, "libglib2.0-0t64"),
        (UBUNTU_24, "libglib2.0-0t64"),
        (MINT_22, "libglib2.0-0t64"),
    ],
    ids=["Debian 12", "Ubuntu 22.04", "Debian 13", "Ubuntu 24.04", "Mint 22"],
)
def test_missing_libraries_have_the_names_of_the_release(
    machine: Machine, os_release: str, glib: str
) -> None:
    machine.is_system(os_release)
    told = sentence(machine.run("linux-deps"))
    assert told.endswith("'")
    assert f"su -c 'apt-get install --no-install-recommends {glib} libgl1 " in told


def every_library(machine: Machine, *others: str) -> list[str]:
    """What the program needs, but for glib."""
    listed = machine.run("linux-deps", "--list").stdout.split()
    return [f"{name}, " for name in [*listed, *others] if name != "libglib2.0-0"]


def test_library_that_another_package_provides_is_there(machine: Machine) -> None:
    machine.has_recorder("apt-get")
    machine.is_system(DEBIAN_13, *every_library(machine), "libglib2.0-0t64, libglib2.0-0 (= 2.84.3-1)")
    ended = machine.run("linux-deps")
    assert (ended.returncode, ended.stdout + ended.stderr, machine.calls()) == (0, "", [])
    # A derivative that kept the old codename may have the new package.
    machine.is_system(DEBIAN_12, *every_library(machine), "libglib2.0-0t64, libglib2.0-0 (= 2.84.3-1)")
    assert machine.run("linux-deps").returncode == 0


def test_root_gets_what_is_missing_installed(machine: Machine) -> None:
    machine.is_system(DEBIAN_12, *every_library(machine))
    machine.has("id", "echo 0")
    machine.has_recorder("apt-get")
    assert machine.run("linux-deps").returncode == 0
    assert machine.calls() == [
        "apt-get update -q",
        "apt-get install -q -y --no-install-recommends libglib2.0-0",
    ]


def test_ssh_server_of_the_tests_opens_no_port(machine: Machine) -> None:
    others = ["xvfb", "xauth", "desktop-file-utils", "appstream"]
    machine.is_system(DEBIAN_12, *every_library(machine, *others), "libglib2.0-0")
    machine.has("id", "echo 0")
    machine.has_recorder("apt-get")
    machine.has("ln", f'exec {shutil.which("ln")} "$@"')
    units = machine.folder / "units"
    units.mkdir()
    (units / "ssh.socket").write_text("the operator's own")
    ended = machine.run("linux-deps", "--tests")
    assert "stays off" in ended.stdout
    assert machine.calls()[-1] == "apt-get install -q -y --no-install-recommends openssh-server"
    assert (units / "ssh.service").readlink() == Path("/dev/null")
    assert (units / "ssh.socket").read_text() == "the operator's own"


def test_sudo_that_asks_nothing_is_used(machine: Machine) -> None:
    machine.is_system(DEBIAN_12, *every_library(machine))
    machine.has_recorder("sudo")
    assert machine.run("linux-deps").returncode == 0
    asked, update, install = machine.calls()
    assert (asked, update) == ("sudo -n true", "sudo -n apt-get update -q")
    assert install.startswith("sudo -n env ")
    assert install.endswith(" libglib2.0-0")


def test_sudo_that_wants_a_password_is_left_to_the_operator(machine: Machine) -> None:
    machine.is_system(DEBIAN_12, *every_library(machine))
    machine.has("sudo", "exit 1")
    told = sentence(machine.run("linux-deps"))
    assert told.endswith("install them with: sudo apt-get install --no-install-recommends libglib2.0-0")


def test_tests_need_a_virtual_screen_and_the_program_does_not(machine: Machine) -> None:
    glib = "libglib2.0-0t64, libglib2.0-0"
    machine.is_system(DEBIAN_13, *every_library(machine), glib)
    assert machine.run("linux-deps").returncode == 0
    assert " xvfb " in sentence(machine.run("linux-deps", "--tests")) + " "


def test_fedora_is_given_its_command(machine: Machine) -> None:
    machine.is_system(FEDORA)
    machine.has("rpm", '[ "${@: -1}" != fontconfig ] && [ "${@: -1}" != xorg-x11-xauth ]')
    machine.has("sudo", "exit 1")
    assert sentence(machine.run("linux-deps")).endswith(": sudo dnf install fontconfig")
    assert sentence(machine.run("linux-deps", "--tests")).endswith(
        ": sudo dnf install fontconfig xorg-x11-xauth"
    )


def test_arch_is_given_its_command(machine: Machine) -> None:
    machine.is_system(ARCH)
    machine.has("pacman", 'echo "${@: -1}"; exit 127')
    assert sentence(machine.run("linux-deps")).endswith(": su -c 'pacman -S --needed libxext'")


def test_other_systems_are_left_alone(machine: Machine) -> None:
    assert machine.run("linux-deps").returncode == 0
    machine.is_system("ID=nixos\n")
    assert machine.run("linux-deps").returncode == 0
    machine.is_system(DEBIAN_12)
    machine.has("uname", "echo Darwin")
    assert machine.run("linux-deps").returncode == 0


class Index(http.server.BaseHTTPRequestHandler):
    """Answers as a package index that has torch."""

    def do_HEAD(self) -> None:
        self.send_response(200 if self.path == "/whl/cpu/torch/" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def index() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Index)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/whl/cpu"
    server.shutdown()
    thread.join()
    server.server_close()


def test_without_a_card_torch_is_the_small_build(machine: Machine, index: str) -> None:
    ended = machine.run("torch-build", sys.executable, TORCH_CPU_INDEX=index, NVIDIA_DRIVER="/nowhere")
    assert (ended.stdout.strip(), ended.stderr) == ("cpu", "")


def test_without_a_card_and_pytorchs_index_pip_chooses_and_a_line_says_so(
    machine: Machine, index: str
) -> None:
    elsewhere = index + "/other"
    ended = machine.run("torch-build", sys.executable, TORCH_CPU_INDEX=elsewhere, NVIDIA_DRIVER="/nowhere")
    assert ended.stdout.strip() == "any"
    (line,) = ended.stderr.splitlines()
    assert elsewhere in line


def test_the_readme_tells_each_build_of_torch_as_the_set_up_chooses_it() -> None:
    sizes = re.findall(r"torch: (.* GB to download, .* GB on disk)", (ROOT / "packaging/setup").read_text())
    assert len(sizes) == 2
    rows = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if "torch" in line]
    for size, choice in zip(sizes, ("TORCH=cpu", "TORCH=cuda"), strict=True):
        (row,) = (row for row in rows if f"`{choice}` |" in row)
        assert size in row
        assert "index" not in row, "then pip chooses, and not this build"
    (row,) = (row for row in rows if "index does not respond" in row)
    assert "that pip finds" in row


@pytest.mark.parametrize("sign", ["nvidia-smi", "driver"])
def test_with_a_card_torch_is_the_cuda_build(machine: Machine, index: str, sign: str) -> None:
    driver = machine.folder / "version"
    if sign == "driver":
        driver.touch()
    else:
        machine.has("nvidia-smi", '[ "$1" = -L ]')
    ended = machine.run("torch-build", sys.executable, TORCH_CPU_INDEX=index, NVIDIA_DRIVER=str(driver))
    assert ended.stdout.strip() == "cuda"


def test_nvidias_tool_without_a_card_is_no_card(machine: Machine, index: str) -> None:
    machine.has("nvidia-smi", "echo 'No devices were found'; exit 6")
    ended = machine.run("torch-build", sys.executable, TORCH_CPU_INDEX=index, NVIDIA_DRIVER="/nowhere")
    assert ended.stdout.strip() == "cpu"


def test_torch_that_is_asked_for_is_taken(machine: Machine) -> None:
    machine.has("nvidia-smi", "exit 0")
    assert machine.run("torch-build", TORCH="cpu").stdout.strip() == "cpu"
    machine.has("nvidia-smi", "exit 9")
    assert machine.run("torch-build", TORCH="cuda").stdout.strip() == "cuda"
    assert "TORCH=rocm" in sentence(machine.run("torch-build", TORCH="rocm"))


@pytest.fixture
def checkout(machine: Machine) -> Path:
    """A checkout with the real scripts, and a Python whose pip only writes down what it is asked for."""
    folder = machine.folder / "checkout"
    folder.mkdir()
    (folder / "packaging").symlink_to(PACKAGING)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    inner = machine.folder / "inner-python"
    inner.write_text(
        f"""#!{BASH}
case $* in *" install "*) echo "${{@: -1}}" >> "{machine.folder}/calls"; [ "${{@: -1}}" != "$BROKEN" ] ;; esac
"""
    )
    inner.chmod(0o755)
    machine.has(
        "python3.12",
        f"""case $* in
  *" venv "*) mkdir -p "$3/bin" && cp "{inner}" "$3/bin/python" && echo venv >> "{machine.folder}/calls" ;;
  *urllib*) exit 1 ;;
  *) echo 12 ;;
esac""",
    )
    return folder


@pytest.fixture
def make(machine: Machine, checkout: Path) -> Callable[..., tuple[int, list[str]]]:
    """Runs `make ready`: its exit status, and what was made and installed in this order."""
    program = shutil.which("make") or pytest.skip("no make here")
    environment = {
        "PATH": str(machine.bin),
        "LINUX_DEPS": "skip",
        "NVIDIA_DRIVER": "/nowhere",
        "TORCH_CPU_INDEX": "http://127.0.0.1:9/cpu",
    }

    def make(*words: str, **more: str) -> tuple[int, list[str]]:
        (machine.folder / "calls").unlink(missing_ok=True)
        ended = subprocess.run(
            [program, "ready", *words],
            cwd=checkout,
            env=environment | more,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return ended.returncode, machine.calls()

    return make


def test_set_up_that_is_done_is_left_alone(make: Callable[..., tuple[int, list[str]]]) -> None:
    assert make() == (0, ["venv", "torch==2.13.0", ".[test]"])
    assert make() == (0, [])


@pytest.mark.parametrize("broken", ["torch==2.13.0", ".[test]"])
def test_set_up_that_failed_goes_on(make: Callable[..., tuple[int, list[str]]], broken: str) -> None:
    status, calls = make(BROKEN=broken)
    assert status != 0
    assert calls[-1] == broken
    assert make() == (0, ["torch==2.13.0", ".[test]"])
    assert make() == (0, [])


def test_another_build_of_torch_gets_an_environment_of_its_own(
    make: Callable[..., tuple[int, list[str]]],
) -> None:
    make()
    assert make("TORCH=cpu") == (0, ["venv", "torch==2.13.0+cpu", ".[test]"])
    assert make("TORCH=cuda") == (0, ["venv", "torch===2.13.0", ".[test,gpu]"])
    assert make("TORCH=cuda") == (0, [])


def test_build_that_was_asked_for_once_stays(
    make: Callable[..., tuple[int, list[str]]], checkout: Path
) -> None:
    make("TORCH=cuda")
    assert make() == (0, [])
    with (checkout / "constraints.txt").open("a") as constraints:
        constraints.write("another==1\n")
    assert make() == (0, ["torch===2.13.0", ".[test,gpu]"])


def test_another_python_gets_an_environment_of_its_own(
    machine: Machine, make: Callable[..., tuple[int, list[str]]]
) -> None:
    make()
    text = (machine.bin / "python3.12").read_text()
    machine.has("other", text.partition("\n")[2].replace("echo 12", "echo Python 3.13.1"))
    assert make("PYTHON=other")[1][0] == "venv"


def test_copied_checkout_gets_its_own_program_installed(
    make: Callable[..., tuple[int, list[str]]], checkout: Path
) -> None:
    """The copied environment would run the program of the old folder."""
    make()
    old = checkout.rename(checkout.with_name("old"))
    shutil.copytree(old, checkout.with_name("new"), symlinks=True).rename(checkout)
    assert make() == (0, [])
    shutil.copytree(checkout, checkout / "inner", symlinks=True)
    assert make("-C", "inner") == (0, ["torch==2.13.0", ".[test]"])


@pytest.mark.parametrize("name", [".venv/bin/python", "./.venv/bin/python"])
def test_python_of_the_environment_that_is_named_is_the_one_that_is_there(
    make: Callable[..., tuple[int, list[str]]], name: str
) -> None:
    make()
    assert make(f"PYTHON={name}") == (0, [])
    assert make(f"PYTHON={name}", "TORCH=cpu") == (0, ["venv", "torch==2.13.0+cpu", ".[test]"])


def test_environment_whose_python_is_gone_is_made_again(
    make: Callable[..., tuple[int, list[str]]], checkout: Path
) -> None:
    make()
    (checkout / ".venv" / "bin" / "python").unlink()
    assert make() == (0, ["venv", "torch==2.13.0", ".[test]"])


def test_nothing_is_made_where_a_library_is_missing(
    machine: Machine, make: Callable[..., tuple[int, list[str]]]
) -> None:
    machine.is_system(DEBIAN_13)
    os_release = str(machine.folder / "os-release")
    assert make(LINUX_DEPS="", OS_RELEASE=os_release) == (2, [])
    make()
    assert make(LINUX_DEPS="", OS_RELEASE=os_release) == (2, [])


def test_set_up_killed_while_it_removes_the_old_environment_is_not_taken_for_ready(
    machine: Machine, make: Callable[..., tuple[int, list[str]]], checkout: Path
) -> None:
    make()
    rm = shutil.which("rm")
    machine.has("rm", f'[ "$1" != -rf ] || {{ kill -9 $PPID; exit; }}; exec {rm} "$@"')
    assert make("TORCH=cpu")[0] != 0
    machine.has("rm", f'exec {rm} "$@"')
    assert make()[1] != []


def test_set_up_killed_while_the_environment_is_made_makes_it_again(
    machine: Machine, make: Callable[..., tuple[int, list[str]]]
) -> None:
    """Python may be there by then and run a half-installed pip."""
    python = machine.bin / "python3.12"
    whole = python.read_text()
    python.write_text(whole.replace("echo venv", "kill -9 $PPID && echo venv"))
    assert make()[0] != 0
    python.write_text(whole)
    assert make() == (0, ["venv", "torch==2.13.0", ".[test]"])


@pytest.mark.skipif(not shutil.which("flock"), reason="no flock here")
def test_two_set_ups_at_once_make_one_environment(
    machine: Machine, make: Callable[..., tuple[int, list[str]]]
) -> None:
    (machine.bin / "flock").symlink_to(shutil.which("flock") or "")
    assert make("-j2", "ready-for-tests") == (0, ["venv", "torch==2.13.0", ".[test]"])


def test_python_of_the_active_environment_does_not_make_the_next_one(
    machine: Machine, make: Callable[..., tuple[int, list[str]]], checkout: Path
) -> None:
    make()
    active = checkout / ".venv" / "bin"
    shutil.copy(machine.bin / "python3.12", active)
    status, calls = make("TORCH=cpu", PATH=f"{active}:{machine.bin}")
    assert (status, calls[:1]) == (0, ["venv"])


def test_folders_that_cd_searches_do_not_lead_elsewhere(
    machine: Machine, make: Callable[..., tuple[int, list[str]]]
) -> None:
    (machine.folder / "elsewhere" / "packaging").mkdir(parents=True)
    assert make(CDPATH=str(machine.folder / "elsewhere"))[0] == 0


@pytest.mark.parametrize("strange", ["PRETTY_NAME=My Linux", "NAME=$UNKNOWN", "exit 3", 'NAME="open'])
def test_strange_line_of_the_system_does_not_stop_the_set_up(machine: Machine, strange: str) -> None:
    machine.is_system(f"{DEBIAN_13}{strange}\n", *every_library(machine), "libglib2.0-0t64, libglib2.0-0")
    ended = machine.run("linux-deps")
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


def test_debian_without_its_package_tool_is_left_alone(machine: Machine) -> None:
    machine.is_system(DEBIAN_13)
    (machine.bin / "dpkg-query").unlink()
    ended = machine.run("linux-deps")
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


@pytest.fixture(scope="module")
def watch_window() -> ModuleType:
    spec = importlib.util.spec_from_file_location("watch_window", PACKAGING / "watch_window.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_picture_of_the_virtual_screen_is_read(watch_window: ModuleType, tmp_path: Path) -> None:
    """Red, green, blue and a byte of padding in each row, as Xvfb writes it."""
    header = np.zeros(26, ">u4")
    header[[0, 4, 5, 12, 19]] = [104, 3, 1, 16, 1]
    frame = tmp_path / "frame"
    row = bytes([0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 9, 9, 9, 9])
    frame.write_bytes(header.tobytes() + bytes(12) + row)
    assert watch_window.pixels(frame).tolist() == [[[255, 0, 0], [0, 255, 0], [0, 0, 255]]]


def test_only_a_screen_with_a_picture_counts_as_painted(watch_window: ModuleType) -> None:
    empty = np.zeros((100, 160, 3), np.uint8)
    plain, small, painted = empty.copy(), empty.copy(), empty.copy()
    plain[10:90, 10:150] = 200
    small[:20, :20] = np.random.default_rng(0).integers(0, 255, (20, 20, 3))
    painted[10:90, 10:150] = np.random.default_rng(0).integers(0, 255, (80, 140, 3))
    seen = [watch_window.is_painted(picture) for picture in (empty, plain, small, painted)]
    assert seen == [False, False, False, True]


def test_fresh_machine_says_what_it_needs(machine: Machine) -> None:
    assert "needs root" in sentence(machine.run("fresh-machine", "trixie"))
    machine.has("id", "echo 0")
    assert "needs debootstrap" in sentence(machine.run("fresh-machine", "trixie"))
    assert "usage:" in sentence(machine.run("fresh-machine"))
