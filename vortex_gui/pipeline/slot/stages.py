"""What each stage of a slot does with the models and the buffers; each runs in a stage thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vortex_gui.base.profile import Profile, Rung
from vortex_gui.base.report import Verification
from vortex_gui.base.stages import stages_before
from vortex_gui.models.contracts import Performance
from vortex_gui.pipeline.resident.buffers import Buffers
from vortex_gui.pipeline.resident.device import Device
from vortex_gui.pipeline.resident.registry import ModelRegistry
from vortex_gui.pipeline.slot import frame_copies
from vortex_gui.pipeline.slot.clip_writer import ClipWriter
from vortex_gui.pipeline.slot.context import SlotContext
from vortex_gui.pipeline.slot.ladder import Work, choose_rung, work_of
from vortex_gui.pipeline.slot.pace import Pace
from vortex_gui.pipeline.slot.slot_folder import SlotFolder
from vortex_gui.pipeline.slot.speech_fit import cut_at_word, frame_count
from vortex_gui.pipeline.slot.verification import verify

SPOKEN_WORDS_PER_S = 2.5
"""For the first guess of a clip's length, before its speech is there."""


@dataclass(slots=True)
class Making:
    """A slot in the making: what its stages hand on to each other."""

    context: SlotContext
    folder: SlotFolder
    fps: int
    rung: Rung
    speech: Any = None
    sound: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    frames: int = 0
    face_finding: str = ""
    verification: Verification | None = None
    embedding: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))


