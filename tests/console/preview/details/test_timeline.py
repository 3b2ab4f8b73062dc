"""The stages on their time axis."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from vortex_gui.base.words.translation import use_catalogue
from vortex_gui.console.look import theme
from vortex_gui.console.look.tones import blend
from vortex_gui.console.preview.details.timeline import LABELS, OVER, TimelineView, _step_s
from vortex_gui.console.state.slots.stage_span import StageSpan


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(500, 118)
    view.show()
    return view


def reach(view: TimelineView, stage: str) -> tuple[int, int]:
    """First and last pixel column with a stage's colour in its lane."""
    picture = view.grab().toImage()
    colour = blend(theme.current().panel, theme.current().stages[stage], OVER)
    columns = [
        x
        for x in range(LABELS, picture.width())
        if any(picture.pixelColor(x, y) == colour for y in range(0, 100, 2))
    ]
    return columns[0], columns[-1]


def test_overlap_is_seen(view: TimelineView) -> None:
    view.show_stages([StageSpan("speech", 0, 4000), StageSpan("actor", 1000, 8000)])
    speech, actor = reach(view, "speech"), reach(view, "actor")
    assert speech[0] < actor[0] < speech[1] < actor[1]
    assert speech[1] - speech[0] == pytest.approx((actor[1] - actor[0]) * 4 / 7, abs=4)


def test_open_stage_reaches_to_now_and_grows(view: TimelineView) -> None:
    spans = [StageSpan("speech", 0, 4000), StageSpan("actor", 0, None)]
    view.show_stages(spans, now_ms=5000)
    before = view.grab().toImage()
    view.show_stages(spans, now_ms=9000)
    assert view.grab().toImage() != before
    assert "Actor: since 0.00 s" in view.accessibleDescription()


def test_deadline_near_the_end_is_drawn_and_a_far_one_does_not_shrink_the_stages(view: TimelineView) -> None:
    spans = [StageSpan("actor", 0, 8000)]
    view.show_stages(spans)
    bare = reach(view, "actor")
    view.show_stages(spans, due_ms=100_000)
    assert reach(view, "actor") == bare
    view.show_stages(spans, due_ms=10_000)
    assert reach(view, "actor")[1] < bare[1]


def test_the_target_has_a_line_of_its_own_beside_the_deadlines(view: TimelineView) -> None:
    spans = [StageSpan("actor", 0, 8000)]
    pictures = []
    for limits in ({}, {"due_ms": 10_000}, {"due_ms": 10_000, "target_ms": 4000}):
        view.show_stages(spans, **limits)
        pictures.append(view.grab().toImage())
    assert pictures[1] != pictures[0]
    assert pictures[2] != pictures[1]


def test_no_stages_are_no_fault(view: TimelineView) -> None:
    view.show_stages([])
    view.grab()
    assert view.accessibleDescription() == ""


def test_names_of_a_longer_language_are_not_clipped(view: TimelineView) -> None:
    plain = view._label_width()
    use_catalogue({"Verification": "Überprüfung des fertigen Bildes"})
    try:
        longer = QFontMetrics(theme.ui_font(8)).horizontalAdvance("Überprüfung des fertigen Bildes")
        assert view._label_width() >= longer + 8 > plain
    finally:
        use_catalogue({})


@pytest.mark.parametrize("end_s", [0.1, 12.0, 6000.0, 1e6, 1e12, 1e300])
def test_the_axis_never_has_more_ticks_than_fit(end_s: float) -> None:
    for ticks in (2, 7, 40):
        assert end_s / _step_s(end_s, ticks) <= ticks
