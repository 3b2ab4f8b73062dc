"""The hearers of every event besides the console: log file, flight recorder, metrics endpoint."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vortex_gui.base.files.standing import why
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import LOG_FOLDER, JsonLinesFile, note
from vortex_gui.base.process.work_thread import CLOSE_LIMIT_S, WorkThread
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined, own_words
from vortex_gui.engine.facts.events import (
    LOCAL,
    EngineEvent,
    FromWorker,
    MachineChanged,
    MachineRemoved,
    Notice,
    PlacesChanged,
    QueueChanged,
    Severity,
    SlotChanged,
    WorkerLost,
    WorkersChosen,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.watch.disk_watch import DiskWatch
from vortex_gui.engine.watch.flight_recorder import (
    RING_NAME,
    FlightRecorder,
    keep_crashed,
    read_flight,
)
from vortex_gui.engine.watch.log_writer import LogWriter
from vortex_gui.wire.protocol import MemorySample, Message, Pong, Preview

if TYPE_CHECKING:
    from vortex_gui.engine.watch.metrics import Metrics, MetricsServer

_log = logging.getLogger(__name__)
LOG_NAME = "console.jsonl"
_BY_THE_THOUSAND = (SlotState.QUEUED, SlotState.CANCELLED, SlotState.MISSED)
"""Of slots that no worker took up the ring keeps nothing: the history has them."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class Witnesses:
    """Opened by the console that owns the data folder; `take` is called on the loop and waits for no disk."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        now: Callable[[], float],
        tell: Callable[[EngineEvent], None] = lambda _: None,
    ) -> None:
        """`tell` hears, on the loop, of what fails later."""
        self._folder = folder
        self._settings = settings
        self._now = now
        self._tell = tell
        self._disk = DiskWatch(folder)
        self._thread = WorkThread("log-writer")
        max_bytes = settings.log.max_mb * 1_000_000
        file = JsonLinesFile(folder / LOG_FOLDER / LOG_NAME, max_bytes=max_bytes)
        self._log = LogWriter(file, self._thread)
        self._flight: FlightRecorder | None = None
        self._metrics: Metrics | None = None
        self._server: MetricsServer | None = None
        self._crashed_flight: Path | None = None

    async def open(self) -> list[Notice]:
        """Opens each of them; returns a notice for each that cannot open."""
        told = await self._thread.run(self._open_flight)
        told += _low(await self._thread.run(self._disk.look))
        if self._settings.metrics.enabled:
            told += await self._thread.run(self._open_metrics)
        return told

    def take(self, event: EngineEvent) -> None:
        """Takes in one event."""
        if isinstance(event, LogLine):
            self._log.take(event)
        if self._flight is not None and (message := _as_message(event)) is not None:
            self._record(self._flight, message, _worker_of(event))
        if self._metrics is not None:
            self._metrics.take(event)

    def look_at_disk(self) -> None:
        """Looks in the thread whether the data folder has room; `tell` hears when it has not."""

        def answered(future: asyncio.Future[str]) -> None:
            for notice in _low(future.result()):
                self._tell(notice)

        self._thread.run(self._disk.look).add_done_callback(answered)

    async def before_the_crash(self) -> tuple[LogLine | MemorySample | FromWorker, ...]:
        """The last minutes of a console that did not close: its log and its memory, oldest first."""
        if self._crashed_flight is None:
            return ()
        records = await self._thread.run(read_flight, self._crashed_flight)
        return tuple(
            FromWorker(r.worker, r.message) if r.worker and isinstance(r.message, MemorySample) else r.message
            for r in records
            if isinstance(r.message, LogLine | MemorySample)
        )

    async def close(self) -> None:
        """Ends the endpoint, marks the flight ring as closed in good order, closes the log."""
        flight, self._flight = self._flight, None
        for closing in (
            self._server.close if self._server else None,
            partial(_end_flight, flight) if flight else None,
            self._log.close,
        ):
            if closing is not None:
                await self._end(closing)
        await self._thread.close()

    async def _end(self, closing: Callable[[], None]) -> None:
        """Whatever it raises, and if it hangs: the others are closed too."""
        done, _ = await asyncio.wait([self._thread.run(closing)], timeout=CLOSE_LIMIT_S)
        for error in (future.exception() for future in done):
            if error is not None:
                _log.error("a listener of the engine did not close", exc_info=error)

    def _open_flight(self) -> list[Notice]:
        told = []
        self._crashed_flight = keep_crashed(self._folder)
        if self._crashed_flight is not None:
            text = tr(
                "The last console did not close."
                " Its last minutes are in the log, the memory graph and {file}.",
                file=self._crashed_flight.name,
            )
            told.append(Notice(Severity.WARNING, "flight", text))
        try:
            self._flight = FlightRecorder(self._folder / RING_NAME)
        except OSError as error:
            told.append(_no_flight(error))
        return told

    def _record(self, flight: FlightRecorder, message: Message, worker: str) -> None:
        """A ring that cannot be written ends here, before the notice comes round to be recorded too."""
        try:
            flight.record(message, self._now(), worker)
        except OSError as error:
            self._flight = None
            self._thread.run(_end_flight, flight)
            self._tell(_no_flight(error))

    def _open_metrics(self) -> list[Notice]:
        try:
            from vortex_gui.engine.watch import metrics
        except ImportError:
            text = tr("There is no metrics endpoint: the package prometheus-client is missing.")
            return [_no_metrics(text, tr("Install it, or turn metrics off."))]
        fault = metrics.token_fault(self._folder)
        try:
            token = metrics.own_token(self._folder)
        except OSError as error:
            text = tr("There is no metrics endpoint: {reason}.", reason=own_words(error))
            return [_no_metrics(text, tr("Remove that file, or turn metrics off."))]
        figures = metrics.Metrics()
        try:
            self._server = metrics.MetricsServer(figures, self._settings.metrics.port, token)
        except OSError as error:
            text = tr("There is no metrics endpoint: {reason}.", reason=own_words(error))
            return [_no_metrics(text, tr("Choose another port in the settings."))]
        self._metrics = figures
        return [_no_metrics(fault, tr("Give the new token to Prometheus."))] if fault else []


def _no_metrics(text: str, remedy: str) -> Notice:
    return Notice(Severity.WARNING, "metrics", text, remedy)


def _no_flight(error: OSError) -> Notice:
    text = tr("There is no flight recorder ({reason}).", reason=why(error))
    remedy = tr("Make room on the disk of the data folder and start the console again.")
    return Notice(Severity.WARNING, "flight-off", text, remedy if error.errno in NO_ROOM else "")


def _end_flight(flight: FlightRecorder) -> None:
    """A ring that cannot even be marked as closed would be taken for a crash at the next start."""
    try:
        flight.close()
    except OSError:
        with contextlib.suppress(OSError):
            flight.path.unlink(missing_ok=True)


def _low(sentence: str) -> list[Notice]:
    remedy = tr("Free some space; without it queue and history cannot be saved.")
    return [Notice(Severity.WARNING, "data-disk", sentence, remedy)] if sentence else []


def _worker_of(event: EngineEvent) -> str:
    """The worker that an event came from; empty for one that is alone, and for all other events."""
    match event:
        case FromWorker(worker=worker) | WorkerStateChanged(worker=worker) | WorkerLost(worker=worker):
            return "" if worker == LOCAL else worker
    return ""


def _as_message(event: EngineEvent) -> Message | None:
    """The message that the ring keeps for an event; `None` for an event that it leaves out."""
    match event:
        case FromWorker(event=inner):
            return _as_message(inner)
        case Preview() | Pong() | QueueChanged() | WorkersChosen():
            return None
        case PlacesChanged() | MachineChanged() | MachineRemoved():
            return None
        case SlotChanged(row=row) if row.state in _BY_THE_THOUSAND and row.attempts == 0:
            return None
        case SlotChanged(row=row):
            level = "WARNING" if row.state in (SlotState.FAILED, SlotState.SET_ASIDE) else "INFO"
            sentence = joined(f"Slot {row.slot_id} is {row.state.value}", row.error)
            return note(level, sentence, slot_id=row.slot_id)
        case WorkerStateChanged(sentence=sentence):
            return note("INFO", sentence)
        case WorkerLost(outcome=outcome, slot_id=slot_id):
            return note("ERROR", "\n".join((str(outcome), *outcome.tail[-10:])), slot_id=slot_id)
        case Notice(severity=severity, text=text):
            return note(severity.value.upper(), text)
        case _:
            return event
