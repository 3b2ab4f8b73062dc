"""A machine of the soak: its agent comes up, is frozen and killed, and its spool is counted."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.engine.places.watched import LIMIT_S
from tests.paths import CHILDREN
from vortex_gui.engine.machines.link.machine_test import ask_machine
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.measure.soak.account import Account
from vortex_gui.measure.soak.box import SoakBox


def until(condition: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.02)


def test_it_answers_until_it_is_killed_and_leaves_nothing_running(tmp_path: Path) -> None:
    account = Account()
    box = SoakBox("box-1", tmp_path / "box-1", "mini", [sys.executable, str(CHILDREN / "agent.py")])
    assert not box.is_up
    box.start(account)
    until((box.data / "serve" / "agent.sock").exists)
    answer = asyncio.run(ask_machine(Machine(box.name), "c0" * 16, box.dial))
    assert answer.hello is not None
    (pid,) = account.processes
    box.freeze()
    until(lambda: psutil.Process(pid).status() == psutil.STATUS_STOPPED)
    box.wake()
    until(lambda: psutil.Process(pid).status() != psutil.STATUS_STOPPED)
    assert box.left() == 0
    (box.data / "serve" / "spool" / ("c0" * 16) / "000001-1").mkdir(parents=True)
    assert box.left() == 1
    box.kill(account)
    assert not box.is_up
    box.start(account)
    assert box.is_up
    box.stop(account)
    assert account._processes_left() == 0
