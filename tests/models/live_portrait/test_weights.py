"""Loading LivePortrait weights: every layout, and every fault by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from vortex_gui.base.errors import CheckpointError
from vortex_gui.measure.rehearse.published.live_portrait import write_networks
from vortex_gui.models.live_portrait.checkpoint import CONTROLS, EDITOR_TABLE, expression_offsets, read_config
from vortex_gui.models.live_portrait.networks.config import FULL, NARROW
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks, build_networks
from vortex_gui.models.live_portrait.weights import load_networks

MEMBERS = {"stitching": "retarget_shoulder", "eye": "retarget_eye", "lip": "retarget_mouth"}


@pytest.fixture(scope="module")
def networks() -> LivePortraitNetworks:
    torch.manual_seed(3)
    return build_networks(NARROW)


def write_flat(networks: LivePortraitNetworks, folder: Path) -> Path:
    for name, network in networks.by_name().items():
        save_file(network.state_dict(), folder / f"{name}.safetensors")
    return folder


def write_published(networks: LivePortraitNetworks, folder: Path) -> Path:
    """The published layout; the file of the MLPs may hold others."""
    write_networks(networks, folder)
    mlps = folder / "retargeting_models" / "stitching_retargeting_module.pth"
    torch.save({"something_else": {"module.weight": torch.zeros(2)}, **torch.load(mlps)}, mlps)
    return folder


def write_converted(networks: LivePortraitNetworks, folder: Path) -> Path:
    """The community's conversion: safetensors, the MLPs in one file under `<member>_module.`."""
    (folder / "base_models").mkdir()
    (folder / "retargeting_models").mkdir()
    mlps: dict[str, torch.Tensor] = {}
    for name, network in networks.by_name().items():
        state = network.state_dict()
        if name in MEMBERS:
            mlps |= {f"{MEMBERS[name]}_module.{key}": value for key, value in state.items()}
        else:
            save_file(state, folder / "base_models" / f"{name}.safetensors")
    save_file(mlps, folder / "retargeting_models" / "stitching_retargeting_module.safetensors")
    return folder


def write_below_liveportrait(networks: LivePortraitNetworks, folder: Path) -> Path:
    write_published(networks, folder / "liveportrait")
    return folder


@pytest.mark.parametrize("write", [write_flat, write_published, write_converted, write_below_liveportrait])
def test_every_layout_loads_the_same_weights(
    write: Callable[[LivePortraitNetworks, Path], Path], networks: LivePortraitNetworks, tmp_path: Path
) -> None:
    loaded = load_networks(write(networks, tmp_path), NARROW)
    for name, network in networks.by_name().items():
        found = loaded.by_name()[name].state_dict()
        assert list(found) == list(network.state_dict())
        for key, value in network.state_dict().items():
            assert torch.equal(found[key], value), f"{name} {key}"
            assert found[key].dtype == value.dtype
        assert not loaded.by_name()[name].training


def test_a_wrapper_key_is_taken_off(networks: LivePortraitNetworks, tmp_path: Path) -> None:
    folder = write_published(networks, tmp_path)
    path = folder / "base_models" / "motion_extractor.pth"
    torch.save({"epoch": 3, "state_dict": torch.load(path, weights_only=True)}, path)
    assert load_networks(folder, NARROW).motion_extractor.state_dict().keys()


def test_halves_become_float32_and_integers_stay(networks: LivePortraitNetworks, tmp_path: Path) -> None:
    folder = write_flat(networks, tmp_path)
    path = folder / "warping_module.safetensors"
    save_file({k: v.half() if v.is_floating_point() else v for k, v in load_file(path).items()}, path)
    state = load_networks(folder, NARROW).warping_module.state_dict()
    assert state["fourth.weight"].dtype == torch.float32
    assert state["third.norm.num_batches_tracked"].dtype == torch.int64


def change(folder: Path, name: str, **changes: torch.Tensor | None) -> None:
    path = folder / f"{name}.safetensors"
    state = load_file(path)
    for key, value in changes.items():
        if value is None:
            del state[key]
        else:
            state[key] = value
    save_file(state, path)


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        ("lip", {"mlp.2.bias": None}, "mlp.2.bias is missing"),
        ("eye", {"mlp.9.bias": torch.zeros(3)}, "mlp.9.bias is unknown"),
        ("warping_module", {"fourth.bias": torch.zeros(5)}, "fourth.bias is 5, not 16"),
        ("spade_generator", {"fc.bias": torch.zeros(16, dtype=torch.int64)}, "fc.bias holds torch.int64"),
        (
            "appearance_feature_extractor",
            {"second.bias": torch.full((16,), float("nan"))},
            "second.bias holds numbers that are not finite",
        ),
    ],
)
def test_each_fault_is_named_with_its_file(
    name: str,
    changes: dict[str, torch.Tensor | None],
    sentence: str,
    networks: LivePortraitNetworks,
    tmp_path: Path,
) -> None:
    folder = write_flat(networks, tmp_path)
    change(folder, name, **changes)
    with pytest.raises(CheckpointError) as raised:
        load_networks(folder, NARROW)
    assert sentence in str(raised.value)
    assert f"{name}.safetensors" in str(raised.value)
    assert raised.value.remedy


