"""Checks of the machine: program, driver and card."""

from __future__ import annotations

import platform
from collections.abc import Iterator

import pynvml
import torch

from vortex_gui import __version__
from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.profile import Profile
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr


def program() -> Check:
    found = f"vortex {__version__}, Python {platform.python_version()}, torch {torch.__version__}"
    return Check(tr("program"), State.GOOD, f"{found}, {platform.system()} {platform.machine()}")


def card(profile: Profile) -> Iterator[Check]:
    """Driver by NVML, CUDA by torch: a fault for a CUDA profile that lacks them, a note for others."""
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
            tr(
                "{name}, capability {capability}, {free_gb:.1f} of {total_gb:.1f} GB free, CUDA {version}",
                name=name,
                capability=f"{major}.{minor}",
                free_gb=free / GB,
                total_gb=total / GB,
                version=torch.version.cuda,
            ),
            tr("The profile needs {needed_gb:.1f} GB: choose a smaller one.", needed_gb=needed / GB)
            if small
            else "",
        )
        return
    built = torch.version.cuda
    why = tr("torch finds no card") if built else tr("this torch is built without CUDA")
    remedy = (
        tr("Install the NVIDIA driver and the CUDA build of torch, or choose the mini profile.")
        if lacking is State.FAULT
        else ""
    )
    yield Check("CUDA", lacking, why, remedy)


def _driver(lacking: State) -> Check:
    try:
        pynvml.nvmlInit()
        try:
            found = tr("version {version}", version=pynvml.nvmlSystemGetDriverVersion())
            return Check(tr("NVIDIA driver"), State.GOOD, found)
        finally:
            pynvml.nvmlShutdown()
    except pynvml.NVMLError as error:
        remedy = tr("Install NVIDIA's driver and restart.") if lacking is State.FAULT else ""
        return Check(tr("NVIDIA driver"), lacking, tr("none ({reason})", reason=error), remedy)
