"""What each stage of a slot takes: operations, bytes that must move, peak of living activations."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from vortex_gui.base.plan.cards import ON_CPU, Card
from vortex_gui.base.profile import Profile, Rung
from vortex_gui.base.roles import Role
from vortex_gui.base.stages import Stage
from vortex_gui.base.words.amounts import GB
from vortex_gui.models.animators.kinds import ANIMATORS, LIVE_PORTRAIT, AnimatorKind, declared_animator
from vortex_gui.models.contracts import KEYFRAMES
from vortex_gui.models.live_portrait.checkpoint import read_config
from vortex_gui.models.live_portrait.folded.folded_warping import FoldedWarping
from vortex_gui.models.live_portrait.networks.config import NetworkSizes
from vortex_gui.models.painting.painted_size import enlargement
from vortex_gui.pipeline.plan.cost import Cost, count
from vortex_gui.pipeline.plan.layout import Component, Layout, config_folder, layout

if TYPE_CHECKING:
    from transformers import CLIPConfig, CLIPModel

TOKENS_PER_SECOND = 15
"""Phonemes of a second of English speech, roughly."""


@dataclass(frozen=True, slots=True)
class Work:
    """Operations by the precision they compute in, bytes that must move, and peak of living activations."""

    flop: dict[str, int]
    bytes: int
    peak_bytes: int

    @property
    def total(self) -> int:
        """Operations of all precisions."""
        return sum(self.flop.values())

    def times(self, number: int) -> Work:
        """The same work done `number` times, one after the other."""
        return Work({p: flop * number for p, flop in self.flop.items()}, self.bytes * number, self.peak_bytes)

    def then(self, other: Work) -> Work:
        """This work and, behind it, another."""
        flop = {p: self.flop.get(p, 0) + other.flop.get(p, 0) for p in self.flop | other.flop}
        return Work(flop, self.bytes + other.bytes, max(self.peak_bytes, other.peak_bytes))

    def floor_s(self, card: Card) -> float:
        """Seconds below which the card cannot go: arithmetic at its peak, or bytes at its bandwidth."""
        arithmetic = sum(flop / card.rate(precision) for precision, flop in self.flop.items())
        return max(arithmetic, self.bytes / (card.bandwidth_gb_s * GB))


@dataclass(slots=True)
class Counted:
    """What was counted for one profile, for another one with the same checkpoints at any precision and size.

    Counting takes seconds, and a pass takes the same at a precision that computes in numbers of one width.
    """

    passes: dict[str, Cost] = field(default_factory=dict)
    layouts: dict[tuple[tuple[str, ...], ...], Layout] = field(default_factory=dict)

    def layout(self, profile: Profile, animators: Mapping[str, AnimatorKind]) -> Layout:
        """The profile's layout, built once for its checkpoints and precisions."""
        key = tuple((role, spec.checkpoint, spec.precision) for role, spec in profile.roles.items())
        if key not in self.layouts:
            self.layouts[key] = layout(profile, animators)
        return self.layouts[key]


