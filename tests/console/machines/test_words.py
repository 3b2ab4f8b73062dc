"""What the window says of a machine."""

from __future__ import annotations

from tests.console.machine_facts import BOX, fact, seat
from vortex_gui.console.machines.words import (
    card_of,
    detail_lines,
    key_words,
    remedy_words,
    why_not_load,
    why_not_plan,
    workers_words,
)
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.ssh.host_key import HostKey


def test_workers_that_are_not_known_are_not_counted(state: ConsoleState) -> None:
    assert workers_words(fact(), state.workers) == "none"
    assert workers_words(fact(state=MachineState.DOWN), state.workers) == "n/a"
    seat(state, "local", f"{BOX}/local-1", f"{BOX}/local-2")
    assert workers_words(fact(), state.workers) == "0 of 2 at work"


def test_another_profile_is_loaded_where_it_would_change_something(state: ConsoleState) -> None:
    assert why_not_load(fact(), state.workers, "mini") == ""
    seat(state, "local", f"{BOX}/local")
    assert "already" in why_not_load(fact(), state.workers, "mini")
    assert why_not_load(fact(), state.workers, "rtx3060") == ""
    assert "not connected" in why_not_load(fact(state=MachineState.DOWN), state.workers, "rtx3060")


def test_a_card_is_known_by_the_longest_name_that_fits(state: ConsoleState) -> None:
    seat(state, "local", f"{BOX}/local")
    there = state.workers.seats[1].status
    assert (card_of(fact(), state.workers), bool(why_not_plan(fact(), state.workers))) == ("", True)
    there.update(device="NVIDIA GeForce RTX 4060 Ti (cuda:0)")
    assert (card_of(fact(), state.workers), why_not_plan(fact(), state.workers)) == ("RTX 4060 Ti", "")


def test_the_spool_is_told_once_it_is_known(state: ConsoleState) -> None:
    assert list(detail_lines(fact(), state.workers)) == []
    told = list(detail_lines(fact(spool_bytes=10**9, spool_limit_bytes=2 * 10**9), state.workers))
    assert told == ["Its spool holds 1.00 GB of 2.00 GB."]


def test_other_faults_keep_their_remedy() -> None:
    assert remedy_words("denied", "Unlock your key.") == "Unlock your key."


def test_a_host_key_is_told_with_what_to_compare_it_with() -> None:
    told = key_words(BOX, HostKey("ssh-ed25519", "SHA256:abc", ()))
    assert "ada@box" in told
    assert "ssh-keygen -lf" in told
