"""Why a link did not come about or broke, in a sentence, from what ssh or the far program said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vortex_gui.base.words.harmless import harmless
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.engine.machines.machine import Machine

SSH_FAILED, NOT_FOUND, NOT_RUNNABLE = 255, 127, 126
MAX_CHARS = 300


class FaultKind(StrEnum):
    """What is missing, for those who act on it."""

    NO_SSH = "no ssh"
    KEY_UNKNOWN = "host key unknown"
    KEY_CHANGED = "host key changed"
    DENIED = "denied"
    UNREACHABLE = "unreachable"
    NO_PROGRAM = "no program"
    OLD_PROGRAM = "old program"
    NO_AGENT = "no agent"
    REFUSED = "refused"
    MISFIT = "misfit"
    NO_LINK = "no link"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class LinkFault:
    """What happened, and what to do about it, for the operator."""

    kind: FaultKind
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Known:
    pattern: re.Pattern[str]
    kind: FaultKind
    sentence: str
    remedy: str


_SAID = (
    _Known(
        re.compile(r"REMOTE HOST IDENTIFICATION HAS CHANGED"),
        FaultKind.KEY_CHANGED,
        mark("{address} shows another host key than the one that you know: somebody may stand between."),
        mark("Ask who runs the machine. Only if its key was changed, remove the old one with ssh-keygen -R."),
    ),
    _Known(
        re.compile(r"Host key verification failed|No \S+ host key is known for"),
        FaultKind.KEY_UNKNOWN,
        mark("You do not know the host key of {address} yet."),
        mark("Run vortex-gui machines add {address}: it shows the key's fingerprint and asks you."),
    ),
    _Known(
        re.compile(r"Permission denied|Too many authentication failures"),
        FaultKind.DENIED,
        mark("{address} did not let you in."),
        mark("Unlock your key (ssh-add), and put its public part there with ssh-copy-id {address}."),
    ),
    _Known(
        re.compile(
            r"Could not resolve hostname|Connection refused|Connection timed out|No route to host"
            r"|Network is unreachable|Connection (?:closed|reset) by|timed out|not responding|Broken pipe"
        ),
        FaultKind.UNREACHABLE,
        mark("{address} cannot be reached."),
        mark("Check its name, its power and the network between; then ssh {address} shows more."),
    ),
)


def fault_of(machine: Machine, code: int | None, said: Sequence[str], noise: str = "") -> LinkFault:
    """Of a command that has ended with `code`, with what it said on stderr and before the link began."""
    text = "\n".join(said)
    if code == SSH_FAILED:
        for known in _SAID:
            if known.pattern.search(text):
                return _told(known, machine)
        return _broken(tr("The link to {address} broke.", address=machine.address), said)
    if code in (NOT_FOUND, NOT_RUNNABLE):
        return no_program(machine)
    if "invalid choice: 'serve'" in text:
        sentence = tr("The vortex-gui on {address} is too old to serve a console.", address=machine.address)
        return LinkFault(FaultKind.OLD_PROGRAM, sentence, tr("Install this release there."))
    if noise.strip():
        return no_link(machine, noise)
    if code == 0 or code is None:
        return _broken(tr("The link to {address} ended.", address=machine.address), said)
    sentence = tr("{address} serves no console.", address=machine.address)
    remedy = tr("Run vortex-gui serve --install there, and do what it prints.")
    return LinkFault(FaultKind.NO_AGENT, _joined(sentence, said), remedy)


def no_ssh(program: str) -> LinkFault:
    """The ssh client itself is missing."""
    sentence = tr("There is no program {program} on this machine.", program=program)
    return LinkFault(FaultKind.NO_SSH, sentence, tr("Install OpenSSH's client (openssh-client)."))


def silent(address: str, sentence: str) -> LinkFault:
    """It is there, or was a moment ago, and does not answer."""
    remedy = tr(
        "It may be asleep, overloaded or cut off: see whether ssh {address} gets through.", address=address
    )
    return LinkFault(FaultKind.UNREACHABLE, sentence, remedy)


def no_program(machine: Machine) -> LinkFault:
    """The shell there does not find ours."""
    sentence = tr("There is no {program} on {address}.", program=machine.program, address=machine.address)
    remedy = tr(
        "Install it there, or say where it is: vortex-gui machines add {address} --program PATH.",
        address=machine.address,
    )
    return LinkFault(FaultKind.NO_PROGRAM, sentence, remedy)


def no_link(machine: Machine, noise: str) -> LinkFault:
    """Something else answers."""
    sentence = tr(
        "{address} answers with something else: {words}",
        address=machine.address,
        words=repr(clean(noise)),
    )
    remedy = tr("Keep its login shell from printing where nobody is at a terminal.")
    return LinkFault(FaultKind.NO_LINK, f"{sentence}.", remedy)


def clean(text: str) -> str:
    """A stranger's words on one line, without what a terminal would act on."""
    return " ".join(harmless(text).split())[:MAX_CHARS]


def _told(known: _Known, machine: Machine) -> LinkFault:
    sentence, remedy = tr(known.sentence, address=machine.address), tr(known.remedy, address=machine.address)
    return LinkFault(known.kind, sentence, remedy)


def _broken(sentence: str, said: Sequence[str]) -> LinkFault:
    remedy = tr("See whether vortex-gui serve runs there, and try again; a console tries again by itself.")
    return LinkFault(FaultKind.BROKEN, _joined(sentence, said), remedy)


def _joined(sentence: str, said: Sequence[str]) -> str:
    """With the last line that was said, which mostly is the reason."""
    words = next((line for line in map(clean, reversed(said)) if line), "")
    return f"{sentence} {words}" if words else sentence
