"""The reference profile against the hub's own lists: what is fetched and refused, and that it generates."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.published_lists import BESIDE, published
from tests.tiny_hub import TinyHub, serving
from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.checkpoints.fetch import Hub, Survey
from vortex_gui.checkpoints.places import checkpoint_folder, hub_id
from vortex_gui.measure.rehearse.part import RECIPE
from vortex_gui.measure.rehearse.published.profile import write_published
from vortex_gui.measure.rehearse.published.scales import SCALES
from vortex_gui.measure.rehearse.stage_set import at_hand

pytestmark = [
    pytest.mark.timeout(600),  # the weights are written and fetched once, and five models load
    pytest.mark.skipif(
        find_spec("kokoro") is None or PathFinder.find_spec("bitsandbytes") is None,
        reason="the extras [gpu] and [kokoro] are not installed",
    ),
]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    write_published(load_profile("rtx3060"), folder, SCALES["small"], lambda _: None, lambda _: None)
    return folder


@pytest.fixture(scope="module")
def profile(weights: Path) -> Profile:
    """The reference profile with the hashes of the small LivePortrait."""
    reference = load_profile("rtx3060")
    spec = reference.roles["liveportrait"]
    hashes = {
        name: hashlib.sha256((weights / "liveportrait" / name).read_bytes()).hexdigest()
        for name in spec.hashes
    }
    portrait = spec.model_copy(update={"hashes": hashes})
    return reference.model_copy(update={"roles": {**reference.roles, "liveportrait": portrait}})


@pytest.fixture
def hub(weights: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyHub]:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    with serving({}) as held:
        held.repositories = published(profile, weights)
        yield held


def names(survey: Survey, role: str) -> set[str]:
    return {file.name for file in survey.files if file.role == role}


def test_what_is_published_is_fetched_and_generates(
    hub: TinyHub, profile: Profile, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    local = Hub(endpoint=hub.endpoint, cache=tmp_path / "cache")
    survey = local.survey(profile)
    assert survey.total_bytes < 300e6
    for role, beside in BESIDE.items():
        assert not names(survey, role) & set(beside), role
    assert "pytorch_model.bin" in names(survey, "clip_b")
    assert "model.safetensors" in names(survey, "clip_l")
    assert {f"transformer/diffusion_pytorch_model-0000{n}-of-00003.safetensors" for n in (1, 2, 3)} <= names(
        survey, "flux"
    )
    local.fetch(survey)
    assert local.survey(profile).missing == ()

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(local.cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    for role, spec in profile.roles.items():
        if hub_id(spec.checkpoint).revision != "main":
            assert checkpoint_folder(spec).name == hub_id(spec.checkpoint).revision, role
    # The published folder is of the full size, which needs no configuration; a smaller one does.
    config = (weights / "liveportrait" / "config.json").read_bytes()
    (checkpoint_folder(profile.roles["liveportrait"]) / "config.json").write_bytes(config)
    assert_generates(at_hand(profile, SCALES["small"], has_card=False), tmp_path)


def assert_generates(profile: Profile, folder: Path) -> None:
    from vortex_gui.pipeline.vortex import VortexPipeline

    settings = Settings(
        folders=FolderSettings(output=str(folder / "out"), data=str(folder / "data")),
        output=OutputSettings(min_free_gb=0.0),
    )
    pipeline = VortexPipeline(profile, settings)
    try:
        result = asyncio.run(pipeline.generate_slot(Recipe.model_validate(RECIPE), 1))
    finally:
        pipeline.close()
    assert result.success, result.error_msg
    assert (folder / "out" / "slot-000001" / "slot.mp4").stat().st_size > 0
    assert len(list((folder / "data" / "prepared").iterdir())) == 4


def test_a_gated_repository_asks_for_consent(hub: TinyHub, profile: Profile, tmp_path: Path) -> None:
    hub.repositories["black-forest-labs/FLUX.1-schnell"].is_gated = True
    local = Hub(endpoint=hub.endpoint, cache=tmp_path / "cache")
    with pytest.raises(CheckpointError, match=r"FLUX\.1-schnell: the repository asks for consent first"):
        local.fetch(local.survey(profile))


def test_a_replaced_animator_is_refused_by_its_hash(hub: TinyHub, profile: Profile, tmp_path: Path) -> None:
    files = hub.repositories["KlingTeam/LivePortrait"].files
    files["liveportrait/base_models/motion_extractor.pth"] = b"another network"
    with pytest.raises(CheckpointError, match=r"motion_extractor\.pth on the hub is another file"):
        Hub(endpoint=hub.endpoint, cache=tmp_path / "cache").survey(profile)
