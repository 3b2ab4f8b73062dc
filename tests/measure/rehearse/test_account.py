"""The account of a rehearsal: judged by its slot and by each network's bytes."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from vortex_gui.measure.rehearse.account import (
    FOUND,
    Account,
    Rehearsed,
    StageSeconds,
    read_part,
    sentences,
)

GOOD = Account(
    profile="rtx3060",
    scale="small",
    device="CPU",
    components=(Rehearsed("flux", "transformer", 1000, 1009), Rehearsed("clip_b", "clip", 1000, 991)),
    planned_peak_bytes=2000,
    peak_bytes=2100,
    first_load_s=3.0,
    second_load_s=1.0,
    stages=(StageSeconds("speech", 0.5),),
)


def test_a_network_may_differ_by_a_hundredth_and_no_more() -> None:
    assert GOOD.is_good
    for resident in (989, 1011, 0):
        assert not replace(GOOD, components=(Rehearsed("flux", "vae", 1000, resident),)).is_good


def test_a_failed_slot_is_no_good_rehearsal() -> None:
    assert not replace(GOOD, error="out of memory").is_good


def test_the_sentences_tell_each_network_and_the_times() -> None:
    told = "\n".join(sentences(replace(GOOD, error="out of memory")))
    assert "✓ flux transformer: 1 kB resident, 1 kB planned" in told
    assert "First load 3.0 s, second 1.0 s." in told
    assert "speech: 0.5 s" in told
    assert "out of memory" in told


def test_a_part_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / FOUND).write_text(json.dumps(asdict(GOOD)), encoding="utf-8")
    assert read_part(tmp_path) == GOOD
