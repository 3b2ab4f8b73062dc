"""The preview: the selected slot while it is made, then its clip with sound, scores, stages and files.

Made by the main window after its first paint, which then has it prepared: QtMultimedia and PyAV take a tenth
of a second each. Only a visible preview plays.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from vortex_gui.base.report import Report
from vortex_gui.console.look import theme
from vortex_gui.console.look.labels import stage_label
from vortex_gui.console.parts.background import Background
from vortex_gui.console.preview.details import ClipDetails
from vortex_gui.console.preview.head import PreviewHead
from vortex_gui.console.preview.keyframes import read_frames
from vortex_gui.console.preview.player import ClipPlayer
from vortex_gui.console.preview.transport import TransportBar
from vortex_gui.console.preview.video_view import VideoView
from vortex_gui.console.preview.waveform import Sound, WaveformView, read_sound
from vortex_gui.console.preview.words import end_words, queue_words
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.known_slots import KnownSlot
from vortex_gui.engine.facts.slots import SlotState

BESIDE_WIDTH = 880
BESIDE_SHAPE = 1.3
"""At this width and this many times as wide as high, they stand beside the picture, which is then larger."""
LEAST_PICTURE, LOW_PICTURE = 140, 230
"""Heights of the picture: never less, and as much before the details may take any of it."""
SPACING = 6
REPORT_WAIT_MS = 3000
"""A finished slot whose report has not come by then is told."""
RUNNING_MS = 100
"""How often a running slot's open stage grows on the time axis."""
LEVEL_WINDOW_S = 0.05


