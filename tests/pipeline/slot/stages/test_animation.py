"""The animator inside a slot: what the report tells of it, its rungs, and broken sound or pictures."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from tests.models.animators import mouth
from tests.pipeline.slot.stages.conftest import Heard
from vortex_gui.base.profile import RoleSpec, Rung
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.roles import ROLES
from vortex_gui.base.settings.settings import FolderSettings
from vortex_gui.base.stages import Stage
from vortex_gui.measure.rehearse.published.landmark import write_landmark_network
from vortex_gui.models.animators.kinds import ANIMATORS
from vortex_gui.models.live_portrait.networks.config import NARROW
from vortex_gui.models.live_portrait.networks.networks import build_networks
from vortex_gui.pipeline import GenerationResult, ModelRegistry, VortexPipeline
from vortex_gui.pipeline.resident.roles.liveportrait import load_animator
from vortex_gui.pipeline.slot.context import SilentListener
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.pace.pace import pace_file
from vortex_gui.pipeline.slot.stages.actor import ActorStage
from vortex_gui.pipeline.slot.stages.animation import AnimationStage
from vortex_gui.pipeline.slot.stages.speech import SpeechStage
from vortex_gui.pipeline.slot.stages.stage import Studio

KINDS = {**ANIMATORS, mouth.NAME: mouth.KIND}
RECIPE = recipe_from_mapping(
    {
        "slot_params": {"duration_sec": 1.0, "seed": 11},
        "audio_track": {"script": "Good evening."},
        "visual_track": {"prompt": "a presenter with green skin in a red suit"},
    }
)


def generate(pipeline: VortexPipeline, out: Path, **more: Any) -> GenerationResult:
    return asyncio.run(pipeline.generate_slot(RECIPE, 1, output_dir=out, **more))


class Poisons(SilentListener):
    """Makes what a stage left in its buffer unusable, as a model in a wrong precision might."""

    def __init__(self, stage: Stage, buffer: torch.Tensor) -> None:
        self._stage, self._buffer = stage, buffer

    def on_stage_finished(self, stage: Stage, start_ms: float, end_ms: float, attempts: int) -> None:
        if stage == self._stage:
            self._buffer.fill_(float("nan"))


@pytest.mark.expects_log
@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("speech", "The speech holds values that are not numbers, so the animator cannot use it."),
        ("actor", "The actor picture holds values that are not numbers."),
    ],
)
def test_what_is_not_numbers_fails_the_slot_in_one_sentence(
    pipeline: VortexPipeline, tmp_path: Path, stage: Stage, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    buffers = {"speech": pipeline.buffers.audio, "actor": pipeline.buffers.actor}
    result = generate(pipeline, tmp_path, listener=Poisons(stage, buffers[stage]))
    assert (result.outcome, result.error_code, result.error_msg) == ("failed", "stage", sentence)
    loud = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert loud == [f"slot failed: {sentence}"]
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def other(pipeline: VortexPipeline, tmp_path: Path) -> Iterator[Any]:
    """Makes pipelines of the same resident models with another animator, or with another history."""
    opened: list[VortexPipeline] = []

    def make(
        checkpoint: Path | None = None, animation_s: float = 0.01, ladder: tuple[Rung, ...] = ()
    ) -> VortexPipeline:
        data = tmp_path / "data"
        data.mkdir(exist_ok=True)
        history = {stage: [0.01] for stage in ("speech", "actor", "verification", "output")}
        threads = pipeline.settings.pipeline.threads
        pace_file(data, "mini", threads, "").write_text(json.dumps(history | {"animation": [animation_s]}))
        registry, profile = pipeline.registry, pipeline.profile
        if ladder:
            profile = profile.model_copy(update={"ladder": ladder})
        if checkpoint is not None:
            spec = RoleSpec(checkpoint=str(checkpoint))
            profile = profile.model_copy(update={"roles": profile.roles | {"liveportrait": spec}})
            there = {role: _there(registry, role) for role in ROLES}
            registry = ModelRegistry(
                profile,
                torch.device("cpu"),
                loaders=there | {"liveportrait": partial(load_animator, kinds=KINDS)},
            )
        folders = FolderSettings(data=str(data))
        made = VortexPipeline(
            profile, pipeline.settings.model_copy(update={"folders": folders}), registry=registry
        )
        opened.append(made)
        return made

    yield make
    for made in opened:
        made._threads.close()


def _there(registry: ModelRegistry, role: str) -> Any:
    return lambda *_: registry.get_model(role)


FULL, HALF = Rung(name="full"), Rung(name="128 × 128", shrink=2)


def test_a_rung_of_a_smaller_picture_makes_a_smaller_clip_and_is_told(other: Any, tmp_path: Path) -> None:
    pipeline = other(animation_s=5.0, ladder=(FULL, HALF))  # 120 s for 24 frames, 69 s for small ones
    result = generate(pipeline, tmp_path / "out", due_in_s=90)
    assert result.success, result.error_msg
    assert result.video_frames.shape == (24, 3, 128, 128)
    assert {timing.name: timing.units for timing in result.stages}["animation"] == pytest.approx(24 * 0.5725)
    folder = tmp_path / "out" / "slot-000001"
    assert json.loads((folder / "report.json").read_text())["rung"] == HALF.name
    with av.open(next(folder.glob("*.mp4"))) as clip:
        assert (clip.streams.video[0].width, clip.streams.video[0].height) == (128, 128)
    again = generate(pipeline, tmp_path / "again")
    assert (again.rung, again.video_frames.shape) == ("full", (24, 3, 256, 256))


def test_a_picture_that_is_painted_before_the_rung_is_chosen_is_shrunk(draft: Draft, studio: Studio) -> None:
    studio = replace(studio, profile=studio.profile.model_copy(update={"ladder": (FULL, HALF)}))
    for stage in (SpeechStage(), ActorStage()):
        stage.run(draft, studio)
    painted = studio.actor_of(draft).clone()
    draft.rung = HALF
    AnimationStage().run(draft, studio)
    assert torch.equal(studio.actor_of(draft), torch.nn.functional.avg_pool2d(painted, 2))
    first = studio.frames_of(draft)[0].float() / 255
    assert first.shape == (3, 128, 128)
    assert (first[:, :40] - studio.actor_of(draft)[0, :, :40]).abs().mean() < 0.02


def test_the_report_tells_the_rung_that_the_deadline_allowed(other: Any, tmp_path: Path) -> None:
    pipeline = other(animation_s=5.0)  # 120 s for all 24 frames, 60 s for every second one
    result = generate(pipeline, tmp_path / "out", due_in_s=90)
    assert result.success, result.error_msg
    report = json.loads((tmp_path / "out" / "slot-000001" / "report.json").read_text())
    assert report["rung"] == "every 2nd frame"
    assert report["face_finding"] == "fixed window"
    frames = torch.from_numpy(result.video_frames.copy()).float()
    assert len(frames) == 24
    between = (frames[0:21:2] + frames[2:23:2]) / 2
    assert float((frames[1:22:2] - between).abs().max()) <= 1
    assert float((frames[0] - frames[20]).abs().max()) > 20


@pytest.mark.parametrize(
    ("with_network", "found"), [(False, "centred crop"), (True, "centred crop"), (True, "landmark network")]
)
def test_the_report_tells_how_the_face_was_found(
    with_network: bool, found: str, other: Any, tmp_path: Path
) -> None:
    """The published way of driving, on narrow networks and a landmark network that looks for red."""
    checkpoint = tmp_path / "liveportrait"
    checkpoint.mkdir()
    torch.manual_seed(4)
    for name, network in build_networks(NARROW).by_name().items():
        save_file(network.state_dict(), checkpoint / f"{name}.safetensors")
    (checkpoint / "config.json").write_text(json.dumps({"sizes": NARROW.as_dict()}))
    if with_network:
        write_landmark_network(checkpoint / "landmark.onnx")
    pipeline = other(checkpoint)
    disc = Paints(pipeline.buffers.actor, red=found == "landmark network")
    result = generate(pipeline, tmp_path / "out", listener=disc)
    assert result.success, result.error_msg
    report = json.loads((tmp_path / "out" / "slot-000001" / "report.json").read_text())
    assert report["face_finding"] == found
    told = [warning for warning in report["warnings"] if "face" in warning]
    assert len(told) == (found == "centred crop")
    if told:
        assert ("found no face" if with_network else "landmark.onnx is missing") in told[0]


def test_another_animator_makes_a_slot_through_the_same_stage(other: Any, tmp_path: Path) -> None:
    """Its folder declares it; its mouth opens where the sound is loud, over a picture that stays."""
    pipeline = other(mouth.write_checkpoint(tmp_path / "mouth"))
    result = generate(pipeline, tmp_path / "out")
    assert result.success, result.error_msg
    report = json.loads((tmp_path / "out" / "slot-000001" / "report.json").read_text())
    assert report["face_finding"] == "a painted mouth"
    frames = result.video_frames.astype(int)
    actor = (pipeline.buffers.actor[0] * 255).round().int().numpy()
    painted = (np.abs(frames - actor) > 0).any(axis=1)
    rows, columns = painted.any(axis=0).nonzero()
    assert abs(rows - 0.62 * 256).max() <= 0.06 * 256 + 1
    assert abs(columns - 128).max() <= 0.10 * 256 + 1
    sound = np.zeros(24_000, np.float32)
    sound[: result.audio_waveform.size] = result.audio_waveform
    loud = np.abs(sound).reshape(24, 1000).mean(axis=1)
    opened = painted.sum(axis=(1, 2))
    assert opened[int(np.argmax(loud))] > 3 * max(1, int(opened[int(np.argmin(loud))]))
    assert np.corrcoef(loud, opened)[0, 1] > 0.6


@pytest.mark.expects_log
def test_a_model_of_another_animator_names_the_stage_in_its_error(other: Any, tmp_path: Path) -> None:
    pipeline = other(mouth.write_checkpoint(tmp_path / "mouth"))
    result = generate(pipeline, tmp_path / "out", listener=Poisons("speech", pipeline.buffers.audio))
    assert (result.outcome, result.error_code) == ("failed", "stage")
    assert result.error_msg == "The speech holds values that are not numbers, so no mouth can follow it."


def test_another_animator_is_warmed_up(other: Any, tmp_path: Path) -> None:
    pipeline = other(mouth.write_checkpoint(tmp_path / "mouth"))
    info = asyncio.run(pipeline.warm_up("liveportrait"))
    assert info.measured_bytes == 4 * (2 + 2 + 3 + 1)
    assert info.steady_s is not None


class Paints(SilentListener):
    """Puts a grey picture into the actor buffer, with or without a red disc for a face."""

    def __init__(self, actor: torch.Tensor, *, red: bool) -> None:
        self._actor, self._red = actor, red

    def on_stage_finished(self, stage: Stage, start_ms: float, end_ms: float, attempts: int) -> None:
        if stage != "actor":
            return
        self._actor.fill_(0.4)
        if self._red:
            rows, columns = torch.meshgrid(torch.arange(256.0), torch.arange(256.0), indexing="ij")
            disc = torch.hypot(columns - 128, rows - 120) <= 40
            self._actor[0, :, disc] = torch.tensor((0.9, 0.1, 0.1))[:, None]


def test_frames_come_chunk_by_chunk_and_the_encoder_follows(
    draft: Draft, studio: Studio, heard: Heard
) -> None:
    SpeechStage().run(draft, studio)
    studio.buffers.actor.uniform_(0, 1)
    studio.buffers.video.zero_()
    heard.progress.clear()
    AnimationStage().run(draft, studio)
    assert draft.clip is not None
    draft.clip.close()
    done = [at for stage, at, _ in heard.progress if stage == "animation"]
    assert done == sorted(done)
    assert done[-1] == draft.frames
    assert [at for _, at, _ in heard.previews] == [at - 1 for at in done]
    assert studio.buffers.video[: draft.frames].flatten(1).any(dim=1).all()
    assert not studio.buffers.video[draft.frames :].any()
    assert draft.face_finding
