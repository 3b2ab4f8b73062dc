"""The status bar: worker, device, slot times, deadlines, queue, and the console's own health."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStatusBar, QWidget

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import theme, words
from vortex_gui.console.look.states import WORKER
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState

LATE_MS = 16.0
VERY_LATE_MS = 50.0
HEIGHT = 26
LEAST_WORKER, LEAST_DEVICE = 100, 68
"""Room for the longest word of the worker; the device's name may be cut, its tooltip has it whole."""
LEAST_WIDTH, OWN_FROM = 900, 1030
OWN = ("delay", "memory")
"""A developer's figures: shown from the second width on, and only where they are asked for or wrong."""
LOADING = mark("loading {place} of {total}")
PLAYING = mark("{count} (on air)")
WORKER_TIP = mark("State of the worker")


class Figure(QWidget):
    """A quiet caption and a figure beside it; painted, so that a change costs no new layout."""

    def __init__(
        self, caption: str, widest: str, tip: str, *, lamp: bool = False, least_width: int | None = None
    ) -> None:
        super().__init__()
        self.setAccessibleName(caption)
        set_tip(self, tip)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._tip = tip
        self._caption = caption
        self._widest = widest
        self._lamp = lamp
        self._least_width = least_width
        self.figure = ""
        self.colour: QColor | None = None

    def show_figure(self, figure: str, colour: QColor | None = None, tip: str = "") -> None:
        """Shows the figure, in a colour when it needs attention; `tip` replaces the tooltip."""
        if tip:
            set_tip(self, tip)
        if (figure, colour) != (self.figure, self.colour):
            self.figure, self.colour = figure, colour
            self.setAccessibleDescription(figure)
            self.update()

    def sizeHint(self) -> QSize:
        caption = QFontMetricsF(theme.ui_font(8.5)).horizontalAdvance(self._caption)
        figure = QFontMetricsF(theme.ui_font(9, bold=True)).horizontalAdvance(self._widest)
        return QSize(
            round(caption + figure + (14 if self._lamp else 0) + (6 if self._caption else 0)) + 2, HEIGHT - 4
        )

    def minimumSizeHint(self) -> QSize:
        """Room for caption and figure; words may be cut, the tooltip has them whole."""
        hint = self.sizeHint()
        return hint if self._least_width is None else hint.boundedTo(QSize(self._least_width, hint.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tones = theme.current()
        box = QRectF(self.rect())
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._lamp:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour or tones.idle)
            painter.drawEllipse(QPointF(box.left() + 5, box.center().y()), 4, 4)
            box.setLeft(box.left() + 14)
        if self._caption:
            painter.setFont(theme.ui_font(8.5))
            painter.setPen(tones.muted)
            painter.drawText(box, middle, self._caption)
            box.setLeft(box.left() + QFontMetricsF(painter.font()).horizontalAdvance(self._caption) + 6)
        painter.setFont(theme.ui_font(9, bold=True))
        painter.setPen(tones.text if self._lamp else self.colour or tones.text)
        text = QFontMetricsF(painter.font()).elidedText(self.figure, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, middle, text)


class StatusBar(QStatusBar):
    """Figures only: each says in its tooltip what it means."""

    def __init__(self, state: ConsoleState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setObjectName("statusBar")
        self.setSizeGripEnabled(False)
        self.setAccessibleName(tr("Status"))
        self._build()
        for signal in (state.worker.changed, state.figures.changed, state.loop_delay.changed):
            signal.connect(self.refresh)
        for signal in (state.slots.order_changed, state.rundown.current_changed):
            signal.connect(self.refresh)
        state.settings_changed.connect(self.refresh)
        theme.notifier().changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows what the state says."""
        self._refresh_worker()
        self._refresh_times()
        self._refresh_own()

    def minimumSizeHint(self) -> QSize:
        """The figures of the console itself give way in a narrow window."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), LEAST_WIDTH), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_own()

    @property
    def worker(self) -> Figure:
        return self._figures["worker"]

    def figures(self) -> dict[str, str]:
        """Each figure as it is shown, by its name."""
        return {name: figure.figure for name, figure in self._figures.items()}

    def _build(self) -> None:
        loading, playing = tr(LOADING, place=0, total=0), tr(PLAYING, count="0000")
        self._figures = {
            "worker": Figure("", loading, tr(WORKER_TIP), lamp=True, least_width=LEAST_WORKER),
            "device": Figure(
                tr("Device"),
                "NVIDIA GeForce 3060",
                tr("The device that the models run on"),
                least_width=LEAST_DEVICE,
            ),
            "times": Figure(
                tr("P50 / P95 / P99"),
                "000.0 / 000.0 / 000.0 s",
                tr("Time to generate a slot: 50 %, 95 % and 99 % of the finished slots took no longer"),
            ),
            "deadlines": Figure(
                tr("Met / missed"),
                "0000 / 000",
                tr("Slots that met or missed their deadline"),
            ),
            "not passed": Figure(tr("Not passed"), "000", tr("Finished slots that did not pass their check")),
            "queue": Figure(tr("Queue"), playing, tr("Queued slots")),
            "delay": Figure(tr("Window P99"), "000.0 ms", tr("Delay of this window's event loop")),
            "memory": Figure(tr("Console"), "000.0 MB", tr("Resident memory of this window's process")),
        }
        for name in ("worker", "device"):
            self.addWidget(self._figures[name])
        self.addWidget(QWidget(), 1)
        for name in ("times", "deadlines", "not passed", "queue", *OWN):
            self.addPermanentWidget(self._figures[name])
        if (layout := self.layout()) is not None:
            layout.setSpacing(12)
        self.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)

    def _refresh_worker(self) -> None:
        worker = self._state.worker
        look = WORKER[worker.state]
        name, load = look.word, worker.load
        if worker.state is WorkerState.LOADING and load is not None and load.total:
            name = tr(LOADING, place=min(load.done + 1, load.total), total=load.total)
        tip = worker.sentence or tr(WORKER_TIP)
        self.worker.show_figure(name, look.colour, tip)
        self._figures["device"].show_figure(worker.device or words.UNKNOWN)

    def _refresh_times(self) -> None:
        figures, tones = self._state.figures, theme.current()
        times = (figures.p50_s, figures.p95_s, figures.p99_s)
        shown = " / ".join("–" if value is None else f"{value:.1f}" for value in times)
        known = any(value is not None for value in times)
        self._figures["times"].show_figure(shown + " s" if known else words.UNKNOWN)
        kept = words.UNKNOWN if figures.met is None else f"{figures.met} / {figures.missed}"
        self._figures["deadlines"].show_figure(kept, tones.bad if figures.missed else None)
        self._figures["not passed"].show_figure(
            f"{figures.not_passed}", tones.doubt if figures.not_passed else None
        )
        self._figures["not passed"].setVisible(figures.not_passed > 0)
        paused, playing = self._state.slots.paused, self._state.rundown.on_air
        text = f"{figures.queued}"
        if figures.queued is None:
            text = words.UNKNOWN
        elif paused:
            text = tr("{count} (paused)", count=figures.queued)
        elif playing:
            text = tr(PLAYING, count=figures.queued)
        self._figures["queue"].show_figure(text, tones.warn if paused else tones.accent if playing else None)

    def _refresh_own(self) -> None:
        delay, tones = self._state.loop_delay, theme.current()
        colour = None
        if delay.p99_ms is not None and delay.p99_ms > LATE_MS:
            colour = tones.bad if delay.p99_ms > VERY_LATE_MS else tones.warn
        text = words.UNKNOWN if delay.p99_ms is None else _short_ms(delay.p99_ms)
        spread = (delay.p50_ms, delay.p99_ms, delay.max_ms)
        p50, p99, most = (words.UNKNOWN if value is None else f"{value:.1f}" for value in spread)
        tip = tr(
            "Delay of this window's event loop in the last minute: P50 {p50}, P99 {p99}, at most {most} ms",
            p50=p50,
            p99=p99,
            most=most,
        )
        self._figures["delay"].show_figure(text, colour, tip)
        self._figures["memory"].show_figure(words.size(self._state.figures.console_bytes))
        self._show_own()

    def _show_own(self) -> None:
        """Where there is room: all of them if asked for, else the delay once it is felt."""
        room = self.width() >= OWN_FROM
        asked = self._state.settings.console.developer_figures
        self._figures["delay"].setVisible(room and (asked or self._figures["delay"].colour is not None))
        self._figures["memory"].setVisible(room and asked)


def _short_ms(value: float) -> str:
    """No wider than its place however long it is."""
    return f"{value:.1f} ms" if value < 1000 else f"{value / 1000:.1f} s"
