"""Writes the weights of the face detector from the wheel that carries them.

    pip download --no-deps facenet-pytorch==2.6.0
    python -m tools.face_weights facenet_pytorch-2.6.0-py3-none-any.whl

The wheel is not installed: it asks for an old torch. Half precision halves the file; no face of the tests is
found or lost by it.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from pathlib import Path

import torch
from safetensors.torch import save_file

from vortex_gui.models.faces.detector import WEIGHTS

NETWORKS = ("pnet", "rnet", "onet")
UNUSED = "onet.dense6_3."
"""The five points in a face: the animator's own network finds 203."""


def weights_in(wheel: Path) -> dict[str, torch.Tensor]:
    """By network and layer, in half precision."""
    found = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in NETWORKS:
            data = archive.read(f"facenet_pytorch/data/{name}.pt")
            for key, value in torch.load(io.BytesIO(data), weights_only=True).items():
                found[f"{name}.{key}"] = value.half().contiguous()
    return {key: value for key, value in found.items() if not key.startswith(UNUSED)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("wheel", type=Path)
    options = parser.parse_args()
    WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
    save_file(weights_in(options.wheel), WEIGHTS)
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size} bytes")


if __name__ == "__main__":
    main()
