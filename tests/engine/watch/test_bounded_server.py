"""Callers that leave connections half-open, or send slowly, cut nobody off and hold nothing for long."""

from __future__ import annotations

import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler

import psutil
import pytest

from vortex_gui.engine.watch import bounded_server
from vortex_gui.engine.watch.bounded_server import MOST_OPEN, BoundedServer

LOOPBACK = "127.0.0.1"


class Greeting(BaseHTTPRequestHandler):
    """Answers every request with one word."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:
        """The library would write to stderr."""


@pytest.fixture
def port() -> Iterator[int]:
    server = BoundedServer((LOOPBACK, 0), Greeting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def open_to(port: int) -> socket.socket:
    return socket.create_connection((LOOPBACK, port), timeout=10)


def get(port: int) -> str:
    with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/", timeout=5) as answer:
        said: bytes = answer.read()
    return said.decode()


def test_half_open_connections_cut_nobody_off(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    process = psutil.Process()
    before = process.num_threads()
    with ExitStack() as left:
        for _ in range(300):
            left.enter_context(open_to(port))
        assert get(port) == "hello"
        connections = [c for c in process.net_connections() if c.laddr.port == port]
        assert len([c for c in connections if c.status == "ESTABLISHED"]) <= MOST_OPEN
        assert process.num_threads() <= before + MOST_OPEN
        assert get(port) == "hello"
    assert capfd.readouterr() == ("", "")


def test_the_oldest_connection_gives_way_to_a_new_one(port: int) -> None:
    with ExitStack() as left:
        waiting = [left.enter_context(open_to(port))]
        assert get(port) == "hello", "one open connection hinders nobody"
        waiting += [
            left.enter_context(socket.create_connection((LOOPBACK, port), timeout=10))
            for _ in range(MOST_OPEN)
        ]
        assert waiting[0].recv(1) == b""
        waiting[-1].sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert waiting[-1].recv(15) == b"HTTP/1.0 200 OK"


def test_a_slow_request_ends_in_time(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_server, "REQUEST_LIMIT_S", 0.3)
    with socket.create_connection((LOOPBACK, port), timeout=0.02) as slow:
        slow.sendall(b"GET / HTTP/1.0\r\n")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                slow.sendall(b"X")
                if slow.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert time.monotonic() < until
    assert get(port) == "hello"


def test_a_closed_server_leaves_no_caller_waiting() -> None:
    server = BoundedServer((LOOPBACK, 0), Greeting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with open_to(server.server_address[1]) as waiting:
        get(server.server_address[1])
        server.shutdown()
        server.server_close()
        thread.join()
        assert waiting.recv(1) == b""
