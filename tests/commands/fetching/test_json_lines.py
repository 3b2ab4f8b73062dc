"""Lines for the console, which may have gone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vortex_gui.base.fetch_lines import FetchEnd, read_line
from vortex_gui.commands.fetching.json_lines import tell


def test_a_line_is_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    tell(FetchEnd(is_fetched=True))
    assert read_line(capsys.readouterr().out) == FetchEnd(is_fetched=True)


def test_it_ends_without_a_trace_when_nobody_reads() -> None:
    script = (
        "from vortex_gui.base.fetch_lines import FetchEnd\n"
        "from vortex_gui.commands.fetching.json_lines import tell\n"
        "input()\n"
        "tell(FetchEnd(True))\n"
        "raise RuntimeError('went on')\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    child.stdin.write(b"\n")
    child.stdin.close()
    assert child.wait(60) == 1
    assert child.stderr.read() == b""
    child.stderr.close()
