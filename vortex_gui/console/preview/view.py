"""The preview: the selected slot while it is made, then its clip with sound, scores, stages and files.

Only a visible preview plays.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

from PySide6.QtCore import QMargins, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.labels import stage_label
from vortex_gui.console.preview.body import SPACING, PreviewBody
from vortex_gui.console.preview.clip import ClipOnScreen
from vortex_gui.console.preview.details.details import ClipDetails
from vortex_gui.console.preview.details.words import end_words, queue_words
from vortex_gui.console.preview.head import PreviewHead
from vortex_gui.console.preview.playing.marks import Marks
from vortex_gui.console.preview.playing.player import ClipPlayer
from vortex_gui.console.preview.playing.player_keys import Controls, PlayerKeys
from vortex_gui.console.preview.playing.shuttle import Shuttle
from vortex_gui.console.preview.playing.transport import TransportBar
from vortex_gui.console.preview.screen.screen import PreviewScreen
from vortex_gui.console.preview.screen.video_view import VideoView
from vortex_gui.console.preview.waveform import WaveformView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.engine.facts.slots import SlotState

MARGINS = QMargins(theme.MARGIN, 6, theme.MARGIN, theme.GAP)
REPORT_WAIT_MS = 3000
"""So long the view waits for a finished slot's report before it says that there is none."""
RUNNING_MS = 100
"""How often a running slot's open stage grows on the time axis."""


