"""Whatever came of a slot is a result: how it is called, what is logged, and whether the deadline was met."""

from __future__ import annotations

import errno
import logging
import platform
from concurrent.futures import Future

import pytest
import torch

from tests.pipeline.slot.contexts import slot_context
from vortex_gui.base.errors import DeadlineMissed, OutputError, SlotCancelled, StageError
from vortex_gui.base.report.report import MadeBy
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.resident.device import Device
from vortex_gui.pipeline.slot.endings import Endings


@pytest.fixture
def endings(pipeline: VortexPipeline) -> Endings:
    hashes: Future[dict[str, str]] = Future()
    hashes.set_result({"flux": "abc"})
    return Endings("mini", pipeline.device, hashes, "local-2")


@pytest.mark.expects_log
@pytest.mark.parametrize(
    ("error", "outcome", "sentence", "level"),
    [
        (SlotCancelled(), "cancelled", "", logging.INFO),
        (DeadlineMissed("Not in time."), "missed", "Not in time.", logging.WARNING),
        (StageError("speech", "It failed."), "failed", "It failed.", logging.WARNING),
        (
            OSError(errno.ENOSPC, "No room", "/tmp/x"),
            "failed",
            "/tmp/x cannot be written (No room).",
            logging.WARNING,
        ),
        (
            OSError(errno.EFBIG, "File too large", "/tmp/x"),
            "failed",
            "/tmp/x cannot be written (File too large).",
            logging.WARNING,
        ),
        (KeyError("x"), "failed", "KeyError: 'x'.", logging.ERROR),
        (torch.OutOfMemoryError("No room.\nMore."), "failed", "ran out of memory (No room.).", logging.ERROR),
        (
            RuntimeError(
                "[enforce] DefaultCPUAllocator: can't allocate memory: you tried to allocate 64000000 bytes."
            ),
            "failed",
            "ran out of memory (it asked for 64.0 MB).",
            logging.ERROR,
        ),
    ],
)
def test_each_error_has_its_outcome_its_sentence_and_its_place_in_the_log(
    endings: Endings,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    outcome: str,
    sentence: str,
    level: int,
) -> None:
    caplog.set_level(logging.INFO)
    result = endings.broken_off(slot_context(), error)
    assert (result.outcome, result.success) == (outcome, False)
    assert sentence in result.error_msg
    assert max(record.levelno for record in caplog.records) == level
    assert result.checkpoints == {"flux": "abc"}
    assert result.report().worker == MadeBy("local-2", platform.node())
    assert result.recipe["audio_track"]["script"] == "One two."


@pytest.mark.expects_log
def test_a_slot_that_is_not_done_has_not_met_its_deadline(endings: Endings) -> None:
    assert endings.broken_off(slot_context(), SlotCancelled()).deadline.met is None
    assert endings.broken_off(slot_context(due_s=1000.0), SlotCancelled()).deadline.met is False


@pytest.mark.expects_log
def test_the_trace_behind_a_sentence_is_kept_below_the_level_of_a_terminal(
    endings: Endings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    error = OutputError("output", "The disk is full.")
    error.__cause__ = OSError(errno.ENOSPC, "No room")
    endings.broken_off(slot_context(), error)
    traced = [record for record in caplog.records if record.exc_info]
    assert [(record.levelno, record.exc_info and record.exc_info[1]) for record in traced] == [
        (logging.INFO, error.__cause__)
    ]


@pytest.mark.expects_log
def test_an_allocation_that_our_own_limit_refused_is_told_as_the_hard_limit(
    endings: Endings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Device, "has_room_to_the_limit", lambda _: True)
    slot = slot_context()
    result = endings.broken_off(slot, torch.OutOfMemoryError("No room."))
    assert result.error_code == "memory"
    assert result.error_msg == "Memory hard limit exceeded: the slot needs more than 10.00 GB."
    assert "raise memory.hard_limit_gb" in result.remedy
    assert "Close other programs" not in result.remedy
    assert result.warnings == (result.error_msg,)
