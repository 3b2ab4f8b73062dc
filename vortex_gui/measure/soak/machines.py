"""The soak over other machines: links are cut, machines freeze and agents die while the queue goes on."""

from __future__ import annotations

import contextlib
import queue
import shlex
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from vortex_gui.engine.facts.machines import MachineState, machine_of
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.far_slots import GRACE_S
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_list import save_machines
from vortex_gui.engine.machines.ssh.ssh_command import dial_command
from vortex_gui.measure.link.loopback_ssh import loopback_ssh
from vortex_gui.measure.soak.account import middle_most
from vortex_gui.measure.soak.box import SoakBox
from vortex_gui.measure.soak.run import Kill, Soak

TOLD_WITHIN_S = 5.0
"""A machine that freezes is told unreachable within this."""
FREEZES_S = (6.0, 20.0)
"""Some end before a slot's patience does, and others behind that."""
AWAY_S = (0.2, 3.0)
"""Until a killed agent is started again."""
CALM_LIMIT_S = 90.0
WAKE, RESTART = "wake", "restart"


@dataclass(frozen=True, slots=True)
class Chances:
    """For each slot that a machine begins: that its link is cut, it freezes, or its agent is killed."""

    link: float = 0.0
    freeze: float = 0.0
    agent: float = 0.0


