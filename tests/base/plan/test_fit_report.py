"""What fit chose is read back as it was written."""

from __future__ import annotations

import pytest

from tests.console.plan.reports import PLAN
from vortex_gui.base.plan.fit_report import Choice, FitReport, read_fit


def test_a_report_comes_back_as_it_was_written() -> None:
    report = FitReport("RTX 4060", "/x/8gb.yaml", (Choice("Size", "512x512", "It fits."),), PLAN)
    assert read_fit(report.to_json()) == report


@pytest.mark.parametrize("text", ["", "[]", '{"gpu": 3}'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        read_fit(text)
