"""The controls below the screen: scrub bar, play, step, loop, time, captions, volume and level."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from vortex_gui.base.report.report import Loudness
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.parts.labels.time_label import TimeLabel
from vortex_gui.console.parts.level_meter import LevelMeter, loudness_words
from vortex_gui.console.parts.point_slider import PointSlider
from vortex_gui.console.preview.playing.player import ClipPlayer

SCRUB_STEPS_PER_S = 1000
LEAST_WIDTH = 308
"""All buttons and the time alone; a preview in the smallest window has 311."""


CAPTIONS_WIDTH = 380
"""From this width on their switch has room; the key works in any."""


class TransportBar(QWidget):
    """Drives a `ClipPlayer`. `reason` says why it is disabled; empty enables it.

    `turned` says how loud it is after a key changed that: a narrow bar shows no volume.
    """

    turned = Signal(str)

    def __init__(self, player: ClipPlayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._build()
        player.moved.connect(self._on_moved)
        player.playing_changed.connect(self._on_playing)
        player.opened.connect(self._on_opened)
        player.sound_changed.connect(self._on_sound)
        self.setMinimumWidth(LEAST_WIDTH)
        self.set_reason(tr("There is no clip to play."))

    def set_reason(self, reason: str) -> None:
        """Disables all controls with a reason in their tooltips, or enables them."""
        self._reason = reason
        for widget, tip in self._tips.items():
            widget.setEnabled(not reason)
            set_tip(widget, f"{tip}\n{reason}" if reason else tip)
        if reason:
            self._time.show_texts("–")
            with QSignalBlocker(self.scrub):
                self.scrub.setValue(0)
            self.meter.reset()

    def set_loops(self, loops: bool) -> None:
        """Whether the clip begins again at its end."""
        self.loop.setChecked(loops)
        self._player.set_loops(loops)

    def set_volume(self, percent: int) -> None:
        """Loudness, 0 to 100."""
        self.volume.setValue(percent)
        self._player.set_volume(percent)

    def turn(self, percent: int) -> None:
        """Louder or quieter by so much."""
        self.volume.setValue(self.volume.value() + percent)
        words = tr("Volume {percent} %", percent=self.volume.value())
        self.turned.emit(tr("{volume} · muted", volume=words) if self.mute.isChecked() else words)

    def set_captions(self, shown: bool) -> None:
        """Whether a clip's captions are laid over its picture."""
        self.captions.setChecked(shown)

    def show_loudness(self, loudness: Loudness | None) -> None:
        """What the clip's whole sound measures, beside its level."""
        self.meter.show_loudness(loudness)
        self.loudness.setText(short_loudness(loudness))
        set_tip(self.loudness, loudness_words(loudness))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.captions.setVisible(self.width() >= CAPTIONS_WIDTH)
        self.volume.setVisible(self.width() >= 540)
        self.meter.setVisible(self.width() >= 460)
        self.loudness.setVisible(self.width() >= 640)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.scrub = PointSlider(Qt.Orientation.Horizontal)
        self.scrub.setAccessibleName(tr("Position"))
        self.scrub.setFixedHeight(18)
        self.scrub.sliderPressed.connect(self._player.pause)
        self.scrub.valueChanged.connect(lambda value: self._player.scrub(value / SCRUB_STEPS_PER_S))
        self._tips: dict[QWidget, str] = {self.scrub: tr("Position in the clip")}
        player = self._player
        self.to_start = self._button("to-start", tr("Go to the start (0)"), "0")
        self.to_start.clicked.connect(lambda: player.seek(0.0))
        self.back = self._button("step-back", tr("One frame back (,)"), ",")
        self.back.clicked.connect(lambda: player.step(-1))
        self.play = self._button("play", tr("Play (K)"), "K")
        self.play.clicked.connect(lambda: player.toggle())
        self.forward = self._button("step-forward", tr("One frame forward (.)"), ".")
        self.forward.clicked.connect(lambda: player.step(1))
        self.loop = self._button("loop", tr("Loop the clip"), "")
        self.loop.setCheckable(True)
        self.loop.toggled.connect(player.set_loops)
        self.captions = QToolButton(self)
        icons.dress(self.captions, "captions")
        self.captions.setAccessibleName(tr("Show the captions (C)"))
        self.captions.setProperty("tight", True)
        self.captions.setCheckable(True)
        self.mute = self._button("volume", tr("Mute (M)"), "M")
        self.mute.setCheckable(True)
        self.mute.toggled.connect(self._on_muted)
        column.addWidget(self.scrub)
        column.addLayout(self._lower_row())

    def _lower_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(1)
        self._time = TimeLabel()
        self._time.setAccessibleName(tr("Time and frame"))
        self.volume = PointSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setFixedWidth(76)
        self.volume.setAccessibleName(tr("Volume"))
        self.volume.valueChanged.connect(self._on_volume)
        self._tips[self.volume] = tr("Volume")
        self.meter = LevelMeter()
        self.loudness = PlainLabel()
        self.loudness.setProperty("muted", True)
        self.loudness.setAccessibleName(tr("Loudness"))
        for button in (self.to_start, self.back, self.play, self.forward, self.loop):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._time, 1)
        row.addWidget(self.captions)
        row.addWidget(self.mute)
        row.addWidget(self.volume)
        row.addSpacing(10)
        row.addWidget(self.meter)
        row.addSpacing(6)
        row.addWidget(self.loudness)
        return row

    def _button(self, drawing: str, tip: str, key: str) -> QToolButton:
        button = QToolButton(self)
        icons.dress(button, drawing)
        button.setAccessibleName(tip)
        if key:
            button.setShortcut(key)
        button.setProperty("tight", True)
        self._tips[button] = tip
        return button

    def _on_opened(self, length_s: float) -> None:
        with QSignalBlocker(self.scrub):
            self.scrub.setRange(0, round(length_s * SCRUB_STEPS_PER_S))
            self.scrub.setSingleStep(round(SCRUB_STEPS_PER_S / self._player.fps))
            self.scrub.setPageStep(SCRUB_STEPS_PER_S)
        self.set_reason("")
        self._on_moved(0.0)

    def _on_moved(self, position_s: float) -> None:
        if not self.scrub.isSliderDown():
            with QSignalBlocker(self.scrub):
                self.scrub.setValue(round(position_s * SCRUB_STEPS_PER_S))
        length = self._player.length_s
        text = f"{_clock(position_s)} / {_clock(length)}"
        frame = tr("frame {frame}", frame=self._player.frame)
        self._time.show_texts(f"{text}  {frame}", text, _clock(position_s))

    def _on_sound(self, has_sound: bool) -> None:
        """The level is shown all the same: it is the clip's."""
        reason = "" if has_sound else "\n" + tr("No audio device was found: clips play without sound.")
        for widget, tip in ((self.mute, tr("Mute (M)")), (self.volume, tr("Volume"))):
            self._tips[widget] = tip + reason
        self.set_reason(self._reason)

    def _on_playing(self, playing: bool) -> None:
        tip = tr("Pause (K)") if playing else tr("Play (K)")
        icons.dress(self.play, "pause" if playing else "play")
        self._tips[self.play] = tip
        set_tip(self.play, tip)
        self.play.setAccessibleName(tip)

    def _on_muted(self, muted: bool) -> None:
        icons.dress(self.mute, "mute" if muted else "volume")
        self._player.set_muted(muted)

    def _on_volume(self, percent: int) -> None:
        self._player.set_volume(percent)


def short_loudness(loudness: Loudness | None) -> str:
    """The integrated loudness alone; empty where it is not known."""
    if loudness is None or loudness.lufs is None:
        return ""
    return tr("{lufs:.1f} LUFS", lufs=loudness.lufs)


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}.{int(seconds * 100) % 100:02d}"
