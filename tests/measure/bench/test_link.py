"""The link's figures: one word for all of them, each with its goal, all of one transport of one run."""

from __future__ import annotations

import argparse
import json

import pytest

from vortex_gui.measure.bench import command, link
from vortex_gui.measure.bench.command import bench
from vortex_gui.measure.link.near_end import LinkRun

RUN = LinkRun(0.5, (0.2, 0.3, 0.4), tuple(number / 10_000 for number in range(1, 101)))


def test_one_word_measures_them_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(link, "_run", lambda transport: RUN)
    assert bench(argparse.Namespace(figures=["link"], json=True)) == 1
    found = {told["name"]: told for told in map(json.loads, capsys.readouterr().out.splitlines())}
    assert list(found) == list(command._GROUPS["link"])
    assert found["link_pipe_connect_s"]["value"] == 0.5
    assert found["link_pipe_connect_s"]["goal"] == "at most 2"
    assert found["link_pipe_event_p50_ms"]["value"] == pytest.approx(5.1)
    assert found["link_pipe_event_p50_ms"]["goal"] == "at most 3"
    assert found["link_pipe_event_p50_ms"]["reached"] is False
    assert found["link_pipe_event_p99_ms"]["goal"] == "at most 60"
    assert found["link_pipe_folder_s"]["runs"] == [0.2, 0.3, 0.4]
    assert found["link_pipe_folder_s"]["value"] == 0.3
    assert found["link_pipe_folder_s"]["goal"] == "at most 1"


def test_ssh_has_figures_where_there_is_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "sshd", lambda: "/usr/sbin/sshd")
    assert link.is_measurable("link_ssh_event_p99_ms")
    monkeypatch.setattr(link, "sshd", lambda: None)
    assert not link.is_measurable("link_ssh_event_p99_ms")
    assert link.is_measurable("link_pipe_event_p99_ms")
    assert link.is_measurable("pool")
