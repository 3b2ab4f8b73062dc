"""A free port is one that can be listened on."""

from __future__ import annotations

import socket

from vortex_gui.measure.free_port import free_port


def test_a_free_port_can_be_listened_on() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", free_port()))
        door.listen()
