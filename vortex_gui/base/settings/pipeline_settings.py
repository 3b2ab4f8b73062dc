"""The settings of the models: which run, where, and how they are loaded."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from vortex_gui.base.profile import Precision
from vortex_gui.base.roles import Role
from vortex_gui.base.settings.setting import Section, setting
from vortex_gui.base.settings.worker_wish import WorkersWish, checked_wish, known_device
from vortex_gui.base.words.translation import mark


class PipelineSettings(Section):
    """Which models run, and where."""

    profile: str = setting(
        "mini",
        mark("Profile"),
        mark(
            "Profile with the models to load: mini, mini-512, rtx3060, 8gb to 80gb, or your own .yaml file."
        ),
    )
    device: str = setting(
        "auto", mark("Device"), mark("auto, cpu, cuda or cuda:N; auto uses the profile's device.")
    )
    threads: int = setting(
        0, mark("Threads"), mark("CPU threads for the models; 0 uses all cores."), ge=0, le=256
    )
    workers: WorkersWish = setting(
        "auto",
        mark("Workers"),
        mark(
            "auto (one for each CUDA card, one on a CPU), a number, or a list such as "
            "[{device: cpu, threads: 2}, {device: cuda, profile: rtx3060}]; they share the threads. "
            "0 leaves every slot to other machines."
        ),
    )
    fall_back_to_mini: bool = setting(
        False,
        mark("Fall back to mini"),
        mark("Use the mini profile if this machine cannot run the chosen one."),
    )
    precision_overrides: dict[Role, Precision] = setting(
        {},
        mark("Precision by role"),
        mark("Overrides the profile's precision of a role, such as {clip_b: fp32}."),
    )
    clear_cache_over_soft: bool = setting(
        True,
        mark("Clear cache over the soft limit"),
        mark("Clear the cache when memory passes the soft limit."),
    )
    stall_limit_s: float = setting(
        300.0, mark("Stall limit"), mark("Seconds without progress until a slot fails."), gt=0, le=86_400
    )
    warm_up: Literal["on a card", "always", "never"] = setting(
        "on a card", mark("Warm up at start"), mark("Run each model before the worker is ready.")
    )
    keep_prepared: bool = setting(
        True,
        mark("Keep prepared weights"),
        mark("Keep quantised weights in the data folder (9 GB for rtx3060) for faster starts."),
    )
    compile_animator: bool = setting(
        False,
        mark("Compile the animator"),
        mark("Compile the animator during warm-up (a minute or more) for faster frames; needs a compiler."),
    )

    @field_validator("device")
    @classmethod
    def _is_known(cls, device: str) -> str:
        return known_device(device)

    @field_validator("workers", mode="before")
    @classmethod
    def _can_be(cls, found: object) -> object:
        return checked_wish(found)
