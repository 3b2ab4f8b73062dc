"""A profile's work in round numbers, so that a plan's arithmetic is checked without counting any network."""

from __future__ import annotations

from typing import Any

from torch import nn

from vortex_gui.base.plan.cards import Card
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.pipeline.plan.layout import Component, Layout
from vortex_gui.pipeline.plan.stage_work import StageWork, Work

CARD = Card(
    name="Round",
    memory_bytes=16_000_000_000,
    bandwidth_gb_s=100,
    tensor_tflops=1.0,
    tensor_acc16_tflops=2.0,
    bf16_tflops=0.5,
    fp32_tflops=0.25,
    source="made up",
)


class PlainWork(StageWork):
    """Stages of whole TFLOP in fp16, so that `CARD` takes them as many seconds; weights of 1 GB a role."""

    def __init__(self, profile: Profile, **changes: Work) -> None:
        self.profile = profile
        self.layout = Layout(COMPONENTS, flux={}, speech=None)
        self.speaking = changes.get("speaking", tflop(1, peak=100))
        self.actor_step = changes.get("actor_step", tflop(2, peak=300))
        self.actor_rest = changes.get("actor_rest", tflop(1, peak=200))
        self.frame = changes.get("frame", tflop(0.125, peak=50))
        self.portrait = changes.get("portrait", tflop(1, peak=70))
        self.verifying = changes.get("verifying", tflop(1, peak=400))


def tflop(number: float, *, peak: int = 0, moved: int = 0, precision: str = "fp16") -> Work:
    return Work({precision: round(number * 1e12)}, moved, peak)


def held(role: Any, name: str, network: nn.Module | None = None) -> Component:
    params = sum(p.numel() for p in network.parameters()) if network else None
    return Component(role, name, params, "fp16", 1_000_000_000, network)


def _part(**inner: nn.Module) -> nn.Module:
    whole = nn.Linear(7, 2)  # 16 numbers beside the inner ones
    for name, part in inner.items():
        setattr(whole, name, part)
    return whole


COMPONENTS = (
    held("flux", "transformer"),
    held("flux", "text_encoder_2", _part(shared=nn.Embedding(10, 5))),
    held("flux", "text_encoder", nn.Linear(9, 10)),
    held("flux", "vae", _part(encoder=nn.Linear(3, 7))),
    held("clip_l", "clip", _part(text_model=nn.Linear(9, 10))),
)


def profile(**changes: Any) -> Profile:
    """The reference profile with a clip of 64 frames, and round limits."""
    whole = load_profile("rtx3060")
    sizes = whole.sizes.model_copy(update={"max_duration_s": 2.0, "fps": 32, "width": 64, "height": 32})
    timeouts = {"speech_s": 1.0, "actor_s": 9.0, "animation_s": 9.0, "verification_s": 1.0, "slot_s": 30.0}
    return whole.model_copy(
        update={
            "sizes": sizes,
            "budgets": whole.budgets.model_copy(update=timeouts),
            "deadline_s": None,
            **changes,
        }
    )
