"""Looks over this machine for a profile: what works, what does not, and what to do for each.

Every check tries the thing itself: an encoder is opened, a layer is quantised, Qt is asked for its devices
(in a child process, since the pipeline never loads it). Nothing is downloaded and no model is loaded.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import platform
import shutil
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vortex_gui import __version__
from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import (
    OVERRIDES,
    PACKAGE_PREFIX,
    Profile,
    RoleSpec,
    load_profile,
    with_precisions,
)
from vortex_gui.base.settings import Settings, load_settings
from vortex_gui.models.quantise import late_bitsandbytes
from vortex_gui.pipeline.worker.quiet import quiet_libraries

GB = 1e9
QT_TIMEOUT_S = 30.0
HASHED_UP_TO_BYTES = 2_000_000_000
"""Larger checkpoints are hashed only when asked: it takes some seconds a gigabyte."""
WEIGHT_SUFFIXES = (".safetensors", ".pth", ".pt", ".onnx")

_ASK_QT = """
import json, sys
from PySide6.QtGui import QFontDatabase, QGuiApplication
app = QGuiApplication(sys.argv)
found = {"fonts": len(QFontDatabase.families())}
try:
    from PySide6.QtMultimedia import QMediaDevices, QMediaPlayer
    found["outputs"] = [device.description() for device in QMediaDevices.audioOutputs()]
    found["plays"] = QMediaPlayer().isAvailable()
except ImportError as error:
    found["fault"] = str(error)
print(json.dumps(found))
"""


class State(StrEnum):
    """How a check ended."""

    GOOD = "good"
    NOTE = "note"
    """Works without it, but with less."""
    FAULT = "fault"
    """The profile cannot run like this."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `remedy` says what to do and is empty where nothing is to be done."""

    name: str
    state: State
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        mark = {State.GOOD: "ok", State.NOTE: "note", State.FAULT: "FAULT"}[self.state]
        line = f"{mark:<6}{self.name}: {self.found}"
        return f"{line}\n      {self.remedy}" if self.remedy else line


def examine(profile: Profile, settings: Settings, *, hash_all: bool = False) -> Iterator[Check]:
    """All checks, one after the other; each catches its own failures, so none hides the next."""
    yield _program()
    yield from _card(profile)
    yield _bitsandbytes(profile)
    yield from _codecs(settings)
    yield from _qt()
    yield from _disk(settings)
    for role, spec in profile.roles.items():
        yield _checkpoint(role, spec, hash_all)


def doctor(arguments: Namespace) -> int:
    """The command: prints the findings; 0 when nothing is at fault, else 1.

    Reads `profile`, `settings`, `json` and `hash_all` of the arguments, all optional.
    """
    settings = load_settings(getattr(arguments, "settings", None))
    profile = load_profile(getattr(arguments, "profile", None) or settings.pipeline.profile)
    profile = with_precisions(profile, settings.pipeline.precision_overrides, where=OVERRIDES)
    quiet_libraries()
    as_json = bool(getattr(arguments, "json", False))
    checks: list[Check] = []
    for check in examine(profile, settings, hash_all=bool(getattr(arguments, "hash_all", False))):
        checks.append(check)
        if not as_json:
            print(check, flush=True)
    faults = sum(check.state is State.FAULT for check in checks)
    if as_json:
        found = {"profile": profile.name, "faults": faults, "checks": [asdict(check) for check in checks]}
        print(json.dumps(found, indent=2))
    else:
        print(
            f"Profile {profile.name}: {faults} faults." if faults else f"Profile {profile.name} can run here."
        )
    return 1 if faults else 0


def _program() -> Check:
    import torch

    found = f"vortex {__version__}, Python {platform.python_version()}, torch {torch.__version__}"
    return Check("program", State.GOOD, f"{found}, {platform.system()} {platform.machine()}")


def _card(profile: Profile) -> Iterator[Check]:
    """Driver by NVML, CUDA by torch: needed by a CUDA profile, a note for others."""
    import torch

    lacking = State.FAULT if profile.device == "cuda" else State.NOTE
    yield _driver(lacking)
    if torch.cuda.is_available():
        name, (major, minor) = torch.cuda.get_device_name(0), torch.cuda.get_device_capability(0)
        free, total = torch.cuda.mem_get_info(0)
        needed = profile.limits.hard_gb * GB
        small = profile.device == "cuda" and total < needed
        yield Check(
            "CUDA",
            State.FAULT if small else State.GOOD,
            f"{name}, capability {major}.{minor}, {free / GB:.1f} of {total / GB:.1f} GB free, "
            f"CUDA {torch.version.cuda}",
            f"The profile needs {needed / GB:.1f} GB: take a smaller one." if small else "",
        )
        return
    built = torch.version.cuda
    why = "torch finds no card" if built else "this torch is built without CUDA"
    remedy = (
        "Install the NVIDIA driver and the CUDA build of torch, or choose the mini profile."
        if lacking is State.FAULT
        else ""
    )
    yield Check("CUDA", lacking, why, remedy)


