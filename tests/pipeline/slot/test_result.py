"""What a slot comes to as its report: everything but pixels and samples, and a reason where it failed."""

from __future__ import annotations

import numpy as np

from vortex_gui.base.report.report import Deadline, StageTiming
from vortex_gui.base.report.report_reading import read_report
from vortex_gui.pipeline.slot.result import GenerationResult


def test_a_done_slot_is_read_back_as_it_was_written() -> None:
    result = GenerationResult(
        7,
        True,
        1234.5678,
        np.zeros((2, 3, 4, 4), np.uint8),
        seed=5,
        profile="mini",
        stages=(StageTiming("speech", 0.0, 10.0),),
        deadline=Deadline(20.0, True),
        rung="full",
        warnings=("Short.",),
    )
    report = read_report(result.report_json())
    assert report == result.report()
    assert report is not None
    assert (report.generation_time_ms, report.error, report.warnings) == (1234.568, None, ("Short.",))
    assert "video_frames" not in result.report_json()


def test_a_failed_slot_tells_why_and_holds_no_pixels() -> None:
    result = GenerationResult(
        7, False, 1.0, outcome="failed", error_code="stage", error_msg="It failed.", remedy="Try again."
    )
    error = result.report().error
    assert error is not None
    assert (error.code, error.message, error.remedy) == ("stage", "It failed.", "Try again.")
    assert (result.video_frames.size, result.audio_waveform.size, result.clip_embedding.size) == (0, 0, 0)