class StageWork:
    """One profile's layout with the work of its stages; what stands in `counted` is not counted again."""

    def __init__(
        self,
        profile: Profile,
        animators: Mapping[str, AnimatorKind] = ANIMATORS,
        *,
        counted: Counted | None = None,
    ) -> None:
        self.profile = profile
        self.counted = counted or Counted()
        self.layout = self.counted.layout(profile, animators)
        self.frame, self.portrait = self._animator()
        self.actor_step, self.actor_rest = self._actor()
        self.verifying = self._verification()
        self.speaking = self._speech()

    def frames(self, rung: Rung) -> int:
        """Frames of the longest clip that are drawn on a rung; the others are blended."""
        return math.ceil(self.profile.sizes.max_frames / rung.every)

    def of(self, stage: Stage, rung: Rung) -> Work:
        """The work of a stage for the longest clip on a rung; without operations where none are counted."""
        sizes = self.profile.sizes
        steps = rung.steps or self.profile.actor.steps
        counted: Mapping[Stage, Work] = {
            "speech": self.speaking,
            "actor": self.actor_step.times(steps).then(self.actor_rest),
            "animation": self.frame.times(self.frames(rung)).then(self.portrait),
            "verification": self.verifying,
            "output": Work({}, 3 * sizes.height * sizes.width * sizes.max_frames, 0),
        }
        return counted.get(stage, Work({}, 0, 0))

    def _actor(self) -> tuple[Work, Work]:
        """One denoising step, and all around the steps: text encoders before, picture decoder behind."""
        parts = {name: self.layout.of("flux", name)[0] for name in ("transformer", "text_encoder", "vae")}
        t5 = self.layout.of("flux", "text_encoder_2")[0]
        transformer = parts["transformer"]
        size = f"{self.profile.sizes.width}x{self.profile.sizes.height}"
        step = self._cost(
            f"step {size}", transformer, _transformer_pass(transformer, self.layout, self.profile)
        )
        text = self._cost("t5", t5, lambda net: net(_tokens(self.layout.flux["actor"]["text_tokens"])))
        limit = self.layout.flux["text_encoder"]["max_position_embeddings"]
        clip = self._cost("text", parts["text_encoder"], lambda net: net(_tokens(limit)))
        vae = parts["vae"]
        scale, side = _enlargement(self.layout, self.profile), _vae_factor(self.layout)
        height, width = (n // (scale * side) for n in (self.profile.sizes.height, self.profile.sizes.width))
        latents = _meta(1, self.layout.flux["vae"]["latent_channels"], height, width, like=vae)
        decode = self._cost(
            f"decode {size}",
            vae,
            lambda net: net.decode(latents) if scale == 1 else net.decode_doubled(latents),
        )
        precision = transformer.precision
        reading = Work(
            {precision: text.flop}, t5.bytes_per_pass, text.peak_bytes + t5.largest_dequantised_bytes
        )
        if self.profile.is_on_cpu("flux", "text_encoder_2"):
            reading = _on_cpu(reading)
        return (
            Work(
                {precision: step.flop},
                transformer.bytes_per_pass,
                step.peak_bytes + transformer.largest_dequantised_bytes,
            ),
            reading.then(
                Work(
                    {precision: clip.flop + decode.flop},
                    parts["text_encoder"].bytes_per_pass + vae.bytes_per_pass,
                    max(clip.peak_bytes, decode.peak_bytes),
                )
            ),
        )

    def _animator(self) -> tuple[Work, Work]:
        """One frame, and what a portrait takes once; only LivePortrait's operations are counted."""
        folder = config_folder(self.profile.roles["liveportrait"])
        if declared_animator(folder) == LIVE_PORTRAIT:
            return self._live_portrait(read_config(folder).sizes)
        held = sum(component.bytes for component in self.layout.of("liveportrait"))
        return Work({}, self._picture_bytes, 0), Work({}, held, 0)

    @property
    def _picture_bytes(self) -> int:
        return 3 * self.profile.sizes.height * self.profile.sizes.width

    def _live_portrait(self, sizes: NetworkSizes) -> tuple[Work, Work]:
        """Warping and generator for a frame; appearance and motion for a portrait."""
        by_name = {c.name: c for c in self.layout.of("liveportrait")}
        warping, generator = by_name["warping_module"], by_name["spade_generator"]
        appearance, motion = by_name["appearance_feature_extractor"], by_name["motion_extractor"]
        side = sizes.picture_side
        image = _meta(1, 3, side, side, like=appearance)
        volume = _meta(1, sizes.volume_channels, sizes.volume_depth, side // 4, side // 4, like=warping)
        points = torch.empty(1, sizes.num_kp, 3, device="meta")
        feature = _meta(1, sizes.warp_width, side // 4, side // 4, like=generator)
        assert isinstance(warping.network, FoldedWarping)
        seen = warping.network.seen(volume, points)
        warp = self._cost("warp", warping, lambda net: net(volume, driving=points, source=points, seen=seen))
        draw = self._cost("draw", generator, lambda net: net(feature))
        see = (
            self._cost("appearance", appearance, lambda net: net(image)),
            self._cost("motion", motion, lambda net: net(image)),
            self._cost("seen", warping, lambda net: net.seen(volume, points)),
        )
        precision = warping.precision
        return (
            Work(
                {precision: warp.flop + draw.flop},
                self._picture_bytes,
                max(warp.peak_bytes, draw.peak_bytes),
            ),
            Work(
                {precision: sum(cost.flop for cost in see)},
                sum(component.bytes for component in by_name.values()),
                max(cost.peak_bytes for cost in see),
            ),
        )

    def _verification(self) -> Work:
        whole = Work({}, 0, 0)
        roles: tuple[Role, ...] = ("clip_b", "clip_l")
        for role in roles:
            (clip,) = self.layout.of(role)
            config: CLIPConfig = getattr(clip.network, "config")  # noqa: B009  # a module's attributes have no type
            side = config.vision_config.image_size
            pictures = _meta(KEYFRAMES, 3, side, side, like=clip)
            words = _tokens(config.text_config.max_position_embeddings)
            seen = self._cost(f"{role} pictures", clip, partial(_see, pictures=pictures))
            read = self._cost(f"{role} words", clip, partial(_read, words=words))
            work = Work(
                {clip.precision: seen.flop + read.flop},
                clip.bytes_per_pass,
                seen.peak_bytes + clip.largest_dequantised_bytes,
            )
            whole = whole.then(_on_cpu(work) if self.profile.is_on_cpu(role, "clip") else work)
        return whole

    def _cost(self, name: str, component: Component, forward: Callable[[Any], object]) -> Cost:
        """What a pass takes, counted once."""
        if name not in self.counted.passes:
            self.counted.passes[name] = _cost(component, forward)
        return self.counted.passes[name]

    def _speech(self) -> Work:
        facts = self.layout.speech
        (kokoro,) = self.layout.of("kokoro")
        if facts is None:
            return Work({}, kokoro.bytes, 0)
        seconds = self.profile.sizes.max_duration_s
        frames = facts["frames_per_second"] * seconds
        flop = facts["flop_per_frame"] * frames + facts["flop_per_token"] * TOKENS_PER_SECOND * seconds
        passes = math.ceil(seconds / facts["longest_chunk_s"])
        longest = min(seconds, facts["longest_chunk_s"]) * facts["frames_per_second"]
        work = Work(
            {kokoro.precision: round(flop)},
            kokoro.bytes * passes,
            round(facts["peak_bytes_per_frame"] * longest),
        )
        return _on_cpu(work) if self.profile.is_on_cpu("kokoro", kokoro.name) else work


def _on_cpu(work: Work) -> Work:
    """The same operations done by the CPU: nothing of the card's memory or bandwidth."""
    return Work({ON_CPU: work.total}, 0, 0)


def _vae_factor(layout: Layout) -> int:
    """Pixels a latent's side; diffusers derives it from the number of stages."""
    return int(2 ** (len(layout.flux["vae"]["block_out_channels"]) - 1))


def _enlargement(layout: Layout, profile: Profile) -> int:
    """How many times larger the picture is than the one that is painted."""
    doubles = layout.flux["vae"].get("doubling_widths")
    taught = layout.flux["actor"]["taught_side"] if doubles else None
    sizes = profile.sizes
    return enlargement(sizes.height, sizes.width, taught=taught, multiple=2 * _vae_factor(layout))


def _transformer_pass(
    transformer: Component, layout: Layout, profile: Profile
) -> Callable[[nn.Module], object]:
    config = layout.flux["transformer"]
    side = 2 * _vae_factor(layout) * _enlargement(layout, profile)  # 2x2 latents are one token
    picture = (profile.sizes.height // side) * (profile.sizes.width // side)
    words, drafts = (int(layout.flux["actor"][name]) for name in ("text_tokens", "drafts"))
    with torch.device("meta"):
        places = {"img_ids": torch.empty(picture, 3), "txt_ids": torch.empty(words, 3)}
    inputs = {
        "hidden_states": _meta(drafts, picture, config["in_channels"], like=transformer),
        "encoder_hidden_states": _meta(drafts, words, config["joint_attention_dim"], like=transformer),
        "pooled_projections": _meta(drafts, config["pooled_projection_dim"], like=transformer),
        "timestep": _meta(drafts, like=transformer),
        **places,
    }
    if config.get("guidance_embeds"):
        inputs["guidance"] = _meta(drafts, like=transformer)
    return lambda network: network(**inputs, return_dict=False)


def _meta(*shape: int, like: Component) -> torch.Tensor:
    """An input of the type that the component computes in."""
    assert like.network is not None
    return torch.empty(*shape, dtype=next(like.network.parameters()).dtype, device="meta")


def _tokens(length: int) -> torch.Tensor:
    return torch.zeros(1, length, dtype=torch.long, device="meta")


def _cost(component: Component, forward: Callable[[Any], object]) -> Cost:  # each calls its own methods
    network = component.network
    assert network is not None
    network.eval()
    return count([network], lambda: forward(network))


def _see(clip: CLIPModel, pictures: torch.Tensor) -> object:
    return clip.get_image_features(pictures)


def _read(clip: CLIPModel, words: torch.Tensor) -> object:
    return clip.get_text_features(words)
