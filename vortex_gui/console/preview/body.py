"""Where the preview's parts stand: picture, controls and details, beside or below each other by the room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vortex_gui.base.report.checks import Check, failed
from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.plain_text import PlainLabel
from vortex_gui.console.preview.details.check_list import CheckList
from vortex_gui.console.preview.details.details import STRIP_HEIGHT, WIDE, ClipDetails
from vortex_gui.console.preview.details.keyframes import LEAST_STRIP
from vortex_gui.console.preview.playing.transport import TransportBar
from vortex_gui.console.preview.screen.video_view import LEAST_PICTURE
from vortex_gui.console.preview.waveform import WaveformView

BESIDE_WIDTH = 860
BESIDE_SHAPE = 1.3
"""At this width and this many times as wide as high, they stand beside the picture, which is then larger."""
COLUMN_WIDTH = 460
COLUMN = 150
"""From this width on, keyframes that have no room below the picture stand in a column beside it: most
pictures are square and leave that room free."""
LEAST_COLUMN = 560
"""Width of the details beside the picture, unless that is too narrow or leaves more."""
LEAST_BESIDE = 300
"""Height that the details take beside the picture."""
CHECKS_LINE = 22
"""Height of the line with the checks, with the space above it."""
SIDE_GAP = 16
"""Between the picture and what stands beside it."""
MOST_BESIDE = 0.4
"""Share of a wide and high preview that the details have beside the picture, at most."""
WIDE_COLUMN = 0.36
"""Share of a wide and low preview that keyframes have beside the picture."""
LOW_PICTURE = 230
"""Height of the picture before the details may take any of it."""
SPACING = 6
DETAILS_HEIGHT = STRIP_HEIGHT + 22
"""With the line above it."""


class PreviewBody(QScrollArea):
    """All below the head; in a low window the picture keeps its least size, the rest is scrolled to."""

    def __init__(
        self, video: QWidget, transport: TransportBar, waveform: WaveformView, details: ClipDetails
    ) -> None:
        super().__init__()
        self._video, self._transport, self._waveform, self._details = video, transport, waveform, details
        self.shape, self._room = 1.0, (0, 0)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inner())

    def _inner(self) -> QWidget:
        inner = QWidget()
        inner.setObjectName("panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        self._upper = QHBoxLayout()
        self._upper.setSpacing(SIDE_GAP)
        self._upper.addWidget(self._video, 1)
        column.addLayout(self._upper, 1)
        self._lower = QWidget()
        lower = self._lower_column = QVBoxLayout(self._lower)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(SPACING)
        for part in (self._transport, self._waveform, self._details):
            lower.addWidget(part)
        column.addWidget(self._lower)
        self.checks = CheckList()
        column.addWidget(self.checks)
        self.warnings = PlainLabel()
        self.warnings.setWordWrap(True)
        self.warnings.setObjectName("warnings")
        self.warnings.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.warnings)
        return inner

    def show_lower(self, seen: bool) -> None:
        """Controls and details, or the picture alone."""
        for part in (self._lower, self._details, self._details.keyframes):
            part.setVisible(seen)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Below the details, and on the waveform where one failed."""
        self.checks.show_checks(checks)
        self._waveform.show_faults([place for check in failed(checks) for place in check.at_s])

    def show_warnings(self, warnings: Sequence[str]) -> None:
        """Below all else, in the colour of warnings."""
        self.warnings.setVisible(bool(warnings))
        self.warnings.setText("\n".join(warnings))
        sheet = f"color: {theme.current().warn.name()};"
        if sheet != self.warnings.styleSheet():
            self.warnings.setStyleSheet(sheet)

    def place(self, width: int, height: int) -> None:
        """Fits the parts into a room of this size."""
        self._room = (width, height)
        has_height = height >= self._controls_height() + LEAST_BESIDE
        if width >= BESIDE_WIDTH and width >= BESIDE_SHAPE * height and has_height:
            most, left = round(width * MOST_BESIDE), self._left_of_picture(width, self._upper_height(height))
            self._stand_beside(min(most, max(LEAST_COLUMN, left)), self._upper_height(height))
        elif height < LOW_PICTURE + self._controls_height() + DETAILS_HEIGHT + SPACING:
            self._place_in_low(width, height)
        else:
            self._stand_below()
            self._details.lay_below(width, self._surplus(width, height))
        self._keep_controls_in_view(height)
        self._details.forget_needs()
        self._upper.invalidate()

    def note_shape(self, image: QImage) -> None:
        """The pictures to come are as wide, beside their height, as this one."""
        shape = image.width() / image.height() if not image.isNull() else self.shape
        if abs(shape - self.shape) > 0.01:
            self.shape = shape
            self.place(*self._room)

    def _place_in_low(self, width: int, height: int) -> None:
        """The details where a square picture leaves room beside it, else the keyframes alone."""
        upper = self._upper_height(height)
        left = self._left_of_picture(width, upper)
        if left >= WIDE and upper >= LEAST_PICTURE + SPACING:
            self._stand_beside(left, upper)
        elif self._left_of_picture(width, LOW_PICTURE) >= LEAST_STRIP and upper >= LOW_PICTURE:
            self._stand_beside(max(LEAST_STRIP, left), upper)
        elif width >= COLUMN_WIDTH:
            self._stand_below()
            self._details.lay_below_without_keyframes(width)
            self._upper.addWidget(self._details.keyframes)
            self._size_keyframes(width)
        else:
            self._stand_below()
            self._details.lay_below(width)

    def _size_keyframes(self, width: int) -> None:
        if width < BESIDE_WIDTH:
            self._details.keyframes.set_column(COLUMN)
        else:
            self._details.keyframes.set_grid(LEAST_PICTURE, round(width * WIDE_COLUMN))

    def _upper_height(self, height: int) -> int:
        """Of the picture, when the controls and nothing else stand below it."""
        return height - self._controls_height() - CHECKS_LINE

    def _left_of_picture(self, width: int, height: int) -> int:
        """Width beside a picture of this height."""
        return width - SIDE_GAP - round(height * self.shape)

    def _surplus(self, width: int, height: int) -> int:
        """Height that a picture as wide as the room leaves above the details."""
        used = self._controls_height() + DETAILS_HEIGHT + SPACING + CHECKS_LINE
        return max(0, height - used - round(width / self.shape))

    def _controls_height(self) -> int:
        return self._transport.sizeHint().height() + self._waveform.sizeHint().height() + 3 * SPACING

    def _keep_controls_in_view(self, height: int) -> None:
        """The picture takes what the controls leave of a low window, and the details are scrolled to.

        Where a whole line of them has no room, the picture takes that too: a line cut in half is no use.
        """
        upper = self._upper_height(height)
        if upper < LEAST_PICTURE:
            upper = max(LEAST_PICTURE, height - self._controls_height() + SPACING)
        self._video.setMinimumHeight(min(upper, LOW_PICTURE))

    def _stand_beside(self, width: int, height: int) -> None:
        self._move_details(self._upper, self._lower_column)
        self._details.lay_beside(width, height)

    def _stand_below(self) -> None:
        self._move_details(self._lower_column, self._upper)

    def _move_details(self, target: QBoxLayout, other: QBoxLayout) -> None:
        if target.indexOf(self._details) < 0:
            other.removeWidget(self._details)
            target.addWidget(self._details)
