"""What the window says of another machine: its state, its workers, what is missing and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from vortex_gui.base.plan.cards import CARDS
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.console.look import words
from vortex_gui.console.look.states import MACHINE, WORKER
from vortex_gui.console.state.workers.machines import MachineTrial
from vortex_gui.console.state.workers.workers import Workers, WorkerSeat
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.machines import MachineFact, MachineState, worker_of
from vortex_gui.engine.machines.link.hello_words import hello_lines
from vortex_gui.engine.machines.ssh.host_key import HostKey
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind


def seats_of(workers: Workers, address: str) -> tuple[WorkerSeat, ...]:
    """The machine's workers."""
    return tuple(seat for seat in workers.seats if seat.machine == address)


def state_words(machine: MachineFact) -> str:
    """Its state, and since when it cannot be used."""
    word = MACHINE[machine.state].word
    if machine.state in (MachineState.CONNECTED, MachineState.CONNECTING):
        return word
    return tr("{state} since {time}", state=word, time=f"{datetime.fromtimestamp(machine.since):%H:%M}")


def workers_words(machine: MachineFact, workers: Workers) -> str:
    """How many of its workers generate a slot now."""
    seats = seats_of(workers, machine.address)
    if not seats:
        return words.UNKNOWN if machine.state is not MachineState.CONNECTED else tr("none")
    busy = sum(seat.status.state is WorkerState.BUSY for seat in seats)
    return tr("{busy} of {all} at work", busy=busy, all=len(seats))


def detail_lines(machine: MachineFact, workers: Workers) -> Iterator[str]:
    """All that is known of it, the fault first."""
    told = joined(machine.sentence, remedy_words(machine.fault, machine.remedy))
    if told:
        yield told
    if machine.host:
        yield tr("{host}, {release}", host=machine.host, release=machine.release)
    for seat in seats_of(workers, machine.address):
        status = seat.status
        parts = (worker_of(seat.name), status.device or "", seat.profile, WORKER[status.state].word)
        yield " · ".join(part for part in parts if part)
        if status.sentence and not status.ready and status.sentence != machine.sentence:
            yield f"    {status.sentence}"
    if machine.spool_limit_bytes:
        used, limit = words.size(machine.spool_bytes), words.size(machine.spool_limit_bytes)
        yield tr("Its spool holds {used} of {limit}.", used=used, limit=limit)


def remedy_words(fault: str, remedy: str) -> str:
    """What to do about a fault in this window, where the command line would say it otherwise."""
    match fault:
        case FaultKind.KEY_UNKNOWN:
            return tr("Press Test: it shows the key's fingerprint and asks you.")
        case FaultKind.NO_PROGRAM:
            return tr("Install it there, or write its whole path into “Program there”.")
    return remedy


def why_not_load(machine: MachineFact, workers: Workers, profile: str) -> str:
    """Why it need not, or cannot, load this profile; empty when it can."""
    if machine.state is not MachineState.CONNECTED:
        return tr("It is not connected.")
    loaded = {seat.profile for seat in seats_of(workers, machine.address)}
    if loaded == {profile}:
        return tr("It has loaded {profile} already.", profile=profile)
    return ""


def card_of(machine: MachineFact, workers: Workers) -> str:
    """The name of its card, as plans know it; empty where it has none, or another one."""
    devices = [seat.status.device or "" for seat in seats_of(workers, machine.address)]
    longest_first = sorted((card.name for card in CARDS), key=len, reverse=True)
    return next((name for device in devices for name in longest_first if name in device), "")


def why_not_plan(machine: MachineFact, workers: Workers) -> str:
    """Why no plan can be computed for it; empty when one can."""
    if card_of(machine, workers):
        return ""
    return tr("None of the cards that plans know is there; the plan page takes other cards by hand.")


def trial_lines(trial: MachineTrial) -> Iterator[str]:
    """What came of a trial."""
    if trial.fault:
        yield trial.fault
    if trial.answer is None:
        return
    yield from hello_lines(trial.address, trial.answer)
    if (fault := trial.answer.fault) is not None:
        yield joined(fault.sentence, remedy_words(fault.kind, fault.remedy))


def key_words(address: str, key: HostKey) -> str:
    """What the operator has to compare before a host key is taken."""
    return tr(
        "You do not know {address} yet. It shows the host key {kind} with this fingerprint. Compare it with "
        "the one that ssh-keygen -lf prints on that machine: if they differ, somebody stands between.",
        address=address,
        kind=key.kind,
    )
