"""A small HTTP server that nobody can make hold many connections, or one for long."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from http.server import ThreadingHTTPServer
from typing import Any

MOST_OPEN = 8
"""Connections at a time: a scrape takes milliseconds, and each holds a descriptor and a thread."""
REQUEST_LIMIT_S = 5.0
"""From a connection to its end, however slowly it sends."""
PLACE_WAIT_S = 0.2
"""For the connection that gives way to a new one to end."""
BREATH_S = 0.1

_log = logging.getLogger(__name__)


class BoundedServer(ThreadingHTTPServer):
    """A new connection past `MOST_OPEN` ends the oldest one, which has most likely been left half-open."""

    daemon_threads = True
    request_queue_size = 128
    """Callers that wait to be accepted; past it, each waits a second for its next try."""

    def __init__(self, *args: Any) -> None:
        self._open: dict[socket.socket, float] = {}
        """Each connection and when it has to end, the oldest first."""
        self._change = threading.Condition()
        super().__init__(*args)

    # ── on the server's thread ────────────────────────────────────────────────────────────────

    def get_request(self) -> tuple[socket.socket, Any]:
        try:
            return super().get_request()
        except OSError:
            time.sleep(BREATH_S)  # no descriptor is free: the caller waits, and this thread does not spin
            raise

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._admit(request):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # the system has no thread left
            self.shutdown_request(request)

    def service_actions(self) -> None:
        """Twice a second: ends the connections whose time is up."""
        with self._change:
            now = time.monotonic()
            for request, ends_at in self._open.items():
                if ends_at <= now:
                    _end(request)

    def _admit(self, request: socket.socket) -> bool:
        with self._change:
            if len(self._open) >= MOST_OPEN:
                _end(next(iter(self._open)))
                self._change.wait_for(lambda: len(self._open) < MOST_OPEN, PLACE_WAIT_S)
            if len(self._open) >= MOST_OPEN:
                return False
            self._open[request] = time.monotonic() + REQUEST_LIMIT_S
            return True

    # ── on any thread ─────────────────────────────────────────────────────────────────────────

    def shutdown_request(self, request: Any) -> None:
        with self._change:
            self._open.pop(request, None)
            self._change.notify_all()
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that has gone, or was sent away, is no fault of ours; stderr stays the commands'."""
        _log.debug("a request for metrics broke off", exc_info=True)

    def server_close(self) -> None:
        super().server_close()
        with self._change:
            for request in self._open:
                _end(request)


def _end(request: socket.socket) -> None:
    """Wakes the thread that serves it, which then closes it."""
    with contextlib.suppress(OSError):
        request.shutdown(socket.SHUT_RDWR)
