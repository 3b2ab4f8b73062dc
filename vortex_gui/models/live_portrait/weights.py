"""Reads LivePortrait weights, in the published folder layout or as flat safetensors, and checks every key.

Published:  base_models/{F, M, W, G}.pth and retargeting_models/stitching_retargeting_module.pth, or the
            same as .safetensors (the MLPs in one file under `retarget_shoulder_module.` and so on)
Flat:       one .safetensors for each of the seven networks, directly in the folder
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.models.checks import FETCH_AGAIN, PARALLEL_PREFIX, damaged, load_tensors
from vortex_gui.models.doubling import Doubling
from vortex_gui.models.live_portrait.networks.compose import paint_doubling
from vortex_gui.models.live_portrait.networks.config import NetworkSizes
from vortex_gui.models.live_portrait.networks.networks import NAMES, LivePortraitNetworks, build_networks

StateDict = dict[str, torch.Tensor]

BASE_NAMES = NAMES[:4]
MLP_MEMBERS = {"stitching": "retarget_shoulder", "eye": "retarget_eye", "lip": "retarget_mouth"}
MLP_FILE = "stitching_retargeting_module"
WRAPPERS = ("state_dict", "model_state_dict", "model")
LISTED = 5  # faulty keys named in one sentence


def load_networks(folder: Path, sizes: NetworkSizes) -> LivePortraitNetworks:
    """All seven networks on the CPU in float32 and eval mode.

    Raises CheckpointError, naming the file and each missing, extra or wrongly shaped key.
    """
    networks = build_networks(sizes, "meta")
    for name, network in networks.by_name().items():
        path = weights_file(folder, name)
        state = read_state(path, name)
        check_state(path, network, state)
        network.load_state_dict(_in_float32(state), strict=True, assign=True)
        network.requires_grad_(False)
    return networks


PAINT_DOUBLING = "paint_doubling"


def load_paint_doubling(folder: Path, widths: tuple[int, int]) -> Doubling:
    """The network that paints at twice G's size, in float32 and eval mode; raises as `load_networks`."""
    path = folder / f"{PAINT_DOUBLING}.safetensors"
    if not path.is_file():
        why = tr("no weights of {name} (one of {files})", name=PAINT_DOUBLING, files=path.name)
        raise CheckpointError(folder, why, remedy=tr(FETCH_AGAIN))
    doubling = paint_doubling(widths).eval().requires_grad_(False)
    state = read_state(path, PAINT_DOUBLING)
    check_state(path, doubling, state)
    doubling.load_state_dict(_in_float32(state))
    return doubling


def weights_file(folder: Path, name: str) -> Path:
    """The file that holds network `name`; raises CheckpointError when there is none."""
    places = list(_candidates(folder, name))
    for place in places:
        if place.is_file():
            return place
    if not folder.is_dir():
        raise CheckpointError(
            folder, tr("the folder of the LivePortrait weights is missing"), remedy=tr(FETCH_AGAIN)
        )
    wanted = ", ".join(str(place.relative_to(folder)) for place in places)
    raise CheckpointError(
        folder, tr("no weights of {name} (one of {files})", name=name, files=wanted), remedy=tr(FETCH_AGAIN)
    )


def _candidates(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}.safetensors"
    room, stem = ("base_models", name) if name in BASE_NAMES else ("retargeting_models", MLP_FILE)
    for root in (folder, folder / "liveportrait"):
        for suffix in (".safetensors", ".pth"):
            yield root / room / f"{stem}{suffix}"
    if stem != name:
        yield folder / f"{stem}.safetensors"


def read_state(path: Path, name: str) -> StateDict:
    """Network `name`'s own tensors in `path` under the manifest's names, without wrappers and prefixes."""
    content = _read(path)
    if path.stem == MLP_FILE:
        content = _member(path, content, name)
    content = _unwrapped(content)
    state: StateDict = {}
    for key, value in content.items():
        if not isinstance(value, torch.Tensor):
            raise CheckpointError(path, tr("{name} is not a tensor", name=key), remedy=tr(FETCH_AGAIN))
        state[str(key).removeprefix(PARALLEL_PREFIX)] = value
    return state


def _read(path: Path) -> Mapping[str, object]:
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise damaged(path, error) from error
    content = load_tensors(path)
    if not isinstance(content, Mapping):
        raise CheckpointError(path, tr("the file does not hold named tensors"), remedy=tr(FETCH_AGAIN))
    return content


def _member(path: Path, content: Mapping[str, object], name: str) -> Mapping[str, object]:
    """One of the three MLPs; the file may hold others, which are left alone."""
    member = MLP_MEMBERS[name]
    nested = content.get(member)
    if isinstance(nested, Mapping):
        return nested
    prefix = f"{member}_{PARALLEL_PREFIX}"
    flat = {key.removeprefix(prefix): value for key, value in content.items() if key.startswith(prefix)}
    if not flat:
        raise CheckpointError(
            path,
            tr("no entry {member} (the {name} network)", member=member, name=name),
            remedy=tr(FETCH_AGAIN),
        )
    return flat


def _unwrapped(content: Mapping[str, object]) -> Mapping[str, object]:
    for wrapper in WRAPPERS:
        inner = content.get(wrapper)
        if isinstance(inner, Mapping):
            return inner
    return content


def check_state(path: Path, network: nn.Module, state: StateDict) -> None:
    """Raise CheckpointError unless `state` has exactly the network's keys, shapes and kinds of number."""
    expected = network.state_dict()
    faults = [
        _missing([key for key in expected if key not in state]),
        _unknown([key for key in state if key not in expected]),
    ]
    for key in expected.keys() & state.keys():
        found, wanted = state[key], expected[key]
        if found.shape != wanted.shape:
            faults.append(
                tr("{name} is {found}, not {wanted}", name=key, found=_shape(found), wanted=_shape(wanted))
            )
        elif found.is_floating_point() != wanted.is_floating_point():
            faults.append(
                tr("{name} holds {found}, not {wanted}", name=key, found=found.dtype, wanted=wanted.dtype)
            )
        elif found.is_floating_point() and not bool(torch.isfinite(found).all()):
            faults.append(tr("{name} holds numbers that are not finite", name=key))
    faults = [fault for fault in faults if fault]
    if faults:
        shown = "; ".join(sorted(faults)[: 2 * LISTED])
        raise CheckpointError(path, shown, remedy=tr(FETCH_AGAIN))


def _missing(keys: Sequence[str]) -> str:
    match _listed(keys):
        case "", _:
            return ""
        case names, 0:
            one, many = mark("{names} is missing"), mark("{names} are missing")
            return tr(one if len(keys) == 1 else many, names=names)
        case names, more:
            return tr("{names} and {more} more are missing", names=names, more=more)


def _unknown(keys: Sequence[str]) -> str:
    match _listed(keys):
        case "", _:
            return ""
        case names, 0:
            one, many = mark("{names} is unknown"), mark("{names} are unknown")
            return tr(one if len(keys) == 1 else many, names=names)
        case names, more:
            return tr("{names} and {more} more are unknown", names=names, more=more)


def _listed(keys: Sequence[str]) -> tuple[str, int]:
    """The first keys, and how many more there are."""
    return ", ".join(keys[:LISTED]), max(0, len(keys) - LISTED)


def _shape(tensor: torch.Tensor) -> str:
    return "x".join(str(n) for n in tensor.shape) or tr("a scalar")


def _in_float32(state: StateDict) -> StateDict:
    """Stored halves become float32; the integer scalars stay as they are."""
    return {key: value.float() if value.is_floating_point() else value for key, value in state.items()}
