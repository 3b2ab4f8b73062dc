"""Where one child connects: only with the key, and nobody is waited for who will not come."""

from __future__ import annotations

import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from vortex_gui.wire.console_end import FAMILY, PrivateListener


def test_only_who_knows_the_key_is_accepted() -> None:
    listener = PrivateListener()
    come = threading.Event()

    def connect() -> None:
        with pytest.raises(AuthenticationError):
            Client(listener.address, FAMILY, authkey=b"a guess")
        with Client(listener.address, FAMILY, authkey=bytes.fromhex(listener.key)) as pipe:
            pipe.send_bytes(b"here")
            come.wait(10)

    child = threading.Thread(target=connect)
    child.start()
    pipe = listener.accept(lambda: False)
    assert pipe is not None
    assert pipe.recv_bytes() == b"here"
    come.set()
    child.join()
    pipe.close()
    listener.close()


def test_a_child_that_has_gone_is_not_waited_for() -> None:
    listener = PrivateListener()
    assert listener.accept(lambda: True) is None
    listener.close()
    if FAMILY == "AF_UNIX":
        assert not Path(listener.address).parent.exists()
