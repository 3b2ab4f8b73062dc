"""Paints a model as two lines: who it is and its state; its bytes beside the plan, or how far its load is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.look.labels import layer_label, phase_label
from vortex_gui.console.look.tones import blend
from vortex_gui.console.look.wordings import longest_that_fits
from vortex_gui.console.models.residency import LOOKS
from vortex_gui.console.state.workers.worker_status import ModelState
from vortex_gui.wire.protocol import LoadProgress

ROW = 36
EDGE = 10
ICON = 13
BAR_WIDTH = 64
MODEL_ROLE = Qt.ItemDataRole.UserRole
OVER_PLAN = 1.1
"""Measured bytes beyond this share of the plan are shown as a warning."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ModelDelegate(QStyledItemDelegate):
    """Draws the `ModelState` under `MODEL_ROLE`."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(300, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model: ModelState = index.data(MODEL_ROLE)
        tones = theme.current()
        box = QRectF(option.rect)
        flags = option.state
        painter.save()
        if flags & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, tones.selection)
        elif flags & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, tones.raised)
        painter.setPen(blend(tones.panel, tones.line, 0.6))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.fillRect(QRectF(box.left(), box.top() + 8, 3, box.height() - 16), tones.roles[model.role])
        upper = QRectF(box.left() + EDGE, box.top() + 1, box.width() - 2 * EDGE, 17)
        self._paint_name(painter, upper, model)
        self._paint_figures(painter, upper.translated(0, 16), model)
        painter.restore()

    def _paint_name(self, painter: QPainter, box: QRectF, model: ModelState) -> None:
        tones = theme.current()
        painter.setFont(theme.ui_font(9.5, bold=True))
        painter.setPen(tones.text)
        name = layer_label(model.role)
        painter.drawText(box, LEFT, name)
        used = QFontMetricsF(painter.font()).horizontalAdvance(name) + 10
        look = LOOKS[model.state]
        painter.setFont(theme.ui_font(8.5, bold=True))
        state_width = QFontMetricsF(painter.font()).horizontalAdvance(look.word) + 16
        colour = look.colour
        painter.setPen(blend(colour, tones.text, 0.2))
        painter.drawText(box, RIGHT, look.word)
        icons.stamp(
            painter, QPointF(box.right() - state_width + 4, box.center().y()), ICON, look.icon, colour
        )
        painter.setFont(theme.ui_font(8.5))
        painter.setPen(tones.muted)
        room = box.width() - used - state_width - 8
        metrics = QFontMetricsF(painter.font())
        texts = name_texts(model)
        text = longest_that_fits(texts, metrics.horizontalAdvance, room) or texts[-1]
        painter.drawText(
            box.adjusted(used, 0, 0, 0), LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        )

    def _paint_figures(self, painter: QPainter, box: QRectF, model: ModelState) -> None:
        tones, info = theme.current(), model.info
        painter.setFont(theme.ui_font(8.5))
        if model.fault:
            painter.setPen(tones.bad)
            metrics = QFontMetricsF(painter.font())
            painter.drawText(
                box, LEFT, metrics.elidedText(model.fault, Qt.TextElideMode.ElideRight, box.width())
            )
            return
        if model.load is not None and model.load.bytes_total:
            self._paint_load(painter, box, model.load)
            return
        planned, measured = (info.planned_bytes, info.measured_bytes) if info else (None, None)
        self._paint_bar(painter, QRectF(box.left(), box.center().y() - 3, BAR_WIDTH, 6), planned, measured)
        bytes_text = _bytes_text(planned, measured)
        painter.setPen(tones.warn if _is_over(planned, measured) else tones.text)
        painter.drawText(box.adjusted(BAR_WIDTH + 8, 0, 0, 0), LEFT, bytes_text)
        used = BAR_WIDTH + 8 + QFontMetricsF(painter.font()).horizontalAdvance(bytes_text) + 12
        painter.setPen(tones.muted)
        metrics = QFontMetricsF(painter.font())
        room = box.width() - used
        painter.drawText(box, RIGHT, longest_that_fits(times_texts(model), metrics.horizontalAdvance, room))

    def _paint_load(self, painter: QPainter, box: QRectF, load: LoadProgress) -> None:
        """Bytes loaded as a bar, then the step with its bytes and, at the right, the time left."""
        tones = theme.current()
        bar = QRectF(box.left(), box.center().y() - 3, BAR_WIDTH, 6)
        painter.fillRect(bar, theme.track())
        share = min(1.0, (load.bytes_done or 0) / (load.bytes_total or 1))
        painter.fillRect(QRectF(bar.left(), bar.top(), share * bar.width(), bar.height()), tones.info)
        metrics = QFontMetricsF(painter.font())
        room = box.width() - BAR_WIDTH - 8
        painter.setPen(tones.text)
        shown = longest_that_fits(load_texts(load), metrics.horizontalAdvance, room)
        painter.drawText(box.adjusted(BAR_WIDTH + 8, 0, 0, 0), LEFT, shown)

    def _paint_bar(self, painter: QPainter, bar: QRectF, planned: int | None, measured: int | None) -> None:
        """Measured bytes as a bar; a tick where the plan has it."""
        tones = theme.current()
        painter.fillRect(bar, theme.track())
        most = max(planned or 0, measured or 0) * 1.08
        if not most:
            return
        colour = tones.warn if _is_over(planned, measured) else tones.good
        painter.fillRect(
            QRectF(bar.left(), bar.top(), (measured or 0) / most * bar.width(), bar.height()), colour
        )
        if planned:
            x = bar.left() + planned / most * bar.width()
            painter.fillRect(QRectF(x - 1, bar.top() - 2, 2, bar.height() + 4), tones.text)


def _bytes_text(planned: int | None, measured: int | None) -> str:
    if measured is None and planned is None:
        return tr("size n/a")
    if planned is None:
        return words.size(measured)
    return tr("{measured} of {planned}", measured=words.size(measured), planned=words.size(planned))


def _is_over(planned: int | None, measured: int | None) -> bool:
    return bool(planned and measured and measured > planned * OVER_PLAN)


def name_texts(model: ModelState) -> tuple[str, ...]:
    """The checkpoint with its precision, with fewer and fewer of its folders; the fullest text first."""
    parts = model.checkpoint.split("/")
    names = ("/".join(parts[first:]) for first in range(len(parts)))
    return *(f"{name}  ·  {model.precision}" for name in names), parts[-1]


def load_texts(load: LoadProgress) -> tuple[str, ...]:
    """The step of a load with its bytes and the time left, once it is known; the fullest text first."""
    sizes = tr("{done} of {total}", done=words.size(load.bytes_done), total=words.size(load.bytes_total))
    step = f"{phase_label(load.phase)} {sizes}"
    if load.seconds_left is None:
        return step, sizes
    left = tr("{span} left", span=words.clock(load.seconds_left))
    return f"{step}  ·  {left}", f"{sizes}  ·  {left}", sizes


def times_texts(model: ModelState) -> tuple[str, ...]:
    """Load, first run and steady run in seconds as far as they were measured; the fullest text first."""
    info = model.info
    if info is None:
        return ()
    known = [
        tr(words, seconds=seconds)
        for words, seconds in (
            (mark("steady {seconds:.2f} s"), info.steady_s),
            (mark("first {seconds:.2f} s"), info.first_run_s),
            (mark("load {seconds:.2f} s"), info.load_s),
        )
        if seconds is not None
    ]
    return tuple("  ".join(reversed(known[:count])) for count in range(len(known), 0, -1))