class PreviewView(QWidget):
    """Shows `state.selection`; asks for files, seed and another take through intents."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewView")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._slot: KnownSlot | None = None
        self._was_running = False
        self._just_made = False
        self._plays_again = False
        self.video = VideoView(self)
        self.picture = PreviewScreen(state, self.video, self)
        self.player = ClipPlayer(self.video, self)
        self._growing = QTimer(self, interval=RUNNING_MS)
        self._growing.timeout.connect(lambda: self.details.show_stages(self._slot))
        self._build()
        self._connect()
        self._console = state.settings.console
        self.transport.set_loops(self._console.loop)
        self.transport.set_volume(self._console.volume)
        self.transport.set_captions(self._console.captions)
        self._on_selected()
        self.picture.refresh()

    def prepare(self) -> None:
        """Imports what playing needs and makes the player, while nothing is generated that it would delay."""
        self.player.prepare()
        import_module("av")

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGINS)
        column.setSpacing(SPACING)
        self.head = PreviewHead(self._state.profile, self._intents)
        self.transport = TransportBar(self.player, self)
        self.waveform = WaveformView(self)
        self.details = ClipDetails(self._state.profile.thresholds.outlier)
        self.clip = ClipOnScreen(
            self.player, self.video, self.transport, self.waveform, self.details.keyframes
        )
        self.shuttle, self.marks = Shuttle(self.player, self), Marks(self.player, self)
        self._serve_keys()
        self.body = PreviewBody(self.picture, self.transport, self.waveform, self.details)
        column.addWidget(self.head)
        column.addWidget(self.body, 1)

    def _serve_keys(self) -> None:
        """Wherever the keyboard is in the preview; a button keeps Space, a slider its arrows."""
        keys = PlayerKeys(Controls(self.player, self.shuttle, self.marks, self.transport), self)
        keys.serve(self.video, self.transport.scrub)
        keys.serve(*self.transport.findChildren(QAbstractButton), but=("Space",))
        keys.serve(*self.head.findChildren(QAbstractButton), but=("Space",))
        keys.serve(self.transport.volume, but=("Left", "Right", "Up", "Down", "Home", "End"))
        keys.serve(self.details.keyframes, but=("Left", "Right", "Space"))
        self.waveform.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.waveform.setFocusProxy(self.video)
        self.setFocusProxy(self.video)

    def _connect(self) -> None:
        state = self._state
        state.selection.changed.connect(self._on_selected)
        state.settings_changed.connect(self._on_settings)
        state.slots.added.connect(self._on_slot_added)
        state.slots.changed.connect(self._on_slot_changed)
        state.slots.many_changed.connect(self._on_many_changed)
        state.slots.order_changed.connect(self._on_order_changed)
        state.preview.pictured.connect(self._on_pictured)
        self.video.clicked.connect(self.shuttle.toggle)
        self.video.framed.connect(self.body.note_shape)
        self.picture.offered.connect(self.head.all_running.setVisible)
        self.picture.changed.connect(self._on_picture)
        self.picture.multiview.chosen.connect(lambda slot_id: self._intents.select(slot_id))
        state.workers.chosen_changed.connect(self._on_worker_chosen)
        self.picture.multiview.entered.connect(self.head.all_running.click)
        self.head.all_running.toggled.connect(self.picture.show_all)
        self.body.checks.sought.connect(self.player.scrub)
        self.shuttle.changed.connect(self._show_speed)
        self.transport.turned.connect(self.video.show_passing)
        self.marks.changed.connect(lambda: self.waveform.show_marks(self.marks.in_s, self.marks.out_s))
        theme.notifier().changed.connect(self._refresh)

    # ── what comes in ────────────────────────────────────────────────────────────────────────

    def _on_selected(self) -> None:
        self.clip.forget()
        self._slot = self._state.selected_slot()
        self._was_running = self._slot is not None and self._slot.is_running
        self._just_made = False
        self._refresh()

    def _on_picture(self, shown: QWidget) -> None:
        self.setFocusProxy(shown)
        self._refresh_lower()

    def _on_worker_chosen(self) -> None:
        """While a running slot is shown, choosing a worker shows the slot that this worker generates."""
        here = self._state.running_here()
        if here is not None and here is not self._slot and self._slot is not None and self._slot.is_running:
            self._intents.select(here.slot_id)

    def _on_settings(self) -> None:
        """Takes over the settings that changed; the others stay as the operator set them below the screen."""
        before, self._console = self._console, self._state.settings.console
        if self._console.loop != before.loop:
            self.transport.set_loops(self._console.loop)
        if self._console.volume != before.volume:
            self.transport.set_volume(self._console.volume)
        if self._console.captions != before.captions:
            self.transport.set_captions(self._console.captions)

    def _on_slot_added(self, slot_id: int) -> None:
        if slot_id == self._state.selection.slot_id:
            self._on_selected()

    def _on_slot_changed(self, slot_id: int) -> None:
        if self._slot is not None and slot_id == self._slot.slot_id:
            self._refresh()

    def _on_many_changed(self, slot_ids: frozenset[int]) -> None:
        slot_id = self._state.selection.slot_id
        if slot_id in slot_ids:
            self._on_selected() if self._slot is None else self._refresh()

    def _on_order_changed(self) -> None:
        if self._slot is not None and self._slot.state is SlotState.QUEUED:
            self._refresh()

    def _on_pictured(self, slot_id: int) -> None:
        if self._slot is not None and slot_id == self._slot.slot_id and self.isVisible():
            self._show_latest_picture()

    # ── from state ───────────────────────────────────────────────────────────────────────────

    def _refresh(self) -> None:
        slot = self._slot
        running = slot is not None and slot.is_running
        if running and not self._was_running:
            self.clip.forget()
        self._just_made = self._just_made or (self._was_running and not running)
        self._growing.start() if running and self.isVisible() else self._growing.stop()
        self._refresh_lower()
        self.head.show_slot(slot)
        self.details.show_slot(slot)
        self._refresh_warnings()
        self._refresh_screen()
        self._was_running = running

    def _refresh_lower(self) -> None:
        """Hides controls and figures while they have nothing to show, or while several pictures are shown."""
        slot, one = self._slot, self.picture.currentWidget() is self.video
        has_some = slot is not None and bool(slot.is_running or slot.state is SlotState.DONE or slot.stages)
        self.body.show_lower(one and has_some)

    def _refresh_screen(self) -> None:
        slot = self._slot
        if slot is None:
            detail = tr("Generate a recipe, or choose a slot in the table.")
            self._say(tr("No slot is selected"), detail)
        elif slot.is_running:
            self._show_running(slot)
        elif slot.state is SlotState.DONE:
            self._show_done(slot)
        elif slot.state is SlotState.QUEUED:
            self._say(tr("Slot {slot_id} is queued", slot_id=slot.slot_id), queue_words(slot))
        else:
            self._say(end_words(slot), "\n".join(filter(None, (slot.row.error, slot.row.remedy))))

    def _say(self, headline: str, detail: str) -> None:
        self.clip.forget()
        self.video.show_badge("")
        self.video.show_progress(None)
        self.video.show_message(headline, detail)

    def _show_running(self, slot: KnownSlot) -> None:
        stage = slot.stage
        tones = theme.current()
        done, total = slot.progress.get(stage, (0, 0)) if stage else (0, 0)
        words = stage_label(stage) if stage else tr("Starting")
        if total:
            words += "  " + tr("{done} of {total}", done=done, total=total)
        self.video.show_badge(words, tones.stages.get(stage or "", tones.accent))
        self.video.show_progress(done / total if total else None)
        if self._state.preview.latest(slot.slot_id) is None:
            headline = tr("Generating slot {slot_id}", slot_id=slot.slot_id)
            self.video.show_message(headline, tr("The first picture comes with the first denoising step."))
        elif self.video.image.isNull():
            self._show_latest_picture()

    def _show_speed(self, speed: int) -> None:
        self.video.show_badge("" if speed in (0, 1) else tr("{speed} ×", speed=speed))

    def _show_latest_picture(self) -> None:
        slot = self._slot
        picture = self._state.preview.latest(slot.slot_id) if slot and slot.is_running else None
        if picture is not None:
            self.video.show_jpeg(picture.jpeg)

    def _show_done(self, slot: KnownSlot) -> None:
        report = slot.report
        self.video.show_progress(None)
        if report is None:
            self.video.show_badge(tr("Reading the report …"))
            QTimer.singleShot(REPORT_WAIT_MS, self, partial(self._tell_no_report, slot))
            return
        if report.files is None:
            self._say(tr("Slot {slot_id} is done", slot_id=slot.slot_id), tr("It has no files."))
            return
        if self.clip.shows(report):
            return
        play = self._just_made and self._state.settings.console.autoplay
        self._just_made = False
        self._plays_again = play and not self.isVisible()
        self.clip.open(report, report.files, play=play and self.isVisible())

    def _tell_no_report(self, slot: KnownSlot) -> None:
        if slot is self._slot and slot.state is SlotState.DONE and slot.report is None:
            detail = tr("Its report is missing or cannot be read; look into its folder.")
            self._say(tr("Slot {slot_id} is done", slot_id=slot.slot_id), detail)

    def _refresh_warnings(self) -> None:
        report = self._slot.report if self._slot else None
        self.body.show_checks(report.checks if report else ())
        self.body.show_warnings(report.warnings if report else ())

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────────

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_latest_picture()
        if self._slot is not None and self._slot.is_running:
            self._growing.start()
        if self._plays_again:
            self.player.play()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._growing.stop()
        self._plays_again = self.player.playing
        self.player.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inner = self.rect().marginsRemoved(MARGINS)
        self.body.place(inner.width(), inner.height() - self.head.height() - SPACING)
