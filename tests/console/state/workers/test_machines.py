"""The other machines in the state: told once on a change; a trial forgets the one before."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.console.machine_facts import BOX, fact
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.machines import Machines, TrialPhase
from vortex_gui.engine.machines.ssh.host_key import HostKey


def test_a_machine_is_told_once_for_each_change(qtbot: QtBot, state: ConsoleState) -> None:
    machines: Machines = state.machines
    with qtbot.waitSignal(machines.changed):
        machines.put(fact())
    with qtbot.assertNotEmitted(machines.changed):
        machines.put(fact())
        machines.remove("nobody@nowhere")
    with qtbot.waitSignal(machines.changed):
        machines.remove(BOX)
    assert (machines.known, machines.get(BOX)) == ((), None)


def test_a_trial_begins_without_what_the_last_one_left(state: ConsoleState) -> None:
    trial = state.machines.trial
    trial.begin(BOX, "vortex-gui", adds=True)
    trial.update(phase=TrialPhase.KEY, key=HostKey("ssh-ed25519", "SHA256:abc", ()), fault="It fell.")
    trial.begin("ada@lab", "vortex-gui", adds=False)
    assert (trial.address, trial.phase, trial.key, trial.fault) == ("ada@lab", TrialPhase.ASKING, None, "")
    trial.forget()
    assert trial.phase is TrialPhase.IDLE
