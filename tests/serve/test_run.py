"""The agent's process: its socket is its owner's alone, one agent to a folder, and nothing is left of it."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import psutil
import pytest

from tests.serve.agents import Box, running
from vortex_gui.base.errors import SettingsError, VortexError
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.serve.agent_socket import agent_folder
from vortex_gui.serve.run import run_agent


def test_the_socket_is_its_owners_alone_and_no_port_is_open(tmp_path: Path) -> None:
    with running(tmp_path / "box") as box:
        assert box.process is not None
        folder = agent_folder(load_settings(box.settings))
        assert box.socket.parent == folder
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(box.socket.stat().st_mode) == 0o600
        assert psutil.Process(box.process.pid).net_connections() == []
    assert not box.socket.exists()


def test_a_signal_ends_it_cleanly_and_takes_its_workers_along(tmp_path: Path) -> None:
    box = Box(tmp_path / "box")
    box.start()
    assert box.stop() == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends a worker with its parent on Linux")
def test_a_killed_agent_leaves_no_worker_and_its_socket_stops_nobody(tmp_path: Path) -> None:
    box = Box(tmp_path / "box")
    box.start()
    while not box.children():
        pass
    assert box.stop(kill=True)[0] == -9
    assert box.socket.exists()
    box.start()
    assert box.stop() == (0, "")


def test_a_second_agent_on_one_folder_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with (
        running(tmp_path / "box") as box,
        pytest.raises(VortexError, match=r"^Another agent serves from .* already\."),
    ):
        run_agent(load_settings(box.settings))


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    box = Box(tmp_path / "box")
    box.data.write_text("a file")
    with pytest.raises(VortexError, match="cannot be used"):
        run_agent(load_settings(box.settings))


def test_a_data_folder_with_a_long_path_is_no_hindrance(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 20) / ("deeper" * 15)
    deep.mkdir(parents=True)
    with running(deep) as box:
        assert len(str(box.socket)) > 160
        assert box.socket.is_socket()


def test_an_agent_without_workers_is_refused(tmp_path: Path) -> None:
    box = Box(tmp_path / "box", pipeline="{workers: 0}")
    with pytest.raises(SettingsError, match="an agent without workers serves nobody"):
        run_agent(load_settings(box.settings))