def test_many_missing_keys_are_counted(networks: LivePortraitNetworks, tmp_path: Path) -> None:
    folder = write_flat(networks, tmp_path)
    save_file({"mlp.0.weight": torch.zeros(16, 65)}, folder / "lip.safetensors")
    with pytest.raises(CheckpointError, match=r"mlp\.0\.bias, mlp\.2\.weight.*are missing"):
        load_networks(folder, NARROW)


def test_a_missing_file_names_the_places_looked_at(networks: LivePortraitNetworks, tmp_path: Path) -> None:
    folder = write_published(networks, tmp_path)
    (folder / "base_models" / "spade_generator.pth").unlink()
    with pytest.raises(CheckpointError, match=r"spade_generator.*base_models"):
        load_networks(folder, NARROW)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="folder of the LivePortrait weights is missing"):
        load_networks(tmp_path / "nowhere", NARROW)


@pytest.mark.parametrize("name", ["motion_extractor", "stitching"])
def test_a_cut_file_is_called_damaged(name: str, networks: LivePortraitNetworks, tmp_path: Path) -> None:
    path = write_flat(networks, tmp_path) / f"{name}.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CheckpointError, match="damaged"):
        load_networks(tmp_path, NARROW)


def test_a_cut_pth_is_called_damaged(networks: LivePortraitNetworks, tmp_path: Path) -> None:
    path = write_published(networks, tmp_path) / "base_models" / "warping_module.pth"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(CheckpointError, match="damaged"):
        load_networks(tmp_path, NARROW)


class Trap:
    """What a hostile .pth could carry: code that runs when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("code ran",)


def test_a_pth_with_code_is_not_opened(
    networks: LivePortraitNetworks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_published(networks, tmp_path) / "base_models" / "motion_extractor.pth"
    torch.save({"weights": Trap()}, path)
    with pytest.raises(CheckpointError, match="more than tensors"):
        load_networks(tmp_path, NARROW)
    assert "code ran" not in capsys.readouterr().out


def test_an_mlp_file_without_the_lips_says_so(networks: LivePortraitNetworks, tmp_path: Path) -> None:
    path = write_published(networks, tmp_path) / "retargeting_models" / "stitching_retargeting_module.pth"
    content = torch.load(path, weights_only=True)
    del content["retarget_mouth"]
    torch.save(content, path)
    with pytest.raises(CheckpointError, match="no entry retarget_mouth"):
        load_networks(tmp_path, NARROW)


def test_a_folder_without_config_is_the_published_network(tmp_path: Path) -> None:
    config = read_config(tmp_path)
    assert config.sizes == FULL
    assert config.window is None
    assert config.table() is EDITOR_TABLE


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{", "config.json"),
        ("{}", "sizes"),
        (json.dumps({"sizes": {"depth": 1}}), "unknown size depth"),
        (json.dumps({"sizes": {}, "expressions": {"sneer": []}}), "unknown expression sneer"),
        (json.dumps({"sizes": {}, "paint_doubling": [4, 4]}), "needs a paint window"),
        (
            json.dumps(
                {
                    "sizes": {},
                    "expressions": {"smile": [{"keypoint": 21, "axis": "x", "coefficient": 1}]},
                }
            ),
            "beyond 20",
        ),
    ],
)
def test_a_faulty_config_is_named(content: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(CheckpointError, match="not a LivePortrait configuration") as raised:
        read_config(tmp_path)
    assert word in str(raised.value)


def test_editor_offsets_have_the_published_size_at_both_ends() -> None:
    def controls(**values: float) -> dict[str, torch.Tensor]:
        return {name: torch.tensor([values.get(name, 0.0)]) for name in CONTROLS}

    smile = expression_offsets(EDITOR_TABLE, controls(smile=1.0), 21)[0]
    assert smile[20, 1].item() == pytest.approx(-0.01 * 1.3)
    assert smile[14, 1].item() == pytest.approx(-0.02 * 1.3)
    assert smile[17].tolist() == pytest.approx([0, 0.0065 * 1.3, 0.003 * 1.3])
    frown = expression_offsets(EDITOR_TABLE, controls(smile=-1.0), 21)[0]
    assert frown[14, 1].item() == pytest.approx(0.02 * 0.3)
    raised = expression_offsets(EDITOR_TABLE, controls(brow=1.0), 21)[0]
    assert raised[1].tolist() == pytest.approx([0, 0.001 * 30, 0])
    assert raised[2].tolist() == pytest.approx([0, -0.001 * 30, 0])
    lowered = expression_offsets(EDITOR_TABLE, controls(brow=-1.0), 21)[0]
    assert lowered[1].tolist() == pytest.approx([0.03, -0.009, 0])
    assert lowered[2].tolist() == pytest.approx([-0.03, 0.009, 0])
    aside = expression_offsets(EDITOR_TABLE, controls(gaze_x=1.0, gaze_y=0.5), 21)[0]
    assert aside[11].tolist() == pytest.approx([0.0007 * 30, -0.0005 * 31.5, 0])
    assert aside[15].tolist() == pytest.approx([0.001 * 30, -0.0005 * 31.5, 0])
    assert aside[[13, 16], 1].tolist() == pytest.approx([-0.00015 * 31.5] * 2)
    other = expression_offsets(EDITOR_TABLE, controls(gaze_x=-1.0), 21)[0]
    assert other[[11, 15], 0].tolist() == pytest.approx([-0.001 * 30, -0.0007 * 30])
    assert expression_offsets(EDITOR_TABLE, controls(), 21).abs().sum() == 0