class Stages:
    """Speech, actor, animation and verification over one resident set and its buffers."""

    def __init__(
        self, profile: Profile, device: Device, registry: ModelRegistry, buffers: Buffers, pace: Pace
    ) -> None:
        self._profile = profile
        self._device = device
        self._registry = registry
        self._buffers = buffers
        self._pace = pace

    def begin(self, context: SlotContext, folder: SlotFolder) -> Making:
        """A new slot on the best rung that its deadline allows; raises `DeadlineMissed`."""
        fps = context.recipe.slot_params.fps or self._profile.sizes.fps
        making = Making(context, folder, fps, self._profile.ladder[0])
        self._step_down(making, after=())
        return making

    def speech(self, making: Making, attempt: int) -> None:
        """Script → speech in the audio buffer, and with it the number of frames."""
        context, sizes = making.context, self._profile.sizes
        track, wished_s = context.recipe.audio_track, context.recipe.slot_params.duration_sec
        with (
            context.stage("speech", attempt),
            self._pace.timed("speech", len(track.script.split())),
            self._device.stream("speech"),
        ):
            speech = self._registry.get_model("kokoro").synthesize(
                track.script,
                voice=track.voice_id,
                speed=track.speed,
                emotion=track.emotion,
                seed=context.seed_for("speech"),
                on_chunk=lambda done, total: context.progress("speech", done, total),
            )
            for warning in speech.warnings:
                context.warn(warning)
            length_s = wished_s or sizes.max_duration_s
            sound = cut_at_word(speech, length_s)
            if sound.size < speech.waveform.size:
                context.warn(f"Script truncated to fit {length_s:g}s; the whole of it would take longer.")
            making.speech = speech
            making.sound = self._kept(sound)
            making.frames = frame_count(
                sound.size / sizes.sample_rate, wished_s, making.fps, sizes.max_frames
            )
            making.folder.write_speech(making.sound, sizes.sample_rate)

    def actor(self, making: Making) -> None:
        """Prompt → actor picture in the actor buffer."""
        context, sizes, spec = making.context, self._profile.sizes, self._profile.actor
        track = context.recipe.visual_track
        steps = making.rung.steps or spec.steps

        def on_step(step: int, total: int, preview: torch.Tensor | None) -> None:
            context.progress("actor", step, total)
            if preview is not None:
                context.listener.on_preview("actor", step, picture(preview))

        with context.stage("actor"), self._pace.timed("actor", steps), self._device.stream("actor"):
            drawn = self._registry.get_model("flux").generate(
                track.prompt,
                negative_prompt=track.negative_prompt,
                true_cfg=spec.true_cfg if track.negative_prompt.strip() else 1.0,
                steps=steps,
                seed=context.seed_for("actor"),
                height=sizes.height,
                width=sizes.width,
                on_step=on_step,
            )
            for warning in drawn.warnings:
                context.warn(warning)
            self._buffers.actor.copy_(drawn.image)
            making.folder.write_actor(picture((self._buffers.actor[0] * 255).round().to(torch.uint8)))

    def animation(self, making: Making, clip: ClipWriter) -> None:
        """Actor picture and speech → frames in the video buffer, and behind them the encoder."""
        context, animator = making.context, self._registry.get_model("liveportrait")
        self._step_down(making, after=stages_before("animation"))
        decoded = self._work(making)[making.rung.name]["animation"]
        with context.stage("animation"), self._pace.timed("animation", decoded):
            animation = animator.animate(
                self._buffers.actor,
                self._performance(making),
                batch=self._profile.animation_batch,
                every=making.rung.every,
            )
            making.face_finding = animation.face_finding
            for warning in animation.warnings:
                context.warn(warning)
            for done in frame_copies.bring(animation.chunks, self._buffers.video):
                clip.ready(done)
                context.progress("animation", done, making.frames)
                context.listener.on_preview("animation", done - 1, picture(self._buffers.video[done - 1]))

    def _performance(self, making: Making) -> Performance:
        return Performance(
            making.sound,
            self._profile.sizes.sample_rate,
            making.speech.phonemes,
            making.frames,
            making.fps,
            making.context.recipe.visual_track.expression_sequence,
            making.context.seed_for("animation"),
        )

    def verification(self, making: Making) -> None:
        """Keyframes against the prompt, by both CLIP models."""
        self._step_down(making, after=stages_before("verification"))
        context = making.context
        with context.stage("verification"), self._pace.timed("verification", 1):
            making.verification, making.embedding = verify(
                self._buffers.video[: making.frames],
                context.recipe.visual_track.prompt,
                self._registry.get_model("clip_b"),
                self._registry.get_model("clip_l"),
                self._profile.thresholds,
                wished=context.recipe.semantic_constraints.clip_threshold,
                on_model=lambda done, total: context.progress("verification", done, total),
            )

    def output(self, making: Making, clip: ClipWriter) -> None:
        """Waits for the encoder's last frame."""
        with making.context.stage("output"), self._pace.timed("output", 1):
            clip.close()

    def _step_down(self, making: Making, after: tuple[str, ...]) -> None:
        """Before a stage: the best rung that still meets the deadline; raises `DeadlineMissed`."""
        ladder = self._profile.ladder[self._profile.ladder.index(making.rung) :]
        remaining_s = making.context.remaining_s()
        making.rung = choose_rung(ladder, self._pace, self._work(making), remaining_s, after=after)

    def _work(self, making: Making) -> dict[str, Work]:
        """Units of work by rung and stage."""
        recipe = making.context.recipe
        words = len(recipe.audio_track.script.split())
        wished_s = recipe.slot_params.duration_sec or words / SPOKEN_WORDS_PER_S
        frames = making.frames or round(wished_s * making.fps)
        return {
            rung.name: work_of(rung, words=words, frames=frames, steps=self._profile.actor.steps)
            for rung in self._profile.ladder
        }

    def _kept(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        """Copies into the audio buffer; returns the buffer's view."""
        self._buffers.audio.zero_()
        self._buffers.audio[: sound.size].copy_(torch.from_numpy(sound))
        view: NDArray[np.float32] = self._buffers.audio[: sound.size].numpy()
        return view


def picture(channels_first: torch.Tensor) -> NDArray[np.uint8]:
    """uint8 (3,H,W) on any device → uint8 (H,W,3) in host memory, a copy."""
    array: NDArray[np.uint8] = channels_first.cpu().permute(1, 2, 0).contiguous().numpy().copy()
    return array
