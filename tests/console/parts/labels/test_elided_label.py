"""A label that gives way says the whole of its text in its tooltip."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.labels.elided_label import LEAST_WIDTH, ElidedLabel


def test_text_without_room_ends_in_an_ellipsis_and_stays_whole_in_the_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("12,000 queued · 100,000 finished · 3 will be late")
    assert label.minimumSizeHint().width() == LEAST_WIDTH < label.sizeHint().width()
    assert label.toolTip() == label.accessibleName() == label.text()
    label.resize(label.sizeHint())
    whole = label.grab().toImage()
    label.resize(label.minimumSizeHint())
    assert label.grab().toImage() != whole.copy(0, 0, LEAST_WIDTH, whole.height())
    label.setText("")
    assert label.minimumSizeHint().width() < LEAST_WIDTH


def test_shorter_wording_stands_for_a_text_without_room(qtbot: QtBot) -> None:
    label, short = ElidedLabel(), ElidedLabel()
    for each in (label, short):
        qtbot.addWidget(each)
    label.setText("12,000 queued · 100,000 finished · 3 will be late", "3 will be late")
    short.setText("3 will be late")
    assert label.text() == label.toolTip() == "12,000 queued · 100,000 finished · 3 will be late"
    assert label.minimumSizeHint() == short.sizeHint()
    for each in (label, short):
        each.resize(short.sizeHint())
    assert label.grab().toImage() == short.grab().toImage()
