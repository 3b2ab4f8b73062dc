"""What is known of a clip beside its picture: the judged keyframes, and the stages on a time axis."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.plain_text import RichLabel
from vortex_gui.console.preview.details.keyframes import QWIDGETSIZE_MAX, KeyframesView
from vortex_gui.console.preview.details.timeline import TimelineView
from vortex_gui.console.preview.details.words import scores_words, time_words
from vortex_gui.console.state.slots.known_slots import KnownSlot

STRIP_HEIGHT = 108
MOST_TIMELINE = 300
LINES = 2 * 18 + 16
"""Height of the two lines of words, and of the space between keyframes and stages below each other."""
LEAST_STAGES = 92
"""Height of the stages where the keyframes need the room."""
WIDE = 510
"""From this width on the keyframes and the stages stand side by side."""


class ClipDetails(QWidget):
    """`outlier` is how far apart two scores may be before they are said to disagree."""

    def __init__(self, outlier: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outlier = outlier
        self._beside: tuple[int, int] | None = None
        self.keyframes, self.timeline = KeyframesView(self), TimelineView(self)
        self._flow = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(16)
        self.scores_line, self._judged = self._titled(self.keyframes)
        self.time_line, self._staged = self._titled(self.timeline)
        self._flow.addLayout(self._judged, 5)
        self._flow.addLayout(self._staged, 4)
        self.keyframes.reshaped.connect(self._lay_again)

    def show_slot(self, slot: KnownSlot | None) -> None:
        """Shows the slot's scores and stages."""
        report = slot.report if slot else None
        scores = report.verification if report else None
        if (scores.keyframes if scores else ()) != self.keyframes.keyframes:
            self.keyframes.show_scores(scores, self._outlier)
            self._lay_again()
        for line, words in ((self.scores_line, scores_words(report)), (self.time_line, time_words(report))):
            line.put(*words)
        self.show_stages(slot)

    def show_stages(self, slot: KnownSlot | None) -> None:
        """Shows the stages alone; an open one reaches to now."""
        begun = slot.row.started_at if slot else None
        now_ms = (steady_now() - begun) * 1e3 if slot and slot.is_running and begun else None
        due_s = slot.report.deadline.due_s if slot and slot.report else None
        if slot and due_s is None and slot.row.due_at and begun:
            due_s = slot.row.due_at - begun
        target_s = slot.report.target.target_s if slot and slot.report else None
        self.timeline.show_stages(
            slot.stages if slot else (), now_ms=now_ms, due_ms=_ms(due_s), target_ms=_ms(target_s)
        )

    def lay_beside(self, width: int, height: int) -> None:
        """A column of this size, beside the picture; abreast in one that is wide and low."""
        self._beside = (width, height)
        self._take_keyframes()
        self.setFixedWidth(width)
        flow = QBoxLayout.Direction
        if width >= WIDE and height < STRIP_HEIGHT + LEAST_STAGES + LINES:
            self._flow.setDirection(flow.LeftToRight)
            self._share(5, 4)
            self._size_strip(min(height - 18, STRIP_HEIGHT * 2))
        else:
            self._flow.setDirection(flow.TopToBottom)
            self._share(0, 0)
            self._size_column(width, height - LINES)

    def _size_column(self, width: int, height: int) -> None:
        """The keyframes as large as this width lets them be; the stages have the rest of the height."""
        wish = min(max(STRIP_HEIGHT, height // 4), MOST_TIMELINE)
        stages = wish if height >= 2 * STRIP_HEIGHT else max(LEAST_STAGES, height - STRIP_HEIGHT)
        frames = self.keyframes.grid_height(width, height - stages)
        self.keyframes.set_grid(frames)
        self.keyframes.setFixedHeight(frames)
        self.timeline.setFixedHeight(max(stages, height - frames))

    def _size_strip(self, height: int) -> None:
        self.keyframes.set_grid(height)
        self.keyframes.setFixedHeight(height)
        self.timeline.setFixedHeight(min(height, MOST_TIMELINE))

    def lay_below(self, width: int, surplus: int = 0) -> None:
        """Below the picture, abreast if there is room; `surplus` is height that the picture leaves."""
        self._lay_low(width)
        self._take_keyframes()
        if surplus and width >= WIDE:
            self._size_strip(STRIP_HEIGHT + surplus)
        else:
            self.keyframes.set_height(STRIP_HEIGHT)

    def lay_below_without_keyframes(self, width: int) -> None:
        """Below the picture, beside which the keyframes stand: they are its owner's to place."""
        self._lay_low(width)
        self._flow.setDirection(QBoxLayout.Direction.LeftToRight)
        self._judged.removeWidget(self.keyframes)

    def forget_needs(self) -> None:
        """After other heights were set inside.

        Qt renews what a nested layout needs with a later event. A scroll area asks before, and keeps the old
        figure.
        """
        for layout in (self._judged, self._staged, self._flow):
            layout.invalidate()
        self.updateGeometry()

    def _lay_again(self) -> None:
        """Other keyframes take other room."""
        if self._beside is not None:
            self.lay_beside(*self._beside)

    def _lay_low(self, width: int) -> None:
        self._beside = None
        flow = QBoxLayout.Direction
        self._flow.setDirection(flow.LeftToRight if width >= WIDE else flow.TopToBottom)
        self._share(5, 4)
        self.setMinimumWidth(0)
        self.setMaximumWidth(QWIDGETSIZE_MAX)
        self.timeline.setFixedHeight(STRIP_HEIGHT)

    def _share(self, keyframes: int, stages: int) -> None:
        self._flow.setStretch(0, keyframes)
        self._flow.setStretch(1, stages)

    def _take_keyframes(self) -> None:
        """Below the scores' line."""
        if self._judged.indexOf(self.keyframes) < 0:
            self._judged.insertWidget(1, self.keyframes)

    def _titled(self, content: QWidget) -> tuple[RichLabel, QVBoxLayout]:
        line = RichLabel()
        line.setProperty("muted", True)
        line.setFont(theme.ui_font(8.5))
        line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(line)
        column.addWidget(content)
        column.addStretch()  # without its content the line stays on top
        return line, column


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1e3
