"""The standard streams are there, and a reader that leaves early is no error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="closes streams with a shell")


def shell(words: str) -> subprocess.CompletedProcess[str]:
    """With Python's own buffers, whatever the tests were started with."""
    return subprocess.run(
        ["bash", "-c", f"unset PYTHONUNBUFFERED; {words}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_reader_that_leaves_early_ends_the_output_quietly() -> None:
    script = (
        "from vortex_gui.commands.streams import quiet_when_nobody_reads\nwith quiet_when_nobody_reads():\n"
    )
    script += "    [print('x' * 1000) for _ in range(10_000)]\nraise SystemExit(3)"
    ended = shell(f'{sys.executable} -c "{script}" | head -1; echo "${{PIPESTATUS[0]}}"')
    assert ended.stdout.splitlines() == ["x" * 1000, "3"]
    assert ended.stderr == ""


def test_closed_streams_are_the_null_device() -> None:
    script = "from vortex_gui.commands.streams import open_missing_streams\nopen_missing_streams()\n"
    script += "import os, sys; print('lost'); file = open('/dev/null'); sys.exit(file.fileno())"
    ended = shell(f'{sys.executable} -c "{script}" <&- >&- 2>&-; echo $?')
    assert ended.stdout.strip() == "3", "files of ours must not get the number of a standard stream"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
@pytest.mark.parametrize(("words", "code"), [("generate nothing.yaml", 2), ("plan --profile nothing", 2)])
def test_a_command_ends_as_it_would_where_nobody_takes_its_sentence(words: str, code: int) -> None:
    ended = shell(f"{sys.executable} -m vortex_gui {words} > /dev/full 2> /dev/full")
    assert ended.returncode == code