def _driver(lacking: State) -> Check:
    import pynvml

    try:
        pynvml.nvmlInit()
        try:
            return Check("NVIDIA driver", State.GOOD, f"version {pynvml.nvmlSystemGetDriverVersion()}")
        finally:
            pynvml.nvmlShutdown()
    except pynvml.NVMLError as error:
        remedy = "Install NVIDIA's driver and restart." if lacking is State.FAULT else ""
        return Check("NVIDIA driver", lacking, f"none ({error})", remedy)


def _bitsandbytes(profile: Profile) -> Check:
    """Quantises a small layer for real."""
    wanted = any(spec.precision == "nf4" for spec in profile.roles.values())
    lacking = State.FAULT if wanted else State.NOTE
    remedy = "Install the extra [gpu]." if wanted else ""
    try:
        late_bitsandbytes.layers()
    except ImportError as error:
        return Check("bitsandbytes", lacking, f"cannot be imported ({error})", remedy)
    try:
        import torch
        from torch import nn

        from vortex_gui.models.quantise.quantise import replace_linears

        layer = nn.Sequential(nn.Linear(64, 64, bias=False)).requires_grad_(False)
        exact = layer(torch.eye(64))
        replace_linears(layer, "nf4")
        off = float((layer(torch.eye(64)) - exact).norm() / exact.norm())
    except Exception as error:  # a broken native library can raise anything
        return Check("bitsandbytes", lacking, f"does not work ({error})", "Install bitsandbytes again.")
    good = off < 0.2
    return Check(
        "bitsandbytes",
        State.GOOD if good else lacking,
        f"{_version('bitsandbytes')}, NF4 is {off:.0%} off on a small layer",
        "" if good else "Install bitsandbytes again.",
    )


def _codecs(settings: Settings) -> Iterator[Check]:
    """Opens each encoder; the chosen one and AAC are needed."""
    import av

    av.logging.set_level(av.logging.PANIC)
    chosen = settings.output.encoder
    for name in ("libx264", "h264_nvenc", "libopenh264"):
        fault = _video_fault(name)
        if not fault:
            yield Check(f"encoder {name}", State.GOOD, "opens")
            continue
        needed = name == "libx264"
        remedy = "Install the av package from PyPI again." if needed else ""
        if name == chosen and not needed:
            remedy = "Another encoder is taken in its place: set output.encoder to libx264."
        yield Check(
            f"encoder {name}", State.FAULT if needed else State.NOTE, f"does not open ({fault})", remedy
        )
    fault = _aac_fault()
    remedy = "Install the av package from PyPI again." if fault else ""
    yield Check("encoder aac", State.FAULT if fault else State.GOOD, fault or "opens", remedy)


def _video_fault(name: str) -> str:
    import av

    def open_it() -> None:
        codec = av.CodecContext.create(name, "w")
        codec.width, codec.height, codec.pix_fmt = 256, 256, "yuv420p"
        codec.time_base = Fraction(1, 24)
        codec.open()

    return _fault(open_it)


def _aac_fault() -> str:
    import av

    def open_it() -> None:
        codec = av.CodecContext.create("aac", "w")
        codec.sample_rate, codec.layout, codec.format = 24000, "mono", "fltp"
        codec.open()

    return _fault(open_it)


def _fault(attempt: Callable[[], None]) -> str:
    """Why an attempt at a codec failed; empty when it did not."""
    import av

    try:
        attempt()
    except (av.FFmpegError, ValueError, OSError) as error:
        return str(error).splitlines()[0]
    return ""


def _qt() -> Iterator[Check]:
    """Fonts, player and sound outputs, as the window's own toolkit sees them."""
    found = _ask_qt()
    if isinstance(found, str):
        remedy = "Headless commands work; for the window install what is named, then try again."
        yield Check("Qt", State.NOTE, f"does not start ({found})", remedy)
        return
    fonts = int(found["fonts"])
    yield Check(
        "fonts",
        State.GOOD if fonts else State.NOTE,
        f"{fonts} families",
        "" if fonts else "The window would have no letters: install a font, such as fonts-dejavu.",
    )
    if "fault" in found:
        yield Check("sound", State.NOTE, str(found["fault"]), "Install what is named to hear the preview.")
        return
    yield Check(
        "player",
        State.GOOD if found["plays"] else State.NOTE,
        "plays clips" if found["plays"] else f"plays no clip ({_player_fault()})",
        "" if found["plays"] else "Files are made all the same; for the preview install what is named.",
    )
    outputs = found["outputs"]
    yield Check(
        "sound",
        State.GOOD if outputs else State.NOTE,
        ", ".join(outputs) or "no output device",
        "" if outputs else "Previews play without sound; files have it. Plug in or start a sound server.",
    )


