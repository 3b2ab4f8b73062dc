"""The metrics endpoint: closed unless turned on, on the loopback address only, with a token only."""

from __future__ import annotations

import asyncio
import stat
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from prometheus_client import generate_latest

from tests.paths import CHILDREN
from vortex_gui.base.profile import load_profile
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.engine.engine import Engine
from vortex_gui.engine.facts.events import (
    FromWorker,
    QueueChanged,
    SlotChanged,
    WorkerLost,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.watch.metrics import LOOPBACK, Metrics, MetricsServer, own_token, token_fault
from vortex_gui.wire.protocol import MemorySample, WorkerReady


def done_row() -> SlotRow:
    stages = (StageTiming("speech", 0, 2000, 1),)
    return SlotRow(
        slot_id=1,
        state=SlotState.DONE,
        seed=1,
        profile="mini",
        recipe_json="{}",
        output_dir="",
        submitted_at=0,
        generation_ms=9000,
        deadline_met=True,
        stages=stages,
    )


@pytest.fixture
def served() -> Iterator[MetricsServer]:
    metrics = Metrics()
    metrics.take(SlotChanged(done_row(), None))
    metrics.take(QueueChanged((4, 5), (3,), False))
    metrics.take(MemorySample(1.0, {"flux": 10, "clip_b": 5}, 7, 3, 25, None, None, None, "", 0))
    server = MetricsServer(metrics, 0, "secret-token")
    yield server
    server.close()


def get(port: int, path: str = "/metrics", token: str = "secret-token") -> tuple[int, str]:
    request = urllib.request.Request(f"http://{LOOPBACK}:{port}{path}")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""


def test_figures_are_served_to_the_token(served: MetricsServer) -> None:
    status, text = get(served.port)
    assert status == 200
    for line in (
        'vortex_slots_total{state="done"} 1.0',
        'vortex_deadlines_total{met="yes"} 1.0',
        "vortex_slot_seconds_sum 9.0",
        'vortex_stage_seconds_sum{stage="speech"} 2.0',
        "vortex_queue_length 2.0",
        'vortex_memory_bytes{part="models",worker="local"} 15.0',
    ):
        assert line in text


@pytest.mark.parametrize("token", ["", "wrong", "secret-token2"])
def test_nobody_else_is_served(served: MetricsServer, token: str) -> None:
    assert get(served.port, token=token)[0] == 401


def test_there_is_nothing_but_the_metrics(served: MetricsServer) -> None:
    assert get(served.port, path="/")[0] == 404


def test_it_listens_on_the_loopback_address_alone(served: MetricsServer) -> None:
    mine = [c.laddr for c in psutil.Process().net_connections() if c.status == psutil.CONN_LISTEN]
    assert {address.ip for address in mine if address.port == served.port} == {LOOPBACK}


def test_the_token_is_kept_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    token = own_token(tmp_path)
    assert len(token) >= 32
    assert own_token(tmp_path) == token
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "metrics.token").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", [b"t\xc3\xb6ken-t\xc3\xb6ken", b"\xff\xfe\0", b"two words", b"x" * 10_000, b"a\nb"]
)
def test_a_token_that_no_header_can_carry_is_replaced_and_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "metrics.token"
    path.write_bytes(content)
    assert token_fault(tmp_path) == f"The metrics token in {path} cannot be used; a new one replaces it."
    token = own_token(tmp_path)
    assert path.read_text().strip() == token
    assert token_fault(tmp_path) == ""


def test_an_empty_or_missing_token_is_made(tmp_path: Path) -> None:
    assert token_fault(tmp_path) == ""
    assert own_token(tmp_path)


def test_no_port_is_open_by_default(tmp_path: Path) -> None:
    async def story() -> None:
        engine = await Engine.open(
            Settings(folders=FolderSettings(output=str(tmp_path / "out"))),
            load_profile("mini"),
            data_dir=tmp_path / "data",
            worker_command=[sys.executable, str(CHILDREN / "scripted_worker.py")],
        )
        async for event in engine.events():
            if isinstance(event, FromWorker) and isinstance(event.event, WorkerReady):
                break
        me = psutil.Process()
        listening = [
            c.laddr
            for process in (me, *me.children(recursive=True))
            for c in process.net_connections(kind="inet")
            if c.status == psutil.CONN_LISTEN
        ]
        await engine.close()
        assert listening == []

    asyncio.run(asyncio.wait_for(story(), 60))


def test_each_worker_has_its_own_figures() -> None:
    metrics = Metrics()
    metrics.take(WorkerStateChanged(WorkerState.BUSY, "", 0.0, worker="local-1"))
    metrics.take(WorkerStateChanged(WorkerState.LOST, "", 0.0, worker="local-2"))
    metrics.take(WorkerLost(ProcessOutcome(StopRung.DIED, exit_code=1), None, None, "local-2"))
    sample = MemorySample(1.0, {"flux": 10}, 7, 3, 25, None, None, None, "", 0)
    metrics.take(FromWorker("local-2", sample))
    text = generate_latest(metrics.registry).decode()
    for line in (
        'vortex_worker_up{worker="local-1"} 1.0',
        'vortex_worker_up{worker="local-2"} 0.0',
        'vortex_worker_deaths_total{worker="local-1"} 0.0',
        'vortex_worker_deaths_total{worker="local-2"} 1.0',
        'vortex_memory_bytes{part="models",worker="local-2"} 10.0',
    ):
        assert line in text
