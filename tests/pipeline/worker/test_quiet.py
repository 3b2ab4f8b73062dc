"""The libraries keep quiet and off the network, unless the operator's own environment says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TOLD = """
import os, sys
from vortex_gui.pipeline.worker.quiet import quiet_libraries
quiet_libraries()
print(os.environ["HF_HUB_OFFLINE"], os.environ["TQDM_DISABLE"], os.environ["ORT_DISABLE_TELEMETRY"])
print(sys.modules.get("bitsandbytes", "unset"))
"""
NAMES = ("HF_HUB_OFFLINE", "TQDM_DISABLE", "ORT_DISABLE_TELEMETRY")


def told(**environment: str) -> list[str]:
    plain = {name: value for name, value in os.environ.items() if name not in NAMES}
    ran = subprocess.run(
        [sys.executable, "-c", TOLD],
        env=plain | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return ran.stdout.split()


def test_nothing_downloads_reports_or_draws_bars_unasked_and_bitsandbytes_is_put_off() -> None:
    assert told() == ["1", "1", "1", "None"]


def test_what_the_operator_has_set_stays() -> None:
    assert told(HF_HUB_OFFLINE="0")[0] == "0"


LOADED = """
from vortex_gui.pipeline.worker.libraries import import_libraries
from vortex_gui.pipeline.worker.quiet import quiet_libraries
quiet_libraries()
import_libraries()
from vortex_gui.models.speech.hibari import HibariSpeaker
HibariSpeaker(threads=1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a home folder below a device of POSIX")
def test_a_home_that_nobody_can_write_to_is_told_by_no_library() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "HF_", *NAMES))}
    ran = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=kept | {"HOME": "/dev/null/home"},
        capture_output=True,
        text=True,
        timeout=110,
        check=True,
    )
    assert (ran.stdout, ran.stderr) == ("", "")
