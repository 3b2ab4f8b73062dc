"""The libraries keep quiet and off the network, unless the operator's own environment says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

TOLD = """
import os, sys
from vortex_gui.pipeline.worker.quiet import quiet_libraries
quiet_libraries()
print(os.environ["HF_HUB_OFFLINE"], os.environ["TQDM_DISABLE"], sys.modules.get("bitsandbytes", "unset"))
"""
NAMES = ("HF_HUB_OFFLINE", "TQDM_DISABLE")


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


def test_nothing_downloads_or_draws_bars_unasked_and_bitsandbytes_is_put_off() -> None:
    assert told() == ["1", "1", "None"]


def test_what_the_operator_has_set_stays() -> None:
    assert told(HF_HUB_OFFLINE="0")[0] == "0"
