"""A whole profile in the published layouts, small: the lists of files, and the loaders that take them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
import torch

from vortex_gui.base.profile import load_profile
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.checkpoints.choice import wanted_files
from vortex_gui.measure.rehearse.published.clip import write_clip_b, write_clip_l
from vortex_gui.measure.rehearse.published.flux import network_of, write_flux
from vortex_gui.measure.rehearse.published.kokoro import write_kokoro
from vortex_gui.measure.rehearse.published.landmark import write_landmark_network
from vortex_gui.measure.rehearse.published.live_portrait import write_live_portrait
from vortex_gui.measure.rehearse.published.profile import WRITERS, write_published
from vortex_gui.measure.rehearse.published.scales import SCALES
from vortex_gui.measure.rehearse.published.spellings import clip_tokenizer, t5_tokenizer
from vortex_gui.models.judging.clip import ClipScorer
from vortex_gui.models.live_portrait.face.landmarks import LandmarkNetwork
from vortex_gui.models.painting.flux import FluxActor

CPU = torch.device("cpu")
SMALL = SCALES["small"]
needs_kokoro = pytest.mark.skipif(
    find_spec("kokoro") is None, reason="kokoro is not installed; it takes Python up to 3.12"
)


def silent(_: object) -> None:
    pass


def files(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()
    }


def test_every_role_has_a_writer() -> None:
    assert set(WRITERS) == set(ROLES)


@needs_kokoro
def test_a_profile_is_written_whole_and_names_the_folders(tmp_path: Path) -> None:
    roles: list[Role] = []
    counted: list[int] = []
    found = write_published(load_profile("rtx3060"), tmp_path, SMALL, roles.append, counted.append)
    assert set(roles) == set(ROLES)
    for role in ROLES:
        assert found.roles[role].checkpoint == str(tmp_path / role)
        assert wanted_files(role, role, files(tmp_path / role))
    assert sum(counted) == pytest.approx(sum(files(tmp_path).values()), rel=0.01)
    assert (tmp_path / "kokoro" / "kokoro-v1_0.pth").is_file()
    assert write_kokoro is WRITERS["kokoro"]


def test_flux_comes_in_the_published_shards_and_paints(tmp_path: Path) -> None:
    write_flux(tmp_path, SMALL, silent)
    names = files(tmp_path)
    assert {f"transformer/diffusion_pytorch_model-0000{n}-of-00003.safetensors" for n in (1, 2, 3)} <= set(
        names
    )
    assert {f"text_encoder_2/model-0000{n}-of-00002.safetensors" for n in (1, 2)} <= set(names)
    assert "tokenizer/tokenizer.json" not in names
    image = FluxActor(tmp_path, CPU).generate("a presenter", steps=1, seed=1, height=64, width=64).image
    assert torch.isfinite(image).all()


def test_clip_b_has_torchs_own_file_alone_and_clip_l_safetensors(tmp_path: Path) -> None:
    write_clip_b(tmp_path / "b", SMALL, silent)
    write_clip_l(tmp_path / "l", SMALL, silent)
    assert [name for name in files(tmp_path / "b") if name.endswith((".bin", "tensors"))] == [
        "pytorch_model.bin"
    ]
    assert "model.safetensors" in files(tmp_path / "l")
    for size in ("b", "l"):
        assert ClipScorer(tmp_path / size, CPU).embed_text("a presenter").isfinite().all()


def test_flux_reads_with_the_weights_of_clip_l_as_published(tmp_path: Path) -> None:
    write_flux(tmp_path / "flux", SMALL, silent)
    write_clip_l(tmp_path / "l", SMALL, silent)
    actor = FluxActor(tmp_path / "flux", CPU, precision="bf16")
    shared = ClipScorer(tmp_path / "l", CPU, text_tower=actor.text_tower)
    assert "SharedTower" in {type(part).__name__ for part in shared.torch_networks()[0].modules()}


def test_live_portrait_says_its_sizes_only_where_they_are_not_the_published_ones(tmp_path: Path) -> None:
    write_live_portrait(tmp_path, SMALL, silent)
    names = files(tmp_path)
    assert "config.json" in names
    assert {"liveportrait/landmark.onnx", "liveportrait/base_models/warping_module.pth"} <= set(names)
    assert "live_portrait" not in SCALES["medium"].changes


def test_the_landmark_network_opens(tmp_path: Path) -> None:
    write_landmark_network(tmp_path / "landmark.onnx")
    picture = torch.zeros(1, 3, 300, 300)
    picture[:, 0, 100:200, 100:200] = 1
    assert LandmarkNetwork(tmp_path / "landmark.onnx").find(picture) is not None


def test_a_scale_changes_what_it_names_and_leaves_the_rest_as_published() -> None:
    full, small = SCALES["full"].config("clip_vit_l_14"), SMALL.config("clip_vit_l_14")
    assert full["text_config"]["hidden_size"] == 768
    assert small["text_config"]["hidden_size"] == 64
    assert small["text_config"]["hidden_act"] == full["text_config"]["hidden_act"]
    assert network_of("vae", SMALL.config("flux_schnell/vae")) is not None


def test_tokenisers_cut_words_and_know_the_common_ones_whole() -> None:
    assert len(clip_tokenizer(24)("presenter").input_ids) == 3
    assert len(t5_tokenizer()("presenter").input_ids) == 2