class MachinesSoak(Soak):
    """`transport` is *pipe* or *ssh*; the console has a worker of its own beside the machines."""

    def __init__(
        self,
        folder: Path,
        *,
        machines: int,
        transport: str,
        chances: Chances,
        agent_command: Sequence[str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(folder, **more)
        self._transport = transport
        self._chances = chances
        names = [f"box-{number}" for number in range(1, machines + 1)]
        profile = str(more.get("profile", "mini"))
        self._boxes = {name: SoakBox(name, folder / name, profile, agent_command) for name in names}
        self._later: list[Kill] = []
        """What follows from an earlier one: frozen machines wake, and dead agents start again."""
        self._states: dict[str, str] = {}
        self._frozen: dict[str, float] = {}
        """Since which epoch second; until the console has told so."""
        self._troubled: dict[str, float] = {}
        """When a machine was last frozen or its agent killed, or woke."""
        self._cut: dict[int, tuple[str, int]] = {}
        """By slot: the machine whose link was cut under it, and the attempt."""
        self._cut_at: dict[str, float] = {}
        """When the link of a machine was cut that is not back yet."""
        self._back_s: list[float] = []
        self._back_of: dict[int, float] = {}
        """By slot: the seconds until its machine's link was back."""
        self._attempts: dict[int, int] = {}
        self._told_s: list[float] = []
        self._same, self._late, self._other, self._left = 0, 0, 0, 0

    def run(self) -> dict[str, Any]:
        with ExitStack() as servers:
            dials = {name: self._dial(box, servers) for name, box in self._boxes.items()}
            self._orders["dial"] = dials
            save_machines(self._folder / "data", [Machine(name) for name in self._boxes])
            for box in self._boxes.values():
                box.start(self.account)
            found = super().run()
        found["litter"] += self._left
        return found | {
            "freeze_told_s": middle_most(self._told_s),
            "told_late": sum(seconds > TOLD_WITHIN_S for seconds in self._told_s),
            "link_back_s": middle_most(self._back_s),
            "cut_same_attempt": self._same,
            "cut_back_late": self._late,
            "cut_other_attempt": self._other,
        }

    def _dial(self, box: SoakBox, servers: ExitStack) -> list[str]:
        if self._transport == "pipe":
            return box.dial
        ssh = servers.enter_context(loopback_ssh(box.folder / "ssh", box.name, box.settings))
        return [*shlex.split(ssh), *dial_command(Machine(box.name))[1:]]

    # ── what happens to machines ──────────────────────────────────────────────────────────────

    def _plan_kill(self, slot: int, worker: str) -> None:
        box = machine_of(worker)
        if not box:
            super()._plan_kill(slot, worker)
            return
        for whom, chance in (
            ("link", self._chances.link),
            ("freeze", self._chances.freeze),
            ("agent", self._chances.agent),
        ):
            if self._chance.random() < chance:
                self._kills[slot] = Kill(self._moment(), whom, slot, worker)
                return

    def _next_kill(self) -> Kill | None:
        return min((*self._kills.values(), *self._later), key=lambda each: each.at, default=None)

    def _do_kill(self, kill: Kill) -> None:
        if kill in self._later:
            self._later.remove(kill)
            self._end_trouble(kill)
        elif kill.whom in ("worker", "console"):
            super()._do_kill(kill)
        else:
            del self._kills[kill.slot]
            box = self._boxes[machine_of(kill.worker)]
            if self._states.get(box.name) == MachineState.CONNECTED and box.is_up:
                self.account.kills[kill.whom] += 1
                self._trouble(kill, box)

    def _trouble(self, kill: Kill, box: SoakBox) -> None:
        match kill.whom:
            case "link":
                self._cut_at[box.name] = time.time()
                self._cut_link(box)
                self._cut[kill.slot] = (box.name, self._attempts[kill.slot])
            case "freeze":
                box.freeze()
                self._frozen[box.name] = time.time()
                self._follow(WAKE, box, FREEZES_S)
            case "agent":
                box.kill(self.account)
                self._follow(RESTART, box, AWAY_S)

    def _follow(self, whom: str, box: SoakBox, within_s: tuple[float, float]) -> None:
        self._troubled[box.name] = time.monotonic()
        self._states[box.name] = whom
        at = time.monotonic() + self._chance.uniform(*within_s)
        self._later.append(Kill(at, whom, -1, f"{box.name}/"))

    def _end_trouble(self, kill: Kill) -> None:
        box = self._boxes[machine_of(kill.worker)]
        self._troubled[box.name] = time.monotonic()
        if kill.whom == RESTART:
            box.start(self.account)
            return
        if (since := self._frozen.pop(box.name, None)) is not None:
            self._told_s.append(time.time() - since)  # the console has not told it at all
        box.wake()

    def _cut_link(self, box: SoakBox) -> None:
        """Ends the console's own child: that is the link, whatever carries it."""
        assert self._console is not None
        mark = str(box.settings) if self._transport == "pipe" else box.name
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(self._console.pid).children():
                with contextlib.suppress(psutil.Error):
                    if mark in child.cmdline():
                        child.kill()

    # ── taking in ─────────────────────────────────────────────────────────────────────────────

    def _take(self, told: dict[str, Any]) -> None:
        match told:
            case {"kind": "machine", "machine": str(name), "state": str(state), "at": float(at)}:
                self._take_machine(name, state, at)
            case _:
                super()._take(told)

    def _take_machine(self, name: str, state: str, at: float) -> None:
        is_gone = state in (MachineState.UNREACHABLE, MachineState.DOWN)
        if is_gone and name in self._frozen and at >= self._frozen[name]:
            self._told_s.append(at - self._frozen.pop(name))
        if state == MachineState.CONNECTED and at > self._cut_at.get(name, at):
            self._back_s.append(at - self._cut_at.pop(name))
            slots = [slot for slot, (box, _) in self._cut.items() if box == name]
            self._back_of |= dict.fromkeys(slots, self._back_s[-1]) | self._back_of
        if not any(later.worker == f"{name}/" for later in self._later):
            self._states[name] = state

    def _take_slot(self, slot: int, state: SlotState, told: dict[str, Any]) -> None:
        if state is SlotState.RUNNING:
            self._attempts[slot] = int(told["attempts"])
        elif state.is_final and slot in self._cut:
            self._judge_cut(slot, int(told["attempts"]))
        super()._take_slot(slot, state, told)

    def _judge_cut(self, slot: int, attempts: int) -> None:
        """A cut link alone changes nothing while it is back in time; a machine in trouble besides may."""
        box, attempt = self._cut.pop(slot)
        if attempts == attempt:
            self._same += 1
        elif self._back_of.get(slot, GRACE_S) >= GRACE_S:
            self._late += 1
        elif self._troubled.get(box, 0.0) < self._began[slot]:
            self._other += 1

    def _calm_down(self) -> None:
        """Until all machines are back and hold nothing any more: what went elsewhere is called off there."""
        self._kills.clear()
        ends_at = time.monotonic() + CALM_LIMIT_S
        while time.monotonic() < ends_at:
            for kill in list(self._later):
                self._do_kill(kill)
            with contextlib.suppress(queue.Empty):
                if (told := self._told.get(timeout=0.1)) is not None:
                    self._take(told)
            states = [self._states.get(name) for name in self._boxes]
            if all(state == MachineState.CONNECTED for state in states) and not self._count_left():
                break
        self._left = self._count_left()

    def _clear_away(self) -> None:
        for box in self._boxes.values():
            box.stop(self.account)

    def _count_left(self) -> int:
        return sum(box.left() for box in self._boxes.values())
