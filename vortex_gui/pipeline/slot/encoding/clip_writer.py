"""Encodes a clip in a thread of its own, behind the animator, frame chunk by frame chunk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO, Self

import av
import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.captions import Cue
from vortex_gui.base.errors import OutputError
from vortex_gui.base.files.disk import NO_ROOM, refusal
from vortex_gui.base.files.own_files import lasting_path, new_file
from vortex_gui.base.formats import ENCODER_FACTS, VIDEO_ENCODERS, ClipSound, VideoEncoder
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.composition.compositor import Compositor
from vortex_gui.pipeline.composition.video_colours import in_video_colours, planar, tag_colours
from vortex_gui.pipeline.slot.encoding.encoders import usable_encoder
from vortex_gui.pipeline.slot.encoding.sound_track import sound_track
from vortex_gui.pipeline.slot.encoding.subtitle_track import SubtitleTrack

CLOSE_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the clip is encoded; `crf` is the constant rate factor, lower is better."""

    encoder: VideoEncoder = VIDEO_ENCODERS[0]
    crf: int = 18
    preset: str = "veryfast"
    sound: ClipSound = "24 kHz mono"

    def options_of(self, encoder: VideoEncoder) -> dict[str, str]:
        """An encoder's options: the settings that it understands, and its own."""
        facts, wished = ENCODER_FACTS[encoder], {"crf": str(self.crf), "preset": self.preset}
        return {**facts.options, **{name: wished[name] for name in facts.takes}}


