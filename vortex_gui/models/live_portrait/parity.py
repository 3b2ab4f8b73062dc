"""Computes every network's outputs for given weights and inputs, to be compared with another implementation.

python -m vortex_gui.models.live_portrait.parity WEIGHTS_DIR CASES.npz OUT.npz [--threads N]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.process.exit_codes import BAD_INPUT, DONE
from vortex_gui.base.words.translation import tr, use_catalogue_of_environment
from vortex_gui.models.live_portrait.folded.folded_networks import FoldedNetworks, fold_networks
from vortex_gui.models.live_portrait.keypoints import degrees_from_logits, rotation_matrix, transform
from vortex_gui.models.live_portrait.networks import retargeting
from vortex_gui.models.live_portrait.networks.config import FULL
from vortex_gui.models.live_portrait.weights import load_networks

Arrays = dict[str, torch.Tensor]
HEADS = ("pitch", "yaw", "roll", "t", "exp", "scale", "kp")
SHAPES: Mapping[str, tuple[int | None, ...]] = {
    "in/image": (None, 3, None, None),
    "in/W/feature_3d": (None, 32, 16, None, None),
    "in/W/kp_source": (None, 21, 3),
    "in/W/kp_driving": (None, 21, 3),
    "in/G/feature": (None, 256, None, None),
    "in/S/kp_source": (None, 21, 3),
    "in/S/kp_driving": (None, 21, 3),
    "in/S/eye_ratio": (None, 3),
    "in/S/lip_ratio": (None, 2),
    "in/pose/logits": (None, 66),
    "in/pose/pitch_yaw_roll": (None, 3),
    "in/transform/kp": (None, 21, 3),
    "in/transform/exp": (None, 21, 3),
    "in/transform/t": (None, 3),
    "in/transform/scale": (None, 1),
}
"""Of the inputs; `None` is any number."""


def outputs(networks: FoldedNetworks, cases: Mapping[str, torch.Tensor]) -> Arrays:
    """Every output whose inputs are in `cases`, under the names of the parity page."""
    found: Arrays = {}
    with torch.inference_mode():
        for group in (_appearance, _motion, _warping, _generator, _retargeting, _pose, _transform):
            found |= group(networks, cases)
    return found


def _has(cases: Mapping[str, torch.Tensor], *names: str) -> bool:
    return all(name in cases for name in names)


def _appearance(networks: FoldedNetworks, cases: Mapping[str, torch.Tensor]) -> Arrays:
    if not _has(cases, "in/image"):
        return {}
    image = cases["in/image"]
    volumes = [networks.appearance_feature_extractor(one) for one in torch.split(image, 1)]
    return {"out/F/volume": torch.cat(volumes)}


def _motion(networks: FoldedNetworks, cases: Mapping[str, torch.Tensor]) -> Arrays:
    if not _has(cases, "in/image"):
        return {}
    heads = networks.motion_extractor(cases["in/image"])
    return {f"out/M/{name}": getattr(heads, name) for name in HEADS}


def _warping(networks: FoldedNetworks, cases: Mapping[str, torch.Tensor]) -> Arrays:
    names = ("in/W/feature_3d", "in/W/kp_driving", "in/W/kp_source")
    if not _has(cases, *names):
        return {}
    # One at a time: the 22 sampled copies of the volume are large.
    warps = [
        networks.warping_module(volume, driving=driving, source=source)
        for volume, driving, source in zip(*(torch.split(cases[name], 1) for name in names), strict=True)
    ]
    return {
        "out/W/out": torch.cat([warp.out for warp in warps]),
        "out/W/deformation": torch.cat([warp.deformation for warp in warps]),
        "out/W/occlusion_map": torch.cat([warp.occlusion for warp in warps]),
    }


def _generator(networks: FoldedNetworks, cases: Mapping[str, torch.Tensor]) -> Arrays:
    if not _has(cases, "in/G/feature"):
        return {}
    pictures = [networks.spade_generator(one) for one in torch.split(cases["in/G/feature"], 1)]
    return {"out/G/image": torch.cat(pictures)}


def _retargeting(networks: FoldedNetworks, cases: Mapping[str, torch.Tensor]) -> Arrays:
    found: Arrays = {}
    if not _has(cases, "in/S/kp_source"):
        return found
    source = cases["in/S/kp_source"]
    if _has(cases, "in/S/kp_driving"):
        driving = cases["in/S/kp_driving"]
        delta = retargeting.stitching_delta(networks.stitching, source, driving)
        found["out/S/stitch_delta"] = delta
        found["out/S/stitched"] = retargeting.stitched(driving, delta)
    if _has(cases, "in/S/eye_ratio"):
        found["out/S/eye_delta"] = retargeting.retarget(networks.eye, source, cases["in/S/eye_ratio"])
    if _has(cases, "in/S/lip_ratio"):
        found["out/S/lip_delta"] = retargeting.retarget(networks.lip, source, cases["in/S/lip_ratio"])
    return found


def _pose(networks: FoldedNetworks, cases: Mapping[str, torch.Tensor]) -> Arrays:
    found: Arrays = {}
    if _has(cases, "in/pose/logits"):
        found["out/pose/degrees"] = degrees_from_logits(cases["in/pose/logits"])
    if _has(cases, "in/pose/pitch_yaw_roll"):
        found["out/pose/rotation"] = rotation_matrix(*cases["in/pose/pitch_yaw_roll"].unbind(dim=1))
    return found


def _transform(networks: FoldedNetworks, cases: Mapping[str, torch.Tensor]) -> Arrays:
    names = ("kp", "exp", "t", "scale")
    if not _has(cases, "in/pose/pitch_yaw_roll", *(f"in/transform/{name}" for name in names)):
        return {}
    kp, exp, t, scale = (cases[f"in/transform/{name}"] for name in names)
    rotation = rotation_matrix(*cases["in/pose/pitch_yaw_roll"].unbind(dim=1))
    return {"out/transform/keypoints": transform(kp, rotation, exp, scale, t)}


def read_cases(path: Path) -> Arrays:
    """The inputs as float32; raises ValueError naming the file, or the array that is of another shape."""
    try:
        with np.load(path, allow_pickle=False) as file:
            cases = {name: torch.from_numpy(file[name]).float() for name in file.files}
    except (BadZipFile, AttributeError, EOFError, TypeError, ValueError) as error:
        raise ValueError(tr("{path}: not an .npz file of numbers ({why}).", path=path, why=error)) from error
    for name, shape in SHAPES.items():
        found = tuple(cases[name].shape) if name in cases else shape
        if len(found) != len(shape) or any(n not in (None, m) for n, m in zip(shape, found, strict=True)):
            wanted = ", ".join(tr("any") if n is None else str(n) for n in shape)
            raise ValueError(
                tr(
                    "{path}: {name} is {found}, not ({wanted}).",
                    path=path,
                    name=name,
                    found=found,
                    wanted=wanted,
                )
            )
    return cases


def main(arguments: Sequence[str] | None = None) -> int:
    use_catalogue_of_environment()
    parser = argparse.ArgumentParser(
        prog="python -m vortex_gui.models.live_portrait.parity",
        description=tr(
            "Computes every network's outputs for given weights and inputs, "
            "to be compared with another implementation."
        ),
    )
    parser.add_argument("weights", type=Path, metavar="WEIGHTS_DIR")
    parser.add_argument("cases", type=Path, metavar="CASES.npz")
    parser.add_argument("out", type=Path, metavar="OUT.npz")
    parser.add_argument("--threads", type=int, default=1, metavar="N", help=tr("CPU threads of torch"))
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(max(1, chosen.threads))
    try:
        cases = read_cases(chosen.cases)
        networks = fold_networks(load_networks(chosen.weights, FULL))
        found = outputs(networks, cases)
    except (CheckpointError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except RuntimeError as error:  # batches or sides that do not fit together
        why = str(error).splitlines()[0]
        print(tr("{path}: cannot be computed ({why}).", path=chosen.cases, why=why), file=sys.stderr)
        return BAD_INPUT
    arrays: dict[str, Any] = {  # numpy takes an option and the arrays in one signature
        name: array.numpy() for name, array in found.items()
    }
    try:
        with chosen.out.open("wb") as file:
            np.savez(file, **arrays)
    except OSError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    print(tr("wrote {count} arrays to {path}", count=len(found), path=chosen.out))
    return DONE


if __name__ == "__main__":
    sys.exit(main())
