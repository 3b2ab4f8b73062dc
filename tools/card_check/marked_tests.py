"""Runs the tests marked `gpu`, or their CPU twins, and reads what came of each."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

from tools.card_check.step import Step

LIMIT_S = 600.0
FOLDERS = ("tests/models", "tests/pipeline", "tests/commands")
"""Where such tests stand; the window's are not collected."""


def marked_tests(marker: str, folder: Path) -> Any:
    """At least one has to run, and none may fail or be skipped: a skip is told with its reason."""

    def work(step: Step) -> None:
        account = folder / "tests.xml"
        command = [
            sys.executable, "-m", "pytest", "-q", "-m", marker, "-p", "no:cacheprovider",
            f"--junitxml={account}", *FOLDERS,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
        read(step, account)
        step.expect(done.returncode == 0, f"pytest ended with {done.returncode}: {done.stdout[-400:]}")

    return work


def read(step: Step, account: Path) -> None:
    """Takes pytest's account into the step."""
    cases = list(ElementTree.parse(account).iter("testcase"))
    step.figures["tests"] = {
        f"{case.get('classname')}::{case.get('name')}": round(float(case.get("time", 0)), 2) for case in cases
    }
    for case in cases:
        for kind in ("failure", "error", "skipped"):
            found = case.find(kind)
            if found is not None:
                step.faults.append(f"{case.get('name')} {kind}: {(found.get('message') or '')[:200]}")
    step.expect(bool(cases), "no test was found")
