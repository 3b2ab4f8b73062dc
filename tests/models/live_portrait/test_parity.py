"""The command that computes every network's outputs, to be compared with another implementation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from vortex_gui.models.live_portrait import parity
from vortex_gui.models.live_portrait.networks.config import FULL
from vortex_gui.models.live_portrait.networks.networks import build_networks
from vortex_gui.models.live_portrait.weights import load_networks


@pytest.fixture(scope="module")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    torch.manual_seed(12)
    for name, network in build_networks(FULL).by_name().items():
        save_file(network.state_dict(), folder / f"{name}.safetensors")
    return folder


def save_cases(path: Path, cases: Mapping[str, Any]) -> None:
    np.savez(path, **cases)


def test_parity_command_computes_the_full_network(full_folder: Path, tmp_path: Path) -> None:
    """One small picture: the arithmetic of a 512 frame would take tens of seconds."""
    draw = np.random.default_rng(13)

    def normal(*shape: int) -> np.ndarray:
        return draw.standard_normal(shape).astype(np.float32)

    cases = {
        "in/image": draw.random((1, 3, 64, 64), dtype=np.float32),
        "in/W/feature_3d": normal(1, 32, 16, 32, 32)[:, :, :, :32, :32],
        "in/W/kp_source": 0.3 * normal(1, 21, 3),
        "in/W/kp_driving": 0.3 * normal(1, 21, 3),
        "in/G/feature": normal(1, 256, 8, 8),
        "in/S/kp_source": normal(3, 21, 3),
        "in/S/kp_driving": normal(3, 21, 3),
        "in/S/eye_ratio": draw.random((3, 3), dtype=np.float32),
        "in/S/lip_ratio": draw.random((3, 2), dtype=np.float32),
        "in/pose/logits": normal(3, 66),
        "in/pose/pitch_yaw_roll": 20 * normal(3, 3),
        "in/transform/kp": normal(3, 21, 3),
        "in/transform/exp": normal(3, 21, 3),
        "in/transform/t": normal(3, 3),
        "in/transform/scale": 1 + draw.random((3, 1), dtype=np.float32),
    }
    save_cases(tmp_path / "cases.npz", cases)
    assert parity.main([str(full_folder), str(tmp_path / "cases.npz"), str(tmp_path / "out.npz")]) == 0
    with np.load(tmp_path / "out.npz") as found:
        shapes = {name: found[name].shape for name in found.files}
        assert all(np.isfinite(found[name]).all() for name in found.files)
        assert all(found[name].dtype == np.float32 for name in found.files)
        stitched = found["out/S/stitch_delta"][:, :63].reshape(3, 21, 3) + cases["in/S/kp_driving"]
        stitched[:, :, :2] += found["out/S/stitch_delta"][:, None, 63:]
        assert np.allclose(found["out/S/stitched"], stitched, atol=1e-5)
        networks = load_networks(full_folder, FULL)
        assert np.allclose(found["out/M/kp"], networks.motion_extractor(torch.tensor(cases["in/image"])).kp)
    assert shapes == {
        "out/F/volume": (1, 32, 16, 16, 16),
        "out/M/pitch": (1, 66),
        "out/M/yaw": (1, 66),
        "out/M/roll": (1, 66),
        "out/M/t": (1, 3),
        "out/M/exp": (1, 63),
        "out/M/scale": (1, 1),
        "out/M/kp": (1, 63),
        "out/W/out": (1, 256, 32, 32),
        "out/W/deformation": (1, 16, 32, 32, 3),
        "out/W/occlusion_map": (1, 1, 32, 32),
        "out/G/image": (1, 3, 64, 64),
        "out/S/stitch_delta": (3, 65),
        "out/S/stitched": (3, 21, 3),
        "out/S/eye_delta": (3, 21, 3),
        "out/S/lip_delta": (3, 21, 3),
        "out/pose/degrees": (3,),
        "out/pose/rotation": (3, 3, 3),
        "out/transform/keypoints": (3, 21, 3),
    }


def test_parity_computes_only_what_the_cases_hold(
    full_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_cases(tmp_path / "cases.npz", {"in/pose/logits": np.zeros((2, 66), np.float32)})
    assert parity.main([str(full_folder), str(tmp_path / "cases.npz"), str(tmp_path / "out.npz")]) == 0
    with np.load(tmp_path / "out.npz") as found:
        assert found.files == ["out/pose/degrees"]


def test_parity_command_names_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_cases(tmp_path / "cases.npz", {"in/pose/logits": np.zeros((2, 66), np.float32)})
    assert parity.main([str(tmp_path), str(tmp_path / "cases.npz"), str(tmp_path / "out.npz")]) == 2
    assert "appearance_feature_extractor" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK no archive", "not an .npz file of numbers"),
        ({"in/pose/logits": np.zeros((2, 65), np.float32)}, "in/pose/logits is (2, 65), not (any, 66)"),
        ({"in/image": np.zeros((3, 256, 256), np.float32)}, "in/image is (3, 256, 256), not (any, 3"),
        ({"in/pose/logits": np.array(["x"])}, "not an .npz file of numbers"),
    ],
)
def test_parity_command_names_faulty_cases(
    content: bytes | dict[str, np.ndarray],
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cases, out = tmp_path / "cases.npz", tmp_path / "out.npz"
    if isinstance(content, bytes):
        cases.write_bytes(content)
    else:
        save_cases(cases, content)
    assert parity.main([str(tmp_path), str(cases), str(out)]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert len(told.splitlines()) == 1
    assert not out.exists()
