"""What a machine has, in sentences: from its hello, as the command line and the window tell it."""

from __future__ import annotations

from collections.abc import Iterator

from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.engine.facts.events import Notice, Severity
from vortex_gui.engine.machines.link.machine_test import MachineAnswer
from vortex_gui.wire.link.words import Hello

OTHER_PROFILE = mark("Choose a profile that both machines have, or change the settings of that machine.")
"""Where a machine refuses one."""


def hello_lines(address: str, answer: MachineAnswer) -> Iterator[str]:
    """Of an answer with a hello; nothing of one with a fault."""
    hello = answer.hello
    if hello is None:
        return
    yield tr(
        "{address} answers in {seconds:.1f} s: {machine}, {program}.",
        address=address,
        seconds=answer.seconds,
        machine=hello.machine,
        program=hello.program,
    )
    for worker in hello.workers:
        yield tr(
            "Worker {name} with profile {profile}: {sentence}",
            name=worker.name,
            profile=worker.profile,
            sentence=worker.sentence,
        )
    yield tr(
        "Its spool holds {used} of {limit}.",
        used=bytes_text(hello.spool_bytes),
        limit=bytes_text(hello.spool_limit_bytes),
    )


def other_profile(address: str, hello: Hello, wanted: str) -> Notice | None:
    """Slots go to workers with their own profile alone: another one gives another clip.

    Nothing where one of its workers has the wanted one, or where it has no worker.
    """
    loaded = {worker.profile for worker in hello.workers}
    if not loaded or wanted in loaded:
        return None
    text = tr(
        "{machine} has loaded the profile {theirs}, but the queue's slots want {ours}: it gets none.",
        machine=address,
        theirs=", ".join(sorted(loaded)),
        ours=wanted,
    )
    remedy = tr("Choose the same profile in the settings of both.")
    return Notice(Severity.WARNING, f"{address}-profile", text, remedy)
