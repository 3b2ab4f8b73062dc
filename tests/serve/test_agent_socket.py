"""The way to the agent's socket, and what is said where nobody listens."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.serve.agents import running
from vortex_gui.serve.agent_socket import SOCKET_NAME, NoAgent, connect, short_path


def test_a_running_agent_is_reached(tmp_path: Path) -> None:
    with running(tmp_path / "box") as box, connect(box.socket.parent) as caller:
        assert caller.recv(64) != b""


@pytest.mark.parametrize("kind", ["nothing", "file", "dead socket", "no folder"])
def test_where_nobody_listens_one_sentence_says_so(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "serve"
    if kind != "no folder":
        folder.mkdir()
    if kind == "file":
        (folder / SOCKET_NAME).write_text("x")
    elif kind == "dead socket":
        with socket.socket(socket.AF_UNIX) as dead, short_path(folder) as short:
            dead.bind(f"{short}/{SOCKET_NAME}")
    with pytest.raises(NoAgent, match=r"^No agent runs on this machine\. Start it"):
        connect(folder)
