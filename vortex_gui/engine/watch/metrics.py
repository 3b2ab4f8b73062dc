"""The metrics endpoint: `vortex_*` for Prometheus, off by default, on loopback, behind a token."""

from __future__ import annotations

import hmac
import math
import os
import secrets
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from vortex_gui.base.files.text_file import TextFileError, read_text_file
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import (
    LOCAL,
    EngineEvent,
    FromWorker,
    QueueChanged,
    SlotChanged,
    WorkerLost,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.events import WorkerState as State
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.watch.bounded_server import REQUEST_LIMIT_S, BoundedServer
from vortex_gui.wire.protocol import MemorySample

LOOPBACK = "127.0.0.1"
TOKEN_NAME = "metrics.token"
MAX_TOKEN_BYTES = 4096
SECONDS = (0.5, 1, 2, 3, 5, 8, 12, 15, 20, 30, 45, 60, 90, 120)


class Metrics:
    """The figures, taken from the engine's events."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._slots = Counter("vortex_slots", "Slots that are over.", ["state"], registry=self.registry)
        self._deadlines = Counter(
            "vortex_deadlines", "Deadlines by how they went.", ["met"], registry=self.registry
        )
        self._slot_s = Histogram(
            "vortex_slot_seconds", "Time of a done slot.", buckets=SECONDS, registry=self.registry
        )
        self._stage_s = Histogram(
            "vortex_stage_seconds", "Time of a stage.", ["stage"], buckets=SECONDS, registry=self.registry
        )
        self._queue = Gauge("vortex_queue_length", "Slots that wait.", registry=self.registry)
        self._up = Gauge(
            "vortex_worker_up", "1 while the worker is ready.", ["worker"], registry=self.registry
        )
        self._deaths = Counter(
            "vortex_worker_deaths", "Workers that died.", ["worker"], registry=self.registry
        )
        self._memory = Gauge(
            "vortex_memory_bytes",
            "Memory of the worker by part.",
            ["worker", "part"],
            registry=self.registry,
        )

    def take(self, event: EngineEvent) -> None:
        """Takes in one event, on the loop."""
        match event:
            case SlotChanged(row=row) if row.state.is_final:
                self._take_end(row)
            case QueueChanged(queued=queued):
                self._queue.set(len(queued))
            case WorkerStateChanged(state=state, worker=worker):
                self._up.labels(worker).set(1 if state in (State.READY, State.BUSY) else 0)
                self._deaths.labels(worker)
            case WorkerLost(worker=worker):
                self._deaths.labels(worker).inc()
            case FromWorker(worker=worker, event=MemorySample() as sample):
                self._take_memory(worker, sample)
            case MemorySample():
                self._take_memory(LOCAL, event)

    def _take_memory(self, worker: str, sample: MemorySample) -> None:
        context = math.nan if sample.context is None else sample.context
        for part, value in (
            ("models", sum(sample.models.values())),
            ("buffers", sample.buffers),
            ("working", sample.working),
            ("cached", sample.cached),
            ("context", context),
        ):
            self._memory.labels(worker, part).set(value)

    def _take_end(self, row: SlotRow) -> None:
        self._slots.labels(row.state.value).inc()
        if row.deadline_met is not None:
            self._deadlines.labels("yes" if row.deadline_met else "no").inc()
        if row.generation_ms is not None:
            self._slot_s.observe(row.generation_ms / 1000)
        for time in row.stages:
            self._stage_s.labels(time.name).observe((time.end_ms - time.start_ms) / 1000)


class MetricsServer:
    """Serves the figures on the loopback address to callers with the token."""

    def __init__(self, metrics: Metrics, port: int, token: str) -> None:
        """Raises `OSError` when the port is taken. Port 0 takes any free one."""
        self._server = BoundedServer((LOOPBACK, port), _handler(metrics.registry, token))
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:  # the system has no thread left
            self._server.server_close()
            raise OSError(str(error)) from None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def own_token(folder: Path) -> str:
    """The token of this data folder, made at first use in a file that only its owner can read.

    A new one replaces one that cannot be used. Raises `OSError`.
    """
    path = folder / TOKEN_NAME
    return _kept_token(path) or _new_token(path)


def token_fault(folder: Path) -> str:
    """A sentence about a token that cannot be used; empty when there is a good one or none."""
    path = folder / TOKEN_NAME
    if not os.path.lexists(path) or _kept_token(path):
        return ""
    return tr("The metrics token in {file} cannot be used; a new one replaces it.", file=path)


def _kept_token(path: Path) -> str:
    """Empty without a usable one: a header carries printable ASCII alone."""
    try:
        text = read_text_file(path, MAX_TOKEN_BYTES).strip()
    except TextFileError:
        return ""
    return text if text and all("!" <= sign <= "~" for sign in text) else ""


def _new_token(path: Path) -> str:
    token = secrets.token_urlsafe(32)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(token + "\n")
    return token


def _handler(registry: CollectorRegistry, token: str) -> type[BaseHTTPRequestHandler]:
    expected = f"Bearer {token}".encode()

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        timeout = REQUEST_LIMIT_S

        def do_GET(self) -> None:
            shown = self.headers.get("Authorization", "").encode("utf-8", "replace")
            if not hmac.compare_digest(shown, expected):
                self.send_response(401)
                self.send_header("WWW-Authenticate", "Bearer")
                self.end_headers()
                return
            if self.path != "/metrics":
                self.send_error(404)
                return
            body = generate_latest(registry)
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Not to stderr: the headless commands keep that for their log."""

    return Handler
