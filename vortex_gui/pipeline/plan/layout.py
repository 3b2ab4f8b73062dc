"""What a profile keeps in memory, component by component, from configurations alone: no weights are read.

Each network is built on the meta device from the published configuration that ships with the program, or from
the local checkpoint's own, and its bytes are counted at the profile's precision.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import nn

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.base.profile import Precision, Profile, RoleSpec
from vortex_gui.base.roles import FLUX_PARTS, ROLES, Role
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words
from vortex_gui.checkpoints.headers import planned_bytes
from vortex_gui.checkpoints.pickled import count_weights
from vortex_gui.checkpoints.places import NAME_OR_FETCH, hub_id, named_folder, package_of
from vortex_gui.models.animators.kinds import ANIMATORS, AnimatorKind, animator_kind
from vortex_gui.models.painting.actor_manifest import ActorManifest
from vortex_gui.models.painting.folder import REMEDY
from vortex_gui.models.quantise.quantise import int8_bytes, is_kept, nf4_bytes

CONFIGS = RESOURCES / "profiles" / "configs"
SHIPPED: Mapping[str, str] = {
    "black-forest-labs/FLUX.1-schnell": "flux_schnell",
    "openai/clip-vit-base-patch32": "clip_vit_b_32",
    "openai/clip-vit-large-patch14": "clip_vit_l_14",
    "hexgrad/Kokoro-82M": "kokoro_82m",
    "KwaiVGI/LivePortrait": "live_portrait",
}
"""Hub ids whose configuration ships with the program."""

DTYPES: Mapping[str, torch.dtype] = {
    "fp32": torch.float32,
    "fp16": torch.float16,
    "bf16": torch.bfloat16,
    "int8": torch.bfloat16,
    "nf4": torch.bfloat16,
}
"""What a network computes in; int8 and NF4 hold their linear weights smaller and dequantise them to this."""


@dataclass(frozen=True, slots=True)
class Component:
    """One network of a role; `params` is `None` where only the file's size is known."""

    role: Role
    name: str
    params: int | None
    precision: Precision
    bytes: int
    network: nn.Module | None = None
    """On the meta device, in the dtype it computes in; `None` where it is not a torch network."""
    dequantised_bytes: int = 0
    """Bytes of its quantised weights after one pass has dequantised each of them."""
    largest_dequantised_bytes: int = 0
    """The largest of them, alive during one product."""

    @property
    def bytes_per_pass(self) -> int:
        """Bytes that one pass moves for the weights: read, and quantised ones written and read again."""
        return self.bytes + 2 * self.dequantised_bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """All components of a profile, with the configurations that the operations are counted from."""

    components: tuple[Component, ...]
    flux: Mapping[str, JsonObject]
    """Configurations of the Flux folder by part, and `text_tokens` under `actor`."""
    speech: Mapping[str, float] | None
    """What was counted on Kokoro; `None` for hibari."""

    def of(self, role: Role, name: str | None = None) -> tuple[Component, ...]:
        """The components of a role, or the one of that name."""
        return tuple(c for c in self.components if c.role == role and name in (None, c.name))


def layout(profile: Profile, animators: Mapping[str, AnimatorKind] = ANIMATORS) -> Layout:
    """The layout of a profile; raises `CheckpointError` where neither configuration nor folder is there."""
    builders: Mapping[Role, Callable[[RoleSpec, Role], Iterator[Component]]] = {
        "flux": _flux,
        "liveportrait": partial(_animator, animators, profile.device),
        "kokoro": _kokoro,
        "clip_b": partial(_clip, profile.device),
        "clip_l": partial(_clip, profile.device),
    }
    components = tuple(
        component
        for role, spec in ((role, profile.roles[role]) for role in ROLES)
        for component in builders.get(role, _by_headers)(spec, role)
    )
    return Layout(components, _flux_configs(profile.roles["flux"]), _speech_facts(profile.roles["kokoro"]))


def config_folder(spec: RoleSpec) -> Path:
    """Where a role's configuration lies: shipped for known hub ids, else the checkpoint's own folder."""
    shipped = SHIPPED.get(hub_id(spec.checkpoint).repo_id)
    if shipped is not None:
        return CONFIGS / shipped
    folder = named_folder(spec.checkpoint)
    if folder is not None:
        return folder
    raise CheckpointError(
        spec.checkpoint,
        tr("no such checkpoint on this machine, and its configuration does not ship with the program"),
        remedy=tr(NAME_OR_FETCH),
    )


def component(
    role: Role, name: str, network: nn.Module, precision: Precision, dtype: torch.dtype | None = None
) -> Component:
    """Counts a meta network: its linear weights at `precision`, all else at the dtype it computes in."""
    dtype = dtype or DTYPES[precision]
    nn.Module.to(network, dtype)  # diffusers' own `to` warns of what matters only with weights
    quantised = [
        (full_name, module)
        for full_name, module in network.named_modules()
        if precision in ("int8", "nf4") and isinstance(module, nn.Linear) and not is_kept(full_name)
    ]
    smaller = {id(module.weight) for _, module in quantised}
    tensors = {id(t): t for t in (*network.parameters(), *network.buffers())}
    plain = sum(t.nbytes for key, t in tensors.items() if key not in smaller)
    held = int8_bytes if precision == "int8" else nf4_bytes
    unique = {id(module.weight): module.weight for _, module in quantised}
    packed = sum(held(weight.shape[0], weight.shape[1]) for weight in unique.values())
    made = [weight.nbytes for weight in unique.values()]
    params = sum(p.numel() for p in network.parameters())
    return Component(role, name, params, precision, plain + packed, network, sum(made), max(made, default=0))


