"""What a plan's workers take of the machine beside its cards, in sentences."""

from __future__ import annotations

from vortex_gui.base.plan.plan_report import HostNeeds
from vortex_gui.base.words.translation import tr
from vortex_gui.console.plan.verdict import gigabytes


def host_words(needs: HostNeeds) -> str:
    """Memory for all of them, and disk where prepared weights are kept."""
    memory, own = gigabytes(needs.memory_bytes), gigabytes(needs.own_bytes)
    once = gigabytes(needs.shared_bytes + needs.prepared_bytes)
    if needs.workers == 1:
        told = tr("1 worker takes {memory} of this machine's own memory.", memory=memory)
    else:
        told = tr(
            "{count} workers take {memory} of this machine's own memory: {own} each, "
            "and {once} once for all.",
            count=needs.workers,
            memory=memory,
            own=own,
            once=once,
        )
    if not needs.disk_bytes:
        return told
    disk = tr("Prepared weights take {disk} of disk.", disk=gigabytes(needs.disk_bytes))
    return f"{told} {disk}"
