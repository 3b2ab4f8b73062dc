"""A finished clip on the screen: its picture plays, with its waveform, captions, level and keyframes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.report.report import Report, SlotFiles
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.console.parts.background import Background
from vortex_gui.console.preview.clip_captions import ClipCaptions
from vortex_gui.console.preview.details.keyframes import KeyframesView, read_frames
from vortex_gui.console.preview.playing.player import ClipPlayer
from vortex_gui.console.preview.playing.transport import TransportBar
from vortex_gui.console.preview.screen.video_view import VideoView
from vortex_gui.console.preview.waveform import Sound, WaveformView, read_sound

LEVEL_WINDOW_S = 0.05


class ClipOnScreen(QObject):
    """One clip at a time. `sound_read` when its sound has been read, or could not be."""

    sound_read = Signal()

    def __init__(
        self,
        player: ClipPlayer,
        video: VideoView,
        transport: TransportBar,
        waveform: WaveformView,
        keyframes: KeyframesView,
    ) -> None:
        super().__init__(player)
        self._player, self._video, self._transport = player, video, transport
        self._waveform, self._keyframes = waveform, keyframes
        self.captions = ClipCaptions(player, video, transport.captions)
        self._report: Report | None = None
        self._sound: Sound | None = None
        self._sound_reading, self._frame_reading = Background(self), Background(self)
        self._sound_reading.answered.connect(self._on_sound)
        self._frame_reading.answered.connect(self._on_frames)
        player.moved.connect(self._on_moved)
        player.opened.connect(self._on_opened)
        player.failed.connect(self._on_failed)
        player.playing_changed.connect(self._on_playing)
        waveform.sought.connect(player.scrub)
        keyframes.chosen.connect(player.show_frame)

    def shows(self, report: Report) -> bool:
        return report is self._report

    def open(self, report: Report, files: SlotFiles, *, play: bool) -> None:
        """Opens the report's clip; sound and keyframes are read in the background."""
        self._report = report
        self._video.show_badge(tr("Opening …"))
        self._waveform.show_sound(None, note=tr("Reading the sound …"))
        self._transport.show_loudness(report.loudness)
        self._player.open(files.video, play=play)
        self._video.offer_clip(files.video)
        self.captions.open(files.vtt)
        speech, video = files.speech, files.video
        self._sound_reading.read(lambda: read_sound(speech if speech.exists() else video))
        if report.verification and report.verification.keyframes:
            indices = tuple(keyframe.index for keyframe in report.verification.keyframes)
            self._frame_reading.read(partial(read_frames, video, indices))

    def forget(self) -> None:
        """Lets the clip go; answers that still come are dropped."""
        if self._report is not None or self._player.path is not None:
            self._report = None
            self._player.close()
            self._video.offer_clip(None)
        self.captions.forget()
        self._sound_reading.forget()
        self._frame_reading.forget()
        self._sound = None
        self._waveform.show_sound(None, note=tr("The waveform comes with the finished clip."))
        self._transport.show_loudness(None)
        self._transport.set_reason(tr("There is no finished clip."))
        self._video.show_message("", "")

    def _on_opened(self, length_s: float) -> None:
        self._video.show_badge("")
        self._waveform.set_length(length_s)

    def _on_moved(self, position_s: float) -> None:
        self._waveform.set_position(position_s)
        if self._sound is not None and self._player.playing:
            level = self._sound.level(position_s - LEVEL_WINDOW_S, position_s)
            self._transport.meter.show_level(level * self._player.gain, clipped=level >= 0.999)

    def _on_playing(self, playing: bool) -> None:
        if not playing:
            self._transport.meter.fall_silent()

    def _on_failed(self, sentence: str, remedy: str) -> None:
        self._transport.set_reason(sentence)
        self._waveform.show_sound(None)
        self._video.show_badge("")
        self._video.show_message(tr("The clip cannot be shown"), joined(sentence, remedy))

    def _on_sound(self, answer: object) -> None:
        self._sound = answer if isinstance(answer, Sound) else None
        note = tr("The sound cannot be read.") if self._sound is None else tr("There is no sound.")
        self._waveform.show_sound(self._sound, self._player.length_s, note)
        self.sound_read.emit()

    def _on_frames(self, answer: object) -> None:
        if isinstance(answer, dict):
            self._keyframes.show_pictures(answer)