def _by_headers(spec: RoleSpec, role: Role) -> Iterator[Component]:
    """A role whose networks nothing here can build: the bytes of its weights alone."""
    yield Component(role, "weights", None, spec.precision, planned_bytes(spec, spec.precision) or 0)


def _flux(spec: RoleSpec, role: Role) -> Iterator[Component]:
    from diffusers.models.transformers.transformer_flux import FluxTransformer2DModel
    from transformers import CLIPTextConfig, CLIPTextModel, T5Config, T5EncoderModel

    configs = _flux_configs(spec)
    quantised = spec.precision in ("int8", "nf4")
    rest: Precision = "bf16" if quantised else spec.precision
    with torch.device("meta"):
        transformer = FluxTransformer2DModel.from_config(dict(configs["transformer"]))
        t5 = T5EncoderModel(T5Config(**configs["text_encoder_2"]))
        clip = CLIPTextModel(CLIPTextConfig(**configs["text_encoder"]))
        vae = _autoencoder(configs["vae"])
    yield component(role, "transformer", transformer, spec.precision)
    yield component(role, "text_encoder_2", t5, spec.precision)
    yield component(role, "text_encoder", clip, rest)
    yield component(role, "vae", vae, rest)


def _autoencoder(config: JsonObject) -> nn.Module:
    if config.get("_class_name", "AutoencoderKL") == "AutoencoderKL":
        from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

        network: nn.Module = AutoencoderKL.from_config(dict(config))
        return network
    from vortex_gui.models.painting import patch_vae

    other: nn.Module = getattr(patch_vae, str(config["_class_name"])).from_config(dict(config))
    return other


def _flux_configs(spec: RoleSpec) -> dict[str, JsonObject]:
    folder = config_folder(spec)
    configs = {part: _read(folder / part / "config.json") for part in FLUX_PARTS}
    manifest = ActorManifest.read(folder)
    actor: JsonObject = {
        "text_tokens": manifest.max_sequence_length,
        "taught_side": manifest.taught_side,
        "drafts": manifest.drafts,
    }
    return {**configs, "actor": actor}


def _animator(
    animators: Mapping[str, AnimatorKind], device: str, spec: RoleSpec, role: Role
) -> Iterator[Component]:
    """Its networks say their types themselves: parts of them stay wider than the precision."""
    folder = config_folder(spec)
    shapes = animator_kind(folder, animators).shapes(folder, torch.device(device), spec.precision)
    for name, network in shapes.items():
        dtype = next((weight.dtype for weight in network.parameters()), None)
        yield component(role, name, network, spec.precision, dtype)


def _kokoro(spec: RoleSpec, role: Role) -> Iterator[Component]:
    facts = _speech_facts(spec)
    if facts is not None:
        folder = named_folder(spec.checkpoint)
        counts = [count_weights(path) for path in sorted(folder.glob("*.pth"))] if folder else []
        params = sum(counts) or int(facts["parameters"])
        yield Component(role, "kmodel", params, spec.precision, params * DTYPES[spec.precision].itemsize)
        return
    package = (package_of(spec.checkpoint) or "").removesuffix("_tts")
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise CheckpointError(
            spec.checkpoint, tr("the package is not installed"), remedy=tr("Install hibari-tts.")
        )
    graph = Path(found.origin).parent / "assets" / f"{package}.onnx"
    yield Component(role, graph.name, None, spec.precision, graph.stat().st_size)


def _speech_facts(spec: RoleSpec) -> dict[str, float] | None:
    if package_of(spec.checkpoint) is not None:
        return None
    counted = CONFIGS / "kokoro_82m" / "counted.json"
    return {name: value for name, value in _read(counted).items() if isinstance(value, int | float)}


def _clip(device: str, spec: RoleSpec, role: Role) -> Iterator[Component]:
    from transformers import CLIPConfig, CLIPModel

    config = CLIPConfig(**_read(config_folder(spec) / "config.json"))
    with torch.device("meta"):
        network = CLIPModel(config)
    # Beside int8 weights a card computes in float16, and a CPU in float32.
    wide = torch.float32 if device == "cpu" and spec.precision == "int8" else None
    yield component(role, "clip", network, spec.precision, wide)


def _read(path: Path) -> JsonObject:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(path, tr("missing"), remedy=tr(REMEDY)) from None
    except (OSError, ValueError) as error:
        raise CheckpointError(path, tr("not readable JSON ({why})", why=own_words(error))) from None
    if not isinstance(values, dict):
        raise CheckpointError(path, tr("not a JSON object"))
    return values
