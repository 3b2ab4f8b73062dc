"""A machine is added in the window over a real ssh server, its worker joins the queue, and it goes again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.console.asking import until
from tests.forked import agent_spare
from tests.narrowing import present
from tests.paths import CHILDREN
from tests.serve.agents import running
from tests.serve.ssh_server import SshServer, needs_sshd, serving
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.settings.settings import FolderSettings, Settings, WorkerSettings
from vortex_gui.console.control.controller import Controller
from vortex_gui.console.machines.dialog import MachinesDialog
from vortex_gui.console.machines.trial_dialog import TrialDialog
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.engine import Engine
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.machines.ssh.ssh_command import SSH_VARIABLE

THERE = "box/local"


@pytest.fixture(scope="module", autouse=True)
def _agents_are_forked_from_a_spare() -> None:
    """It lasts for all tests: begun within one it would be a process left behind."""
    agent_spare()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SshServer]:
    with running(tmp_path / "box") as box, serving(tmp_path / "ssh", box) as server:
        monkeypatch.setenv(SSH_VARIABLE, server.command)
        yield server


@asynccontextmanager
async def sitting(state: ConsoleState, folder: Path) -> AsyncIterator[Controller]:
    """A console whose own worker is never ready."""
    settings = Settings(
        folders=FolderSettings(output=str(folder / "out"), data=str(folder / "data")),
        worker=WorkerSettings(backoff_s=0.1, ask_s=0.3, terminate_s=0.3),
    )
    state.set_settings(settings)
    worker = [sys.executable, str(CHILDREN / "never_ready.py")]
    opened = partial(Engine.open, settings, state.profile, data_dir=folder / "data", worker_command=worker)
    controller = Controller(opened, state)
    try:
        await controller.start()
        yield controller
    finally:
        await controller.close()


@needs_sshd
async def test_a_machine_is_added_by_its_fingerprint_and_its_worker_makes_a_slot(
    qloop: asyncio.Runner, state: ConsoleState, server: SshServer, tmp_path: Path, recipe: Recipe
) -> None:
    async with sitting(state, tmp_path) as controller:
        machines = MachinesDialog(state, controller)
        machines.open()
        machines.add.click()
        (trial,) = machines.findChildren(TrialDialog)
        trial.address.setText("box")
        trial.add.click()
        await until(trial.key_part.isVisible, "the fingerprint")
        assert trial.fingerprint.text() == server.fingerprint
        assert not server.known_hosts.exists(), "nothing is taken silently"
        trial.accept_key.click()
        await until(lambda: trial.added.text() == "Added box.", "the machine is added")
        trial.close()
        await until(lambda: state.workers.seat(THERE) is not None, "its worker has a seat")
        seat = present(state.workers.seat(THERE))
        await until(lambda: seat.status.ready, "its worker is ready")
        assert machines.model.index(0, 1).data() == "connected"
        visual = recipe.visual_track.model_copy(update={"prompt": "done please"})
        controller.generate(recipe.model_copy(update={"visual_track": visual}).with_slot(seed=None))
        await until(lambda: any(slot.is_over for slot in state.slots.all()), "the slot is over")
        (slot,) = state.slots.all()
        assert (slot.state, slot.row.worker) == (SlotState.DONE, THERE)
        assert slot.row.folder.is_dir()
        server.box.stop()
        await until(lambda: seat.status.state is WorkerState.UNREACHABLE, "the machine is gone")
        assert "box" in seat.status.sentence
        controller.machines.remove("box")
        await until(lambda: state.workers.seat(THERE) is None, "the machine is removed")
        assert (state.machines.known, state.workers.chosen) == ((), "local")
        machines.close()
