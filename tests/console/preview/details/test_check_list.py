"""The checks below the details: what failed, where, and the way there."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.console.preview.showing import LIMIT_MS, finish, opened, report_of
from vortex_gui.base.report.checks import Check
from vortex_gui.console.preview.details.check_list import figures
from vortex_gui.console.preview.details.words import scores_words
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)
GOOD = {"name": "face", "value": 0.9, "limit": 0.6, "passed": True, "at_s": []}
BAD = {"name": "black", "value": 2.0, "limit": 0.0, "passed": False, "at_s": [[1.0, 1.083]]}


def test_passed_checks_are_counted_and_each_is_in_the_tip(
    view: PreviewView, state: ConsoleState, folder: Path
) -> None:
    finish(state, report_of(folder, checks=[GOOD]))
    checks = view.body.checks
    assert checks.isVisible()
    assert "Passed checks of the whole clip: 1" in checks.text()
    assert checks.toolTip() == "Face: 0.9, at least 0.6"
    state.selection.select(None)
    assert not checks.isVisible()


def test_a_failed_check_is_told_and_leads_to_its_place(
    view: PreviewView, state: ConsoleState, folder: Path, qtbot: QtBot
) -> None:
    good = view.waveform.grab().toImage()
    finish(state, report_of(folder, checks=[GOOD, BAD]))
    opened(view, qtbot)
    assert "2 frames are black; 0 are allowed." in view.body.checks.text()
    assert "1.00 s to 1.08 s" in view.body.checks.text()
    view.body.checks.linkActivated.emit("1.000")
    qtbot.waitUntil(lambda: view.player.position_s == pytest.approx(1.0, abs=0.05), timeout=LIMIT_MS)
    assert view.waveform.grab().toImage() != good


def test_the_verdict_names_the_checks_that_failed(folder: Path) -> None:
    scores = {
        "score_clip_b": 0.9,
        "score_clip_l": 0.9,
        "ensemble_score": 0.9,
        "clip_threshold": 0.7,
        "self_check_passed": False,
        "outlier_detected": False,
    }
    report = report_of(folder, checks=[GOOD, BAD], verification=scores)
    assert "not passed: Black frames" in scores_words(report)[0]


def test_a_clip_without_a_prompt_has_a_verdict_and_no_scores(folder: Path) -> None:
    good, bad, unknown = (
        report_of(folder, checks=checks, verification=None) for checks in ([GOOD], [GOOD, BAD], [])
    )
    assert "passed</b> · not scored: no prompt" in scores_words(good)[0]
    assert "not passed: Black frames" in scores_words(bad)[0]
    assert scores_words(unknown) == ("Verification",)


def test_a_value_has_its_uncertainty_and_may_be_unknown() -> None:
    assert figures(Check("lips_offset", 0.2, 2.0, True, 0.4)) == "Lip sync: 0.2 ± 0.4, at most 2"
    assert figures(Check("lips_match", None, 0.4, True)) == "Lips: not measurable"
