"""Scores, times and warnings of the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.preview.showing import finish, report_of
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


def test_warnings_and_figures_of_the_report_are_shown(
    view: PreviewView, state: ConsoleState, folder: Path
) -> None:
    finish(state, report_of(folder))
    lines = (view.details.scores_line, view.details.time_line, view.body.warnings)
    told = "\n".join(line.text() for line in lines)
    assert "Prompt truncated to 77 tokens" in told
    for part in ("B 0.70", "L 0.86", "together 0.80", "passed", "9.0 s", "deadline met", "peak 1.89 GB"):
        assert part in told
    assert "Speech: 0.00 s to 2.00 s" in view.details.timeline.accessibleDescription()
