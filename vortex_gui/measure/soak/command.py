"""The command `soak`: real slots under random kills of worker and console, and at the end an account."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vortex_gui.base.errors import InputError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.measure.ending import end_soak
from vortex_gui.measure.link.loopback_ssh import sshd
from vortex_gui.measure.program.command import program
from vortex_gui.measure.soak.account import is_good, is_good_over_machines
from vortex_gui.measure.soak.cluster import cluster_soak
from vortex_gui.measure.soak.machines import Chances, MachinesSoak
from vortex_gui.measure.soak.run import Soak

TOLD_EVERY = 20
_ENDS: Mapping[SlotState, str] = {
    SlotState.DONE: mark("{count} done"),
    SlotState.FAILED: mark("{count} failed"),
    SlotState.CANCELLED: mark("{count} cancelled"),
    SlotState.MISSED: mark("{count} missed"),
    SlotState.SET_ASIDE: mark("{count} set aside"),
}
_KILLED: Mapping[str, tuple[str, str]] = {
    "worker": (
        mark("1 worker killed; a worker ready in {p50} s (median), {highest} s at most."),
        mark("{count} workers killed; a worker ready in {p50} s (median), {highest} s at most."),
    ),
    "console": (
        mark("1 console killed; a worker ready in {p50} s (median), {highest} s at most."),
        mark("{count} consoles killed; a worker ready in {p50} s (median), {highest} s at most."),
    ),
}
"""For one kill, and for several."""

_KINDS = ("program", "machines", "ray")
_GOES_WITH: Mapping[str, tuple[str, ...]] = {
    "kill_worker": ("", "program", "machines"),
    "kill_console": ("", "machines"),
    "workers": ("", "machines"),
    "profile": ("", "machines"),
    "transport": ("machines",),
    "kill_link": ("machines",),
    "kill_agent": ("machines",),
    "freeze": ("machines", "ray"),
    "kill_node": ("ray",),
}
"""The kinds of soak that an option says anything to; the empty one is the plain soak."""


def soak(arguments: argparse.Namespace) -> int:
    """The command; 0 when the soak lost, doubled or misreported no slot and left nothing behind."""
    _refuse_what_is_not_done(arguments)
    if arguments.profile:
        load_profile(arguments.profile)  # refused here, and not by each console that it starts
    if arguments.program is not None:
        return program(arguments)
    if arguments.ray is not None:
        return cluster_soak(arguments)
    folder = Path(tempfile.mkdtemp(prefix="vortex-soak-"))
    found = _run(arguments, folder).run()
    good = is_good(found) if arguments.machines is None else is_good_over_machines(found)
    return end_soak(found, folder, is_good=good, as_json=arguments.json, sentences=_sentences)


def _refuse_what_is_not_done(arguments: argparse.Namespace) -> None:
    """An account without the kills that were asked for would read as if all had gone well."""
    kinds = [kind for kind in _KINDS if getattr(arguments, kind) is not None]
    if len(kinds) > 1:
        one, other = kinds[:2]
        raise InputError([tr("--{one} and --{other} exclude each other.", one=one, other=other)])
    kind = kinds[0] if kinds else ""
    for name, fitting in _GOES_WITH.items():
        if kind not in fitting and getattr(arguments, name) not in (None, 0.0, "pipe"):
            option = f"--{name.replace('_', '-')}"
            if "" in fitting:
                raise InputError([tr("{option} does nothing with --{kind}.", option=option, kind=kind)])
            needed = f"--{fitting[0]}"
            raise InputError([tr("{option} does nothing without {needed}.", option=option, needed=needed)])


def _run(arguments: argparse.Namespace, folder: Path) -> Soak:
    common: dict[str, Any] = {
        "slots": arguments.slots,
        "kill_worker": arguments.kill_worker,
        "kill_console": arguments.kill_console,
        "seed": arguments.seed,
        "profile": arguments.profile or "mini",
        "workers": arguments.workers or 1,
        "progress": lambda over, kills: _tell(over, arguments.slots, kills),
    }
    if arguments.machines is None:
        return Soak(folder, **common)
    if arguments.transport == "ssh" and sshd() is None:
        raise InputError([tr("--transport ssh: there is no ssh server here; install openssh-server.")])
    chances = Chances(arguments.kill_link, arguments.freeze, arguments.kill_agent)
    return MachinesSoak(
        folder, machines=arguments.machines, transport=arguments.transport, chances=chances, **common
    )


def _tell(over: int, slots: int, kills: int) -> None:
    if over % TOLD_EVERY == 0:
        print(
            tr("{over} of {slots} slots have finished, 1 kill.", over=over, slots=slots)
            if kills == 1
            else tr(
                "{over} of {slots} slots have finished, {kills} kills.", over=over, slots=slots, kills=kills
            ),
            file=sys.stderr,
        )


def _sentences(found: dict[str, Any]) -> str:
    states = ", ".join(tr(words, count=found[state.value]) for state, words in _ENDS.items())
    count = found["submitted"]
    return "\n".join(
        (
            tr("1 slot: {states}.", states=states)
            if count == 1
            else tr("{count} slots: {states}.", count=count, states=states),
            tr(
                "{lost} lost, {duplicated} doubled, {false_done} falsely done.",
                lost=found["lost"],
                duplicated=found["duplicated"],
                false_done=found["false_done"],
            ),
            *_recovery(found),
            *_machines(found),
            tr(
                "Memory {slope} bytes a slot (noise {noise}), handles {handles}, processes left {processes}.",
                slope=_known(found["rss_slope_bytes_per_slot"]),
                noise=_known(found["rss_noise_bytes_per_slot"]),
                handles=_known(found["handles_delta"]),
                processes=found["processes_left"],
            ),
            *found["notices"],
        )
    )


def _recovery(found: dict[str, Any]) -> Iterator[str]:
    """A sentence for each kind of process that was killed, and one for the console's reopening."""
    for whom, (one, many) in _KILLED.items():
        kills, seconds = found["kills"][whom], found["recovery_s"][whom]
        if kills:
            words = one if kills == 1 else many
            yield tr(words, count=kills, p50=_known(seconds["p50"]), highest=_known(seconds["max"]))
    if found["kills"]["console"]:
        seconds = _known(found["reopened_s"]["p50"])
        yield tr("A killed console's queue and history open again in {seconds} s.", seconds=seconds)


def _machines(found: dict[str, Any]) -> Iterator[str]:
    """Sentences about what happened to other machines, where there were some."""
    if "freeze_told_s" not in found:
        return
    kills, told = found["kills"], found["freeze_told_s"]
    yield tr(
        "{links} links cut, {freezes} machines frozen, {agents} agents killed.",
        links=kills.get("link", 0),
        freezes=kills.get("freeze", 0),
        agents=kills.get("agent", 0),
    )
    yield tr(
        "A freeze was told in {p50} s (median), {highest} s at most.",
        p50=_known(told["p50"]),
        highest=_known(told["max"]),
    )
    yield tr(
        "Of the slots whose link was cut, {same} finished under the same attempt, {late} elsewhere since the "
        "link came back too late, {other} elsewhere for no reason.",
        same=found["cut_same_attempt"],
        late=found["cut_back_late"],
        other=found["cut_other_attempt"],
    )


def _known(figure: float | None) -> str:
    return tr("n/a") if figure is None else str(figure)