class ClipWriter:
    """Writes `frames` (a uint8 (T,3,H,W) buffer) and `sound` (float32 mono) to `path`.

    The animator fills the buffer and calls `ready(count)`; the encoder's thread follows. `finish()` says
    that no frame comes any more, `close()` waits for the last one, `abort()` stops at the next one. The
    sound is cut or padded to the frames' length. A `compositor` lays each frame into the clip's picture.
    `captions` become a soft track. `open_file` makes the file. `check_disk` is called for every second of the
    clip, in the encoder's thread; it may raise `OutputError`.
    """

    def __init__(
        self,
        path: Path,
        frames: NDArray[np.uint8],
        sound: NDArray[np.float32],
        *,
        fps: int,
        sample_rate: int,
        encoding: Encoding,
        metadata: dict[str, str],
        compositor: Compositor | None = None,
        captions: Sequence[Cue] = (),
        check_disk: Callable[[], None] = lambda: None,
        open_file: Callable[[Path], IO[bytes]] = new_file,
    ) -> None:
        self._path = path
        self._frames = frames
        fitted = fit_sound(sound, frames.shape[0], fps, sample_rate)
        self._sound = sound_track(fitted, sample_rate, encoding.sound)
        self._fps = fps
        self._encoding = encoding
        self._format = ENCODER_FACTS[encoding.encoder].format
        self._metadata = metadata
        self._compositor = compositor
        self._captions = captions
        self._check_disk = check_disk
        self._open_file = open_file
        self._counts: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._aborted = threading.Event()
        self._fault: Exception | None = None
        self.encoded = 0
        """Frames that are in the file, or on their way."""
        self._thread = threading.Thread(target=self._run, name="clip-writer", daemon=True)
        self._thread.start()

    def ready(self, count: int) -> None:
        """The first `count` frames of the buffer are final. Raises `OutputError` if encoding has failed."""
        self._raise_fault()
        self._counts.put(count)

    def finish(self) -> None:
        """All frames are there; the encoder ends behind the last one."""
        self._counts.put(None)

    def is_over(self, wait_s: float) -> bool:
        """Whether the encoder has ended, well or not; waits for it at most so long."""
        self._thread.join(wait_s)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Waits until the file is whole; raises `OutputError`."""
        self._counts.put(None)
        self._thread.join(CLOSE_TIMEOUT_S)
        if self._thread.is_alive():
            self._aborted.set()
            raise OutputError(
                "output", tr("The encoder did not finish within {limit:g} s.", limit=CLOSE_TIMEOUT_S)
            )
        self._raise_fault()

    def abort(self) -> None:
        """Stops at the next frame and waits for the thread; the caller removes the half-written file."""
        self._aborted.set()
        self._counts.put(None)
        self._thread.join(CLOSE_TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        """Stops the thread whatever happened; after `close()` there is nothing left to stop."""
        self.abort()

    def _raise_fault(self) -> None:
        fault = self._fault
        if isinstance(fault, OutputError):
            raise fault
        if isinstance(fault, OSError) and fault.errno in NO_ROOM:
            sentence, remedy = refusal(self._path, fault)
            raise OutputError("output", sentence, remedy=remedy) from fault
        if fault is not None:
            raise OutputError(
                "output",
                tr("The clip could not be encoded ({why}).", why=getattr(fault, "strerror", None) or fault),
                remedy=tr("Check the free disk and the encoder in the settings."),
            ) from fault

    def _run(self) -> None:
        try:
            with self._open_file(self._path) as file:  # the encoder would follow a link at its path
                self._write(lasting_path(file, self._path))
        except Exception as error:  # the thread's border: raised at the next call
            self._fault = error

    def _write(self, path: str) -> None:
        made = self._format
        name = made.container or made.suffix[1:]
        with av.open(path, "w", name, options=dict(made.container_options)) as container:
            container.metadata.update(self._metadata)
            self._encode(container)

    def _encode(self, container: av.container.OutputContainer) -> None:
        video = self._video_stream(container)
        sound = self._sound
        audio = container.add_stream(self._format.audio_encoder, rate=sound.rate, layout=sound.layout)
        audio.bit_rate = 128_000
        text = self._text_track(container)
        sounded = 0
        while not self._aborted.is_set():
            count = self._counts.get()
            if count is None:
                break
            while self.encoded < count and not self._aborted.is_set():
                if self.encoded % self._fps == 0:
                    self._check_disk()
                self._mux_frame(container, video, self.encoded)
                self.encoded += 1
                sounded = self._mux_sound(container, audio, sounded, self.encoded)
                if text is not None:
                    text.mux_until(self.encoded / self._fps)
        container.mux(video.encode(None))
        container.mux(audio.encode(None))

    def _video_stream(self, container: av.container.OutputContainer) -> av.VideoStream:
        name = usable_encoder(self._encoding.encoder)
        stream = container.add_stream(name, rate=self._fps, options=self._encoding.options_of(name))
        stream.height, stream.width = self._size
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, self._fps)
        if tag := ENCODER_FACTS[name].tag:
            stream.codec_context.codec_tag = tag
        tag_colours(stream.codec_context)
        return stream

    def _text_track(self, container: av.container.OutputContainer) -> SubtitleTrack | None:
        if not (self._captions and self._format.text_encoder):
            return None
        length_s = self._frames.shape[0] / self._fps
        return SubtitleTrack(container, self._format.text_encoder, self._captions, length_s)

    def _mux_frame(self, container: av.container.OutputContainer, stream: av.VideoStream, index: int) -> None:
        frame = self._picture(self._frames[index])
        frame.pts = index
        frame.time_base = Fraction(1, self._fps)
        container.mux(stream.encode(frame))

    @property
    def _size(self) -> tuple[int, int]:
        """Height and width of the clip."""
        composed = self._compositor
        return self._frames.shape[2:] if composed is None else (composed.height, composed.width)

    def _picture(self, frame: NDArray[np.uint8]) -> av.VideoFrame:
        return (
            in_video_colours(planar(frame)) if self._compositor is None else self._compositor.compose(frame)
        )

    def _mux_sound(
        self, container: av.container.OutputContainer, stream: av.AudioStream, done: int, frames: int
    ) -> int:
        """Sends the samples that belong to the first `frames` frames; returns how many have been sent."""
        sound = self._sound
        end = min(sound.length, round(frames * sound.rate / self._fps))
        if end <= done:
            return done
        frame = sound.frame(done, end)
        container.mux(stream.encode(frame))
        return end


def fit_sound(sound: NDArray[np.float32], frames: int, fps: int, sample_rate: int) -> NDArray[np.float32]:
    """The sound cut or padded with silence to exactly the frames' length."""
    samples = round(frames * sample_rate / fps)
    fitted = np.zeros(samples, np.float32)
    fitted[: min(samples, sound.size)] = sound[:samples]
    return fitted
