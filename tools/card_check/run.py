"""Runs every step and writes the account as JSON: python -m tools.card_check.run --out FILE [--cpu-twin]"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pynvml
import torch

from tools.card_check.marked_tests import marked_tests
from tools.card_check.rehearsal import largest_profile, rehearsal
from tools.card_check.slots import Studio, cancels, free, many, nvenc, samples
from tools.card_check.step import Step, take
from vortex_gui.pipeline.worker.quiet import quiet_libraries

SLOTS = 20


def main(argv: Sequence[str] | None = None) -> int:
    """0 when all is well, 1 when something is not, 2 without a card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpu-twin", action="store_true")
    parser.add_argument("--scale", choices=("full", "small", "none"))
    parser.add_argument("--slots", type=int, default=SLOTS)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args(argv)
    if not arguments.cpu_twin and not torch.cuda.is_available():
        print(
            f"gpu-check: torch finds no card (CUDA {torch.version.cuda}, driver {_driver()}).",
            file=sys.stderr,
        )
        return 2
    quiet_libraries()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="vortex-card-") as folder:
        steps = _steps(arguments, Path(folder))
    account = {
        **_machine(arguments.cpu_twin),
        "passed": not any(step.faults for step in steps),
        "seconds": round(time.perf_counter() - began, 1),
        "steps": [asdict(step) for step in steps],
    }
    arguments.out.write_text(json.dumps(account, indent=2, default=str), encoding="utf-8")
    for step in steps:
        state = f"skipped: {step.skipped}" if step.skipped else "; ".join(step.faults) or "well"
        print(f"{step.name:<12}{step.seconds:>8.1f} s  {state}")
    print(f"Wrote {arguments.out}.")
    return 0 if account["passed"] else 1


def _steps(arguments: argparse.Namespace, folder: Path) -> list[Step]:
    device = "cpu" if arguments.cpu_twin else "cuda"
    steps = [take("tests", marked_tests("cpu_twin" if arguments.cpu_twin else "gpu", folder))]
    studio = Studio(device, folder / "slots")
    steps += [
        take("samples", samples(studio)),
        take("slots", many(studio, arguments.slots)),
        take("cancels", cancels(studio)),
    ]
    free(studio)
    steps.append(take("nvenc", nvenc(device, folder / "nvenc")))
    scale = arguments.scale or ("small" if arguments.cpu_twin else "full")
    if scale != "none":
        steps.append(
            take("rehearsal", rehearsal(largest_profile(_card_bytes(arguments.cpu_twin)).name, scale))
        )
    return steps


def _card_bytes(cpu_twin: bool) -> int | None:
    return None if cpu_twin else int(torch.cuda.get_device_properties(0).total_memory)


def _machine(cpu_twin: bool) -> dict[str, Any]:
    """What the figures were measured on."""
    card = None if cpu_twin else torch.cuda.get_device_properties(0)
    return {
        "cpu_twin": cpu_twin,
        "device": "cpu" if card is None else card.name,
        "device_bytes": None if card is None else card.total_memory,
        "uuid": None if card is None else str(getattr(card, "uuid", "")),
        "driver": _driver(),
        "cuda": torch.version.cuda,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _driver() -> str | None:
    try:
        pynvml.nvmlInit()
        return str(pynvml.nvmlSystemGetDriverVersion())
    except pynvml.NVMLError:
        return None


if __name__ == "__main__":
    sys.exit(main())
