"""A worker over a pipe in this process: a load that fails is one message and one exit code."""

from __future__ import annotations

import platform
import threading
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.report.report import MadeBy
from vortex_gui.base.report.report_reading import read_report
from vortex_gui.base.roles import ROLES
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import FolderSettings, MemorySettings, Settings
from vortex_gui.pipeline.worker.worker import LOAD_FAILED, Worker
from vortex_gui.wire.frames import decode, encode
from vortex_gui.wire.protocol import LoadFailed, LoadProgress, RunSlot, Shutdown, SlotFailed, WorkerReady
from vortex_gui.wire.worker_end import WorkerChannel

TOO_LONG = recipe_from_mapping(
    {
        "slot_params": {"duration_sec": 500},
        "audio_track": {"script": "Good day."},
        "visual_track": {"prompt": "a host"},
    }
)


@pytest.mark.parametrize(
    ("checkpoint", "sentence"),
    [("nobody/nothing", "no such checkpoint on this machine"), ("", "model_index.json: missing")],
)
def test_a_checkpoint_that_is_missing_or_damaged_is_told_with_what_to_do(
    tmp_path: Path, checkpoint: str, sentence: str
) -> None:
    ours, theirs = Pipe()
    mini = load_profile("mini")
    spec = mini.roles["flux"].model_copy(update={"checkpoint": checkpoint or str(tmp_path)})
    profile = mini.model_copy(update={"roles": mini.roles | {"flux": spec}})
    folders = FolderSettings(output=str(tmp_path / "out"), data=str(tmp_path / "data"))
    channel = WorkerChannel(theirs)
    worker = Worker(channel, profile, Settings(folders=folders))
    assert worker.run() == LOAD_FAILED
    told: list[Any] = []
    while not told or not isinstance(told[-1], LoadFailed):
        assert ours.poll(10)
        told.append(decode(ours.recv_bytes()))
    worker._inbox.close()  # where the process does not end, its memory thread has to
    ours.close()
    assert told[0] == LoadProgress("importing libraries", None, 0, 5)
    assert told[-1].code == "checkpoint"
    assert sentence in told[-1].sentence


def test_its_samples_are_dated_by_the_consoles_clock(tmp_path: Path) -> None:
    ours, theirs = Pipe()
    folders = FolderSettings(output=str(tmp_path / "out"), data=str(tmp_path / "data"))
    channel = WorkerChannel(theirs)
    worker = Worker(channel, load_profile("mini"), Settings(folders=folders), lambda: 1234.5)
    sample = worker._sample()
    assert sample is not None
    assert sample.at == 1234.5
    channel.close()
    ours.close()


@pytest.mark.expects_log
def test_it_warms_up_where_the_setting_asks_for_it_and_signs_its_reports(tmp_path: Path) -> None:
    ours, theirs = Pipe()
    folders = FolderSettings(output=str(tmp_path / "out"), data=str(tmp_path / "data"))
    memory = MemorySettings(soft_limit_gb=8.0, hard_limit_gb=10.0)
    settings = Settings(
        folders=folders, memory=memory, pipeline=PipelineSettings(warm_up="always", threads=1)
    )
    worker = Worker(WorkerChannel(theirs), load_profile("mini"), settings, name="local-3")
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(worker.run()))
    thread.start()
    told: list[Any] = []
    while not told or not isinstance(told[-1], WorkerReady):
        assert ours.poll(100)
        told.append(decode(ours.recv_bytes()))
    ours.send_bytes(encode(RunSlot(5, 1, TOO_LONG.to_json(), 7, str(tmp_path / "out"), None)))
    while not isinstance(ended := decode(ours.recv_bytes()), SlotFailed):
        assert ours.poll(60)
    report = read_report(ended.report_json)
    assert report is not None
    assert report.worker == MadeBy("local-3", platform.node())
    ours.send_bytes(encode(Shutdown()))
    thread.join(60)
    ours.close()
    assert codes == [0]
    phases = [(event.phase, event.role) for event in told if isinstance(event, LoadProgress)]
    assert [role for phase, role in phases if phase == "warming up"] == list(ROLES)
    assert all(model.steady_s is not None for model in told[-1].models)
