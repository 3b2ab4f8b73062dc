"""When speech shows which kind of mouth, and how the renderer draws a frame of a motion plan.

Public names
    KINDS, SHAPES: the six kinds of mouths, and the phonemes that show them
    moments(speech, frames): frame and kind of each phoneme that has one, and of each pause
    drawn_pose(person, motion, frame) -> Pose: what a perfect animator would show
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from tools.mini.renderer.pose import Pose, rest_pose
from tools.mini.renderer.presenter import Presenter
from vortex_gui.models.contracts import PhonemeSpan, Speech
from vortex_gui.models.live_portrait.motion import MotionTrack, plan_motion

FPS = 24
KINDS = ("rest", "closed", "open", "wide", "round", "teeth")
SHAPES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys("mbp", "closed")
    | dict.fromkeys("ɑæa", "open")
    | dict.fromkeys("ieA", "wide")
    | dict.fromkeys("uoOʊw", "round")
    | dict.fromkeys("fv", "teeth")
)
"""Kokoro's alphabet: A is the vowel of day, O that of go."""
LEAST_PAUSE_S = 0.25


def frames_of(speech: Speech) -> int:
    return round(speech.waveform.size / speech.sample_rate * FPS)


def planned(speech: Speech, seed: int) -> MotionTrack:
    """The product's own plan for the whole of it."""
    return plan_motion(
        speech.waveform, speech.sample_rate, speech.phonemes, frames=frames_of(speech), fps=FPS, seed=seed
    )


def moments(speech: Speech, frames: int) -> Iterator[tuple[int, int]]:
    """Frame and kind of each phoneme that has one, and of the middle of each pause."""
    for span in speech.phonemes:
        if (shape := SHAPES.get(span.phoneme)) is not None:
            yield frame_of(span, frames), KINDS.index(shape)
    edges = [0.0, *(t for span in speech.phonemes for t in (span.start_s, span.end_s)), frames / FPS]
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin >= LEAST_PAUSE_S:
            yield frame_of(PhonemeSpan("", begin, end), frames), KINDS.index("rest")


def frame_of(span: PhonemeSpan, frames: int) -> int:
    """The one that shows the middle of it."""
    return min(int((span.start_s + span.end_s) / 2 * FPS), frames - 1)


def drawn_pose(person: Presenter, motion: MotionTrack, frame: int) -> Pose:
    """Lips open as planned; all else is added to the presenter's pose at rest."""
    rest = rest_pose(person)
    value = {name: float(getattr(motion, name)[frame]) for name in motion.__dataclass_fields__}
    return replace(
        rest,
        mouth_open=value["lip_open"],
        mouth_width=rest.mouth_width + value["lip_width"],
        mouth_round=float(np.clip(rest.mouth_round + value["lip_round"], 0, 1)),
        smile=rest.smile + value["smile"],
        brow=rest.brow + value["brow"],
        gaze_x=value["gaze_x"],
        gaze_y=-value["gaze_y"],
        blink=float(np.clip(1 - value["eye_open"], 0, 1)),
        # The renderer turns the other way about the vertical axis than LivePortrait counts.
        yaw=-value["yaw"],
        pitch=value["pitch"],
        roll=value["roll"],
        zoom=value["zoom"],
    )
