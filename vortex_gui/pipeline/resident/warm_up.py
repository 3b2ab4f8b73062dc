"""Runs one model by itself until its time is steady, and tells the first and the steady time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from vortex_gui.base.profile import Profile
from vortex_gui.base.roles import Role
from vortex_gui.base.settings import PipelineSettings
from vortex_gui.models.live_portrait.motion import plan_motion
from vortex_gui.pipeline.resident.buffers import Buffers
from vortex_gui.pipeline.resident.registry import ModelRegistry

MAX_RUNS = 5
STEADY = 0.15
"""A run within 15 % of the one before it is steady."""
SENTENCE = "All the models are resident and warm."


def warm_up(
    role: Role,
    profile: Profile,
    settings: PipelineSettings,
    registry: ModelRegistry,
    buffers: Buffers,
    check: Callable[[], None],
) -> tuple[float, float]:
    """Seconds of the first run and of a steady one; `check` is called between runs and may raise."""
    if role == "liveportrait" and settings.compile_animator:
        registry.get_model(role).compile()  # the first run waits for the compiler
    run = _runs(profile, registry, buffers)[role]
    seconds: list[float] = []
    while len(seconds) < MAX_RUNS:
        check()
        began = time.perf_counter()
        run(registry.get_model(role))
        seconds.append(time.perf_counter() - began)
        if len(seconds) > 1 and abs(seconds[-1] - seconds[-2]) <= STEADY * seconds[-2]:
            break
    return seconds[0], min(seconds[1:])


def _runs(profile: Profile, registry: ModelRegistry, buffers: Buffers) -> dict[Role, Callable[[Any], None]]:
    sizes = profile.sizes

    def draw(flux: Any) -> None:
        flux.generate(
            "a presenter", steps=profile.actor.steps, seed=0, height=sizes.height, width=sizes.width
        )

    def speak(speaker: Any) -> None:
        speaker.synthesize(SENTENCE, voice=profile.voices[0], speed=1.0, emotion="neutral", seed=0)

    def animate(animator: Any) -> None:
        sound, batch = np.zeros(sizes.sample_rate, np.float32), profile.animation_batch
        motion = plan_motion(sound, sizes.sample_rate, frames=batch, fps=sizes.fps)
        portrait = animator.portrait(torch.full_like(buffers.actor, 0.5))
        for _ in animator.frames(portrait, motion, batch=batch):
            pass

    def judge(scorer: Any) -> None:
        scorer.embed_images(torch.zeros((5, 3, sizes.height, sizes.width), dtype=torch.uint8))
        scorer.embed_text("a presenter")

    return {"flux": draw, "kokoro": speak, "liveportrait": animate, "clip_b": judge, "clip_l": judge}
