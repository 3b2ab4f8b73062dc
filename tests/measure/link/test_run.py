"""A measured link is a real one: its agent, its workers' load, its folders, and nothing of it stays."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from tests.serve.ssh_server import needs_sshd
from vortex_gui.measure.link import far_end, near_end, worker
from vortex_gui.measure.link.loopback_ssh import loopback_ssh
from vortex_gui.measure.link.near_end import LinkRun
from vortex_gui.measure.link.run import Transport, run_link


@pytest.mark.parametrize("transport", ["pipe", pytest.param("ssh", marks=needs_sshd)])
def test_a_run_times_the_connection_the_events_and_each_folder(transport: Transport, tmp_path: Path) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    run = run_link(transport, tmp_path, folders=2, transfer_s=0.5)
    assert 0 < run.connect_s < near_end.LIMIT_S
    assert len(run.folder_s) >= 2
    assert all(0 < seconds < near_end.LIMIT_S for seconds in run.folder_s)
    assert len(run.event_s) >= len(far_end.WORKERS) * worker.RATE_HZ * 0.25
    assert list(run.event_s) == sorted(run.event_s)
    assert run.event_s[0] > 0
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def test_a_percentile_is_one_of_the_events() -> None:
    run = LinkRun(0.1, (), tuple(number / 1000 for number in range(1, 101)))
    assert run.event_ms(0.5) == pytest.approx(51)
    assert run.event_ms(0.99) == pytest.approx(100)
    assert run.event_ms(1.0) == pytest.approx(100)


def test_a_link_that_breaks_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vortex_gui.measure.link.run.program", lambda *words: ["false"])
    with pytest.raises(RuntimeError, match="far"):
        run_link("pipe", tmp_path, folders=1, transfer_s=0.1)


def test_without_a_server_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vortex_gui.measure.link.loopback_ssh.sshd", lambda: None)
    with (
        pytest.raises(RuntimeError, match="openssh-server"),
        loopback_ssh(tmp_path / "ssh", "far", tmp_path / "settings.yaml"),
    ):
        pass
