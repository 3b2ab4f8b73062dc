"""The memory graph's legend: every layer's bytes now or under the cursor, painted in one go."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.tones import blend

ROW = 19
LOW_ROW = 16
SWATCH = 9
EDGE = 8
WIDTH = 206
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One line: a swatch (`None` for none; hollow when the layer is not drawn), a name, a figure."""

    name: str
    figure: str
    colour: QColor | None = None
    hollow: bool = False
    strong: bool = False
    alarm: QColor | None = None


class LegendView(QWidget):
    """Rows under a heading; `rows` and `heading` are set by the graph."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("memoryLegend")
        self.setAccessibleName(tr("Memory figures"))
        self._columns = 1
        self.heading = ""
        self.rows: tuple[LegendRow, ...] = ()
        self._ground_key: object = None
        self._painted_ground = QPixmap()

    def sizeHint(self) -> QSize:
        lines = -(-max(len(self.rows), 12) // self._columns)
        return QSize(WIDTH, round(LOW_ROW * lines + ROW + 2) if self._columns > 1 else ROW * (lines + 1))

    def set_columns(self, columns: int) -> None:
        """One column of fixed width beside the graph, or more columns of fixed height below it."""
        self._columns = columns
        policy = QSizePolicy.Policy
        if columns == 1:
            self.setSizePolicy(policy.Fixed, policy.Preferred)
            self.setMinimumSize(WIDTH, 0)
        else:
            self.setSizePolicy(policy.Expanding, policy.Fixed)
            self.setMinimumSize(0, self.sizeHint().height())
        self._ground_key = None
        self.updateGeometry()

    def show_rows(self, heading: str, rows: tuple[LegendRow, ...]) -> None:
        """Repaints if anything differs."""
        if (heading, rows) != (self.heading, self.rows):
            self.heading, self.rows = heading, rows
            self.update()

    def text(self) -> str:
        """What is shown, as lines of text."""
        return "\n".join([self.heading, *(f"{row.name}: {row.figure}" for row in self.rows)])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground())
        tones = theme.current()
        painter.setFont(theme.ui_font(8.5, bold=True))
        painter.setPen(tones.muted)
        painter.drawText(QRectF(EDGE, 0, self.width(), ROW), Qt.AlignmentFlag.AlignVCenter, self.heading)
        painter.setFont(theme.ui_font(self._points()))
        for index, row in enumerate(self.rows):
            painter.setPen(row.alarm or tones.text)
            painter.drawText(self._box(index), RIGHT, row.figure)

    def _ground(self) -> QPixmap:
        """Swatches and names, repainted only when they, the size or the theme change."""
        ratio = self.devicePixelRatioF()
        names = tuple((row.name, len(row.figure), row.hollow, row.strong) for row in self.rows)
        key = (names, self.size(), theme.current().name, ratio)
        if key != self._ground_key:
            self._ground_key = key
            self._painted_ground = QPixmap(self.size() * ratio)
            self._painted_ground.setDevicePixelRatio(ratio)
            self._painted_ground.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._painted_ground)
            for index, row in enumerate(self.rows):
                painter.setFont(theme.ui_font(self._points(), bold=row.strong))
                _paint_name(painter, self._box(index), row)
            painter.end()
        return self._painted_ground

    def _box(self, index: int) -> QRectF:
        lines = -(-max(1, len(self.rows)) // self._columns)
        step = min(float(ROW), (self.height() - ROW - 2) / lines)
        width = (self.width() - EDGE) / self._columns
        column, line = divmod(index, lines)
        return QRectF(EDGE + column * width, ROW + 2 + line * step, width - EDGE, step)

    def _points(self) -> float:
        return 9.0 if self._box(0).height() >= 16 else 8.5 if self._columns < 3 else 8.2


def _paint_name(painter: QPainter, box: QRectF, row: LegendRow) -> None:
    tones = theme.current()
    text = box
    if row.colour is not None:
        swatch = QRectF(round(box.left()) + 0.5, round(box.center().y() - SWATCH / 2) + 0.5, SWATCH, SWATCH)
        painter.setPen(tones.muted if row.hollow else blend(row.colour, tones.text, 0.25))
        painter.setBrush(Qt.BrushStyle.NoBrush if row.hollow else row.colour)
        painter.drawRect(swatch)
        text = box.adjusted(SWATCH + 6, 0, 0, 0)
    painter.setPen(tones.text if row.strong else tones.muted)
    room = text.width() - QFontMetricsF(painter.font()).horizontalAdvance(row.figure) - 4
    name = QFontMetricsF(painter.font()).elidedText(row.name, Qt.TextElideMode.ElideRight, room)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
