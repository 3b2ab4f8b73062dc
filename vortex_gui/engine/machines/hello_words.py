"""What a machine has, in sentences: from its hello, as the command line and the window tell it."""

from __future__ import annotations

from collections.abc import Iterator

from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.machines.machine_test import MachineAnswer


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
