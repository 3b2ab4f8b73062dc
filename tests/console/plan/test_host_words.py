"""The machine's needs in sentences, for one worker and for several."""

from __future__ import annotations

from dataclasses import replace

from vortex_gui.base.plan.plan_report import HostNeeds
from vortex_gui.console.plan.host_words import host_words

THREE = HostNeeds(3, 1_500_000_000, 250_000_000, 9_000_000_000, 13_750_000_000, 9_000_000_000)


def test_several_are_told_by_what_each_has_and_what_all_hold_once() -> None:
    assert host_words(THREE) == (
        "3 workers take 13.75 GB of this machine's own memory: 1.50 GB each, and 9.25 GB once for all. "
        "Prepared weights take 9.00 GB of disk."
    )


def test_one_without_prepared_weights_is_one_sentence() -> None:
    alone = replace(THREE, workers=1, memory_bytes=750_000_000, prepared_bytes=0, disk_bytes=0)
    assert host_words(alone) == "1 worker takes 0.75 GB of this machine's own memory."