def _player_fault() -> str:
    """What the player's plugin lacks, in the loader's words."""
    package = find_spec("PySide6")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for plugin in sorted(Path(folder).glob("**/plugins/multimedia/*ffmpegmediaplugin*")):
            try:
                ctypes.CDLL(str(plugin))
            except OSError as error:
                return str(error)
    return "Qt found no usable plugin"


def _ask_qt() -> dict[str, Any] | str:
    """What Qt tells, or why it did not."""
    import os

    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    try:
        child = subprocess.run(
            [sys.executable, "-c", _ASK_QT],
            env=environment,
            capture_output=True,
            text=True,
            timeout=QT_TIMEOUT_S,
        )
        answer: dict[str, Any] = json.loads(child.stdout.strip().splitlines()[-1])
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    except (ValueError, IndexError):
        last = child.stderr.strip().splitlines()
        return last[-1] if last else f"exit code {child.returncode}"
    return answer


def _disk(settings: Settings) -> Iterator[Check]:
    needed = settings.output.min_free_gb * GB
    for name, folder in (
        ("output folder", settings.folders.output_path),
        ("data folder", settings.folders.data_path),
    ):
        there = folder
        while not there.exists() and there != there.parent:
            there = there.parent
        free = shutil.disk_usage(there).free
        found = f"{folder}, {free / GB:.1f} GB free"
        if not _is_writable(there):
            yield Check(
                name, State.FAULT, f"{found}, not writable", f"Give yourself write access to {there}."
            )
        elif free < needed:
            remedy = f"At least {needed / GB:.1f} GB are needed: make room or choose another folder."
            yield Check(name, State.FAULT, found, remedy)
        else:
            yield Check(name, State.GOOD, found)


def _is_writable(folder: Path) -> bool:
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _checkpoint(role: str, spec: RoleSpec, hash_all: bool) -> Check:
    """Size and hash of a role's weights; safetensors are compared with their own headers."""
    from vortex_gui.pipeline.resident.loaders import checkpoint_folder

    name = f"checkpoint {role}"
    if spec.checkpoint.startswith(PACKAGE_PREFIX):
        package = spec.checkpoint.removeprefix(PACKAGE_PREFIX)
        found = _version(package)
        fault = found == "not installed"
        remedy = f"Install {package.replace('_', '-')}." if fault else ""
        return Check(name, State.FAULT if fault else State.GOOD, f"{package} {found}", remedy)
    try:
        folder = checkpoint_folder(spec)
        files = sorted(p for p in folder.rglob("*") if p.suffix in WEIGHT_SUFFIXES)
        if not files:
            raise CheckpointError(folder, "holds no weights", remedy="Fetch it with `vortex-gui prefetch`.")
        for path in files:
            check_weights_file(path)
    except CheckpointError as error:
        return Check(
            name, State.FAULT, error.sentence, error.remedy or "Fetch it with `vortex-gui prefetch`."
        )
    size = sum(path.stat().st_size for path in files)
    found = f"{folder}, {len(files)} files, {size / 1e6:,.1f} MB"
    if size <= HASHED_UP_TO_BYTES or hash_all:
        found += f", sha256 {_hash(files)[:16]}…"
        wrong = [path.name for path in files if not _keeps_its_name(path)]
        if wrong:
            return Check(
                name,
                State.FAULT,
                f"{found}; not the bytes of the hub: {', '.join(wrong)}",
                "Delete and prefetch it.",
            )
    return Check(name, State.GOOD, found)


def check_weights_file(path: Path) -> None:
    """Raises `CheckpointError` for a safetensors file of another length than its header says."""
    size = path.stat().st_size
    if path.suffix != ".safetensors":
        if not size:
            raise CheckpointError(path, "is empty")
        return
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if length > size:
                raise ValueError("its header is longer than the file")
            header = json.loads(file.read(length))
        end = max((e["data_offsets"][1] for n, e in header.items() if n != "__metadata__"), default=0)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(path, f"is not a whole safetensors file ({error})") from None
    if size != 8 + length + end:
        raise CheckpointError(path, f"has {size:,} bytes, and its header asks for {8 + length + end:,}")


def _hash(files: list[Path]) -> str:
    """One hash of all files: of their own hashes, in the order of their names; a single file's own."""
    hashes = [_file_hash(path) for path in files]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keeps_its_name(path: Path) -> bool:
    """A large file in the hub's cache is named by its sha256; other files have no such name to keep."""
    blob = path.resolve()
    is_named = blob.parent.name == "blobs" and len(blob.name) == 64
    return not is_named or _file_hash(blob) == blob.name


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
