"""What a descendant leaves behind becomes our child while we adopt, and not before or after."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from vortex_gui.engine.places.process.adoption import adopting

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a subreaper is Linux's own")
LEAVES_A_CHILD = """
import os, time
between = os.getpid()
if os.fork():
    os._exit(0)
while os.getppid() == between:
    time.sleep(0.001)
print(os.getpid(), os.getppid(), flush=True)
os._exit(7)
"""


def left_behind() -> tuple[int, int]:
    """The orphan's number and its new parent's."""
    ran = subprocess.run(
        [sys.executable, "-c", LEAVES_A_CHILD], capture_output=True, text=True, check=True, timeout=30
    )
    orphan, parent = map(int, ran.stdout.split())
    return orphan, parent


def test_an_orphan_is_ours_with_its_exit_code() -> None:
    with adopting():
        orphan, parent = left_behind()
    assert parent == os.getpid()
    assert os.waitstatus_to_exitcode(os.waitpid(orphan, 0)[1]) == 7


def test_it_lasts_for_the_moment_alone() -> None:
    with pytest.raises(RuntimeError), adopting():
        raise RuntimeError
    assert left_behind()[1] != os.getpid()