class PreviewView(QWidget):
    """Shows `state.selection`; asks for files, seed and another take through intents.

    `sound_read` when the clip's sound has been read, or could not be.
    """

    sound_read = Signal()

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewView")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._slot: KnownSlot | None = None
        self._shown_report: Report | None = None
        self._was_running = False
        self._just_made = False
        self._plays_again = False
        self._sound: Sound | None = None
        self.video = VideoView(self)
        self.player = ClipPlayer(self.video, self)
        self._sound_reading, self._frame_reading = Background(self), Background(self)
        self._growing = QTimer(self, interval=RUNNING_MS)
        self._growing.timeout.connect(lambda: self.details.show_stages(self._slot))
        self._build()
        self._connect()
        self._console = state.settings.console
        self.transport.set_loops(self._console.loop)
        self.transport.set_volume(self._console.volume)
        self._on_selected()

    def prepare(self) -> None:
        """Imports what playing needs and makes the player, while nothing is generated that it would delay."""
        self.player.prepare()
        import_module("av")

    def figures(self) -> str:
        """Scores, times and warnings as they are shown."""
        return f"{self.details.figures()}\n{self._warnings.text()}"

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, 6, theme.MARGIN, theme.GAP)
        column.setSpacing(SPACING)
        self.head = PreviewHead(self._intents)
        column.addWidget(self.head)
        column.addWidget(self._scrolled(), 1)

    def _scrolled(self) -> QScrollArea:
        """All below the head; in a low window the picture keeps its least size, the rest is scrolled to."""
        inner = QWidget()
        inner.setObjectName("panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        self._upper = QHBoxLayout()
        self._upper.setSpacing(16)
        self._upper.addWidget(self.video, 1)
        column.addLayout(self._upper, 1)
        self.transport = TransportBar(self.player, self)
        self.waveform = WaveformView(self)
        self.details = ClipDetails(self._state.profile.thresholds.outlier)
        self._lower = QWidget()
        lower = self._lower_column = QVBoxLayout(self._lower)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(SPACING)
        lower.addWidget(self.transport)
        lower.addWidget(self.waveform)
        lower.addWidget(self.details)
        column.addWidget(self._lower)
        self._warnings = QLabel()
        self._warnings.setWordWrap(True)
        self._warnings.setObjectName("warnings")
        self._warnings.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._warnings)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        return scroll

    def _connect(self) -> None:
        state = self._state
        state.selection.changed.connect(lambda _: self._on_selected())
        state.settings_changed.connect(self._on_settings)
        state.slots.added.connect(self._on_slot_added)
        state.slots.changed.connect(self._on_slot_changed)
        state.preview.pictured.connect(self._on_pictured)
        self.player.moved.connect(self._on_moved)
        self.player.opened.connect(self._on_opened)
        self.player.failed.connect(self._on_failed)
        self.player.playing_changed.connect(self._on_playing)
        self.video.clicked.connect(self.player.toggle)
        self.waveform.sought.connect(self.player.seek)
        self.details.keyframes.chosen.connect(self.player.show_frame)
        self._sound_reading.answered.connect(self._on_sound)
        self._frame_reading.answered.connect(self._on_frames)
        theme.notifier().changed.connect(self._refresh)

    # ── what comes in ────────────────────────────────────────────────────────────────────────

    def _on_selected(self) -> None:
        self._forget_clip()
        self._slot = self._state.selected_slot()
        self._was_running = self._slot is not None and self._slot.is_running
        self._just_made = False
        self._refresh()

    def _on_settings(self) -> None:
        """What was changed in the settings holds; what was set below the screen stays else."""
        before, self._console = self._console, self._state.settings.console
        if self._console.loop != before.loop:
            self.transport.set_loops(self._console.loop)
        if self._console.volume != before.volume:
            self.transport.set_volume(self._console.volume)

    def _on_slot_added(self, slot_id: int) -> None:
        if slot_id == self._state.selection.slot_id:
            self._on_selected()

    def _on_slot_changed(self, slot_id: int) -> None:
        if self._slot is not None and slot_id == self._slot.slot_id:
            self._refresh()

    def _on_pictured(self, slot_id: int) -> None:
        if self._slot is not None and slot_id == self._slot.slot_id and self.isVisible():
            self._show_latest_picture()

    def _on_opened(self, length_s: float) -> None:
        self.video.show_badge("")
        self.waveform.set_length(length_s)

    def _on_moved(self, position_s: float) -> None:
        self.waveform.set_position(position_s)
        if self._sound is not None and self.player.playing:
            level = self._sound.level(position_s - LEVEL_WINDOW_S, position_s)
            self.transport.meter.show_level(level * self.player.gain, clipped=level >= 0.999)

    def _on_playing(self, playing: bool) -> None:
        if not playing:
            self.transport.meter.fall_silent()

    def _on_failed(self, sentence: str, remedy: str) -> None:
        self.transport.set_reason(sentence)
        self.waveform.show_sound(None)
        self.video.show_badge("")
        self.video.show_message(self.tr("The clip cannot be shown"), f"{sentence} {remedy}")

    def _on_sound(self, answer: object) -> None:
        self._sound = answer if isinstance(answer, Sound) else None
        note = self.tr("The sound cannot be read.") if self._sound is None else self.tr("There is no sound.")
        self.waveform.show_sound(self._sound, self.player.length_s, note)
        self.sound_read.emit()

    def _on_frames(self, answer: object) -> None:
        if isinstance(answer, dict):
            self.details.keyframes.show_pictures(answer)

    # ── from state ───────────────────────────────────────────────────────────────────────────

    def _refresh(self) -> None:
        slot = self._slot
        running = slot is not None and slot.is_running
        if running and not self._was_running:
            self._forget_clip()
        self._just_made = self._just_made or (self._was_running and not running)
        self._growing.start() if running and self.isVisible() else self._growing.stop()
        self._refresh_lower()
        self.head.show_slot(slot)
        self.details.show_slot(slot)
        self._refresh_warnings()
        self._refresh_screen()
        self._was_running = running

    def _refresh_lower(self) -> None:
        """Controls and figures take no room while there is nothing that they could show."""
        slot = self._slot
        seen = slot is not None and bool(slot.is_running or slot.state is SlotState.DONE or slot.stages)
        self._lower.setVisible(seen)
        self.details.setVisible(seen)

    def _refresh_screen(self) -> None:
        slot = self._slot
        if slot is None:
            detail = self.tr("Generate a recipe, or choose a slot in the table.")
            self._say(self.tr("No slot is selected"), detail)
        elif slot.is_running:
            self._show_running(slot)
        elif slot.state is SlotState.DONE:
            self._show_done(slot)
        elif slot.state is SlotState.QUEUED:
            self._say(self.tr("Slot {0} is waiting").format(slot.slot_id), queue_words(slot))
        else:
            self._say(end_words(slot), "\n".join(filter(None, (slot.row.error, slot.row.remedy))))

    def _say(self, headline: str, detail: str) -> None:
        self._forget_clip()
        self.video.show_badge("")
        self.video.show_progress(None)
        self.video.show_message(headline, detail)

    def _show_running(self, slot: KnownSlot) -> None:
        stage = slot.stage
        tones = theme.current()
        done, total = slot.progress.get(stage, (0, 0)) if stage else (0, 0)
        words = stage_label(stage) if stage else self.tr("Starting")
        if total:
            words += "  " + self.tr("{0} of {1}").format(done, total)
        self.video.show_badge(words, tones.stages.get(stage or "", tones.accent))
        self.video.show_progress(done / total if total else None)
        if self._state.preview.latest(slot.slot_id) is None:
            headline = self.tr("Slot {0} is being made").format(slot.slot_id)
            self.video.show_message(
                headline, self.tr("The first picture comes with the first denoising step.")
            )
        elif self.video.image.isNull():
            self._show_latest_picture()

    def _show_latest_picture(self) -> None:
        slot = self._slot
        picture = self._state.preview.latest(slot.slot_id) if slot and slot.is_running else None
        if picture is not None:
            self.video.show_jpeg(picture.jpeg)

    def _show_done(self, slot: KnownSlot) -> None:
        report = slot.report
        self.video.show_progress(None)
        if report is None:
            self.video.show_badge(self.tr("Reading the report …"))
            QTimer.singleShot(REPORT_WAIT_MS, self, partial(self._tell_no_report, slot))
            return
        if report.files is None:
            self._say(self.tr("Slot {0} is done").format(slot.slot_id), self.tr("It has no files."))
            return
        if report is self._shown_report:
            return
        self._shown_report = report
        play = self._just_made and self._state.settings.console.autoplay
        self._just_made = False
        self._plays_again = play and not self.isVisible()
        self.video.show_badge(self.tr("Opening …"))
        self.waveform.show_sound(None, note=self.tr("Reading the sound …"))
        self.player.open(report.files.video, play=play and self.isVisible())
        speech, video = report.files.speech, report.files.video
        self._sound_reading.read(lambda: read_sound(speech if speech.exists() else video))
        if report.verification and report.verification.keyframes:
            indices = tuple(keyframe.index for keyframe in report.verification.keyframes)
            self._frame_reading.read(partial(read_frames, video, indices))

    def _tell_no_report(self, slot: KnownSlot) -> None:
        if slot is self._slot and slot.state is SlotState.DONE and slot.report is None:
            detail = self.tr("Its report is missing or cannot be read; look into its folder.")
            self._say(self.tr("Slot {0} is done").format(slot.slot_id), detail)

    def _forget_clip(self) -> None:
        if self._shown_report is not None or self.player.path is not None:
            self._shown_report = None
            self.player.close()
        self._sound_reading.forget()
        self._frame_reading.forget()
        self._sound = None
        self.waveform.show_sound(None, note=self.tr("The waveform comes with the finished clip."))
        self.transport.set_reason(self.tr("There is no finished clip."))
        self.video.show_message("", "")

    def _refresh_warnings(self) -> None:
        report = self._slot.report if self._slot else None
        warnings = report.warnings if report else ()
        self._warnings.setVisible(bool(warnings))
        self._warnings.setText("\n".join(warnings))
        sheet = f"color: {theme.current().warn.name()};"
        if sheet != self._warnings.styleSheet():
            self._warnings.setStyleSheet(sheet)

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
        self._place_details()
        self._keep_controls_in_view()

    def _keep_controls_in_view(self) -> None:
        """The picture takes what the controls leave of a low window, and the details are scrolled to."""
        below = self.transport.sizeHint().height() + self.waveform.sizeHint().height() + 3 * SPACING
        room = self.height() - self.head.height() - below - 2 * SPACING
        self.video.setMinimumHeight(min(max(LEAST_PICTURE, room), LOW_PICTURE))

    def _place_details(self) -> None:
        """Beside the picture where there is much width; else below it, abreast if there is room."""
        beside = self.width() >= BESIDE_WIDTH and self.width() >= BESIDE_SHAPE * self.height()
        target: QBoxLayout = self._upper if beside else self._lower_column
        if target.indexOf(self.details) < 0:
            (self._lower_column if beside else self._upper).removeWidget(self.details)
            target.addWidget(self.details)
        if beside:
            self.details.lay_beside(min(560, round(self.width() * 0.4)))
        else:
            self.details.lay_below(self.width())
