"""The resident pipeline on the shipped mini models: loading, buffers, slots, cancel, failure."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import torch

from vortex_gui.base.errors import SettingsError, SlotCancelled, VortexInitializationError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_mapping
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.models.contracts import Model
from vortex_gui.pipeline import GenerationResult, ModelRegistry
from vortex_gui.pipeline.resident.memory import resident_bytes
from vortex_gui.pipeline.resident.roles.table import LOADERS, Loader
from vortex_gui.pipeline.slot.context import SilentListener
from vortex_gui.pipeline.slot.threads import StageThreads
from vortex_gui.pipeline.vortex import VortexPipeline

CPU = torch.device("cpu")


def short_recipe(**slot: Any) -> Recipe:
    return recipe_from_mapping(
        {
            "slot_params": {"duration_sec": 1.0, "seed": 11, **slot},
            "audio_track": {"script": "Good evening."},
            "visual_track": {"prompt": "a presenter with green skin in a red suit"},
        }
    )


BRIEF = short_recipe(duration_sec=0.5)
"""Twelve frames: enough to be stopped in the midst of any stage, or to show that the next slot works."""


def generate(
    pipeline: VortexPipeline, out: Path, recipe: Recipe | None = None, **more: Any
) -> GenerationResult:
    return asyncio.run(pipeline.generate_slot(recipe or short_recipe(), 1, output_dir=out, **more))


@pytest.fixture(scope="module")
def slot(pipeline: VortexPipeline, tmp_path_factory: pytest.TempPathFactory) -> GenerationResult:
    """One finished slot that several tests look at; its arrays are copies."""
    result = generate(pipeline, tmp_path_factory.mktemp("slot"))
    assert result.success, result.error_msg
    copies = {name: getattr(result, name).copy() for name in ("video_frames", "audio_waveform")}
    return GenerationResult(**{**vars(result), **copies})


class StopAt(SilentListener):
    """Sets the cancel flag when a stage has told so much progress."""

    def __init__(self, stage: Stage, done: int) -> None:
        self.cancel = threading.Event()
        self._at = (stage, done)

    def on_progress(self, stage: Stage, done: int, total: int) -> None:
        if stage == self._at[0] and done >= self._at[1]:
            self.cancel.set()

    def on_stage_started(self, stage: Stage, at_ms: float) -> None:
        if stage == self._at[0] and self._at[1] == 0:
            self.cancel.set()


def addresses(pipeline: VortexPipeline) -> list[int]:
    buffers = pipeline.buffers
    return [buffer.data_ptr() for buffer in (buffers.actor, buffers.video, buffers.audio)]


class TestModelRegistry:
    def test_load_all_models(self, pipeline: VortexPipeline) -> None:
        assert tuple(r.role for r in pipeline.registry.residents()) == ROLES
        for resident in pipeline.registry.residents():
            assert resident.measured_bytes > 100_000, resident.role
            assert resident.load_s > 0

    def test_get_model_success(self, pipeline: VortexPipeline) -> None:
        for role in ROLES:
            assert pipeline.registry.get_model(role) is pipeline.registry.get_model(role)

    def test_get_model_invalid_name(self, pipeline: VortexPipeline) -> None:
        with pytest.raises(KeyError, match=r"'sora' not found in registry.*flux.*clip_l"):
            pipeline.registry.get_model("sora")

    @pytest.mark.expects_log
    def test_cuda_oom_during_loading(self, caplog: pytest.LogCaptureFixture) -> None:
        def runs_out(*_: object) -> None:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.")

        with pytest.raises(VortexInitializationError) as caught:
            ModelRegistry(load_profile("mini"), CPU, loaders={**LOADERS, "liveportrait": runs_out})
        for words in ("CUDA OOM", "liveportrait", "asked for", "were free", "Close other programs"):
            assert words in str(caught.value)
        (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
        fields = vars(record)["fields"]
        assert fields["role"] == "liveportrait"
        assert fields["asked_bytes"] > 0
        assert fields["free_bytes"] > 0

    def test_precision_overrides(self, pipeline: VortexPipeline) -> None:
        profile = load_profile("mini")
        there = pipeline.registry.get_model("clip_l")
        only_clip: dict[Role, Loader] = {role: (lambda *_: there) for role in ROLES if role != "clip_b"}
        registry = ModelRegistry(
            profile, CPU, precision_overrides={"clip_b": "int8"}, loaders={**LOADERS, **only_clip}
        )
        bytes_fp32 = pipeline.registry.model_bytes()["clip_b"]
        assert registry.model_bytes()["clip_b"] < 0.6 * bytes_fp32
        with pytest.raises(SettingsError, match=r"clip_b: 'nf4' is not possible; allowed is fp32, int8"):
            ModelRegistry(profile, CPU, precision_overrides={"clip_b": "nf4"})


class TestVortexPipeline:
    def test_init_success(self, pipeline: VortexPipeline) -> None:
        assert [info.role for info in pipeline.models()] == list(ROLES)
        sample = pipeline.sample()
        assert sample.buffers == pipeline.buffers.nbytes
        assert sample.used == pytest.approx(
            sum(sample.models.values()) + sample.buffers + sample.working, abs=1
        )
        assert sample.used < pipeline.monitor.hard_limit_bytes

    def test_buffer_device_placement(self, pipeline: VortexPipeline, tmp_path: Path) -> None:
        buffers, before = pipeline.buffers, addresses(pipeline)
        assert (buffers.actor.shape, buffers.actor.dtype) == ((1, 3, 256, 256), torch.float32)
        assert (buffers.video.shape, buffers.video.dtype) == ((480, 3, 256, 256), torch.uint8)
        assert (buffers.audio.shape, buffers.audio.dtype) == ((480_000,), torch.float32)
        assert {buffer.device.type for buffer in (buffers.actor, buffers.video, buffers.audio)} == {"cpu"}
        for number in range(2):
            assert generate(pipeline, tmp_path / str(number), BRIEF).success
        assert addresses(pipeline) == before
        assert pipeline.registry.weight_moves == 0


class TestVortexPipelineGeneration:
    def test_generate_slot_success(self, slot: GenerationResult) -> None:
        assert slot.video_frames.shape == (24, 3, 256, 256)
        assert slot.video_frames.std() > 20, "the frames are flat"
        assert 0.1 < np.abs(slot.audio_waveform).max() <= 1
        assert np.linalg.norm(slot.clip_embedding) == pytest.approx(1, abs=1e-4)
        assert [stage.name for stage in slot.stages] == list(STAGES)
        assert slot.files is not None
        assert sorted(p.name for p in slot.files.video.parent.iterdir()) == [
            "actor.png",
            "report.json",
            "slot.mp4",
            "slot.srt",
            "slot.vtt",
            "speech.wav",
        ]

    @pytest.mark.expects_log
    def test_generate_slot_memory_pressure(
        self, pipeline: VortexPipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as limits:
            limits.setattr(pipeline.monitor, "hard_limit_bytes", 1)
            result = generate(pipeline, tmp_path)
        assert not result.success
        assert result.error_code == "memory"
        assert "hard limit exceeded" in result.error_msg
        assert not any(tmp_path.rglob("slot.mp4"))
        assert generate(pipeline, tmp_path, BRIEF).success

    @pytest.mark.parametrize(
        ("stage", "done"),
        [("speech", 0), ("actor", 0), ("actor", 2), ("animation", 8), ("verification", 1), ("output", 0)],
    )
    def test_generate_slot_cancellation(
        self, pipeline: VortexPipeline, tmp_path: Path, stage: Stage, done: int
    ) -> None:
        stop = StopAt(stage, done)
        result = generate(pipeline, tmp_path, BRIEF, cancel=stop.cancel, listener=stop)
        assert (result.success, result.outcome) == (False, "cancelled")
        assert result.video_frames.size == 0
        assert list(tmp_path.iterdir()) == []
        assert generate(pipeline, tmp_path, BRIEF).success

    def test_parallel_audio_actor_generation(self, pipeline: VortexPipeline, tmp_path: Path) -> None:
        wordy = BRIEF.audio_track.model_copy(update={"script": "Good evening, and here is the news. " * 40})
        slot = generate(pipeline, tmp_path, BRIEF.model_copy(update={"audio_track": wordy}))
        stages = {stage.name: stage for stage in slot.stages}
        speech, actor = stages["speech"], stages["actor"]
        assert max(speech.start_ms, actor.start_ms) < min(speech.end_ms, actor.end_ms)
        assert stages["animation"].start_ms >= max(speech.end_ms, actor.end_ms)


class TestGenerationResult:
    def test_successful_result(self, slot: GenerationResult) -> None:
        assert (slot.slot_id, slot.seed, slot.success, slot.error_msg) == (1, 11, True, "")
        assert slot.files is not None
        report = json.loads(slot.files.report.read_text())
        assert report == json.loads(slot.report_json())
        assert report["verification"]["ensemble_score"] == pytest.approx(
            0.4 * report["verification"]["score_clip_b"] + 0.6 * report["verification"]["score_clip_l"],
            abs=2e-4,
        )
        assert len(report["verification"]["keyframes"]) == 5
        assert report["memory"]["peak_bytes"] > 100_000_000
        assert set(report["checkpoints"]) == set(ROLES)
        assert report["recipe"]["slot_params"]["seed"] == 11

    @pytest.mark.expects_log
    def test_failed_result(self, pipeline: VortexPipeline, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("a file where the folder should be")
        result = generate(pipeline, tmp_path / "out")
        assert (result.success, result.outcome, result.error_code) == (False, "failed", "output")
        assert "cannot be written" in result.error_msg
        assert result.remedy
        assert result.video_frames.size == result.audio_waveform.size == 0
        assert json.loads(result.report_json())["error"]["code"] == "output"


def test_the_same_seed_gives_the_same_frames_and_sound(
    pipeline: VortexPipeline, slot: GenerationResult, tmp_path: Path
) -> None:
    again = generate(pipeline, tmp_path)
    assert np.array_equal(again.video_frames, slot.video_frames)
    assert np.array_equal(again.audio_waveform, slot.audio_waveform)


def test_both_stage_threads_compute_with_as_many_threads_as_the_pipeline_was_made_with() -> None:
    before = torch.get_num_threads()
    stages = StageThreads()
    torch.set_num_threads(before + 1)
    meeting = threading.Barrier(2, timeout=20)
    try:
        counts = [stages.begin(lambda: (meeting.wait(), torch.get_num_threads())[1]) for _ in range(2)]
        assert [count.result(20) for count in counts] == [before, before]
    finally:
        torch.set_num_threads(before)
        stages.close()


def test_another_seed_gives_other_frames(
    pipeline: VortexPipeline, slot: GenerationResult, tmp_path: Path
) -> None:
    other = generate(pipeline, tmp_path, seed=12)
    assert other.seed == 12
    assert not np.array_equal(other.video_frames, slot.video_frames)


def test_the_file_holds_the_frames_the_sound_and_the_recipe(slot: GenerationResult) -> None:
    assert slot.files is not None
    with av.open(str(slot.files.video)) as clip:
        about = json.loads(clip.metadata["comment"])
        video, audio = clip.streams.video[0], clip.streams.audio[0]
        assert (
            abs(float(video.duration * video.time_base) - float(audio.duration * audio.time_base)) <= 1 / 24
        )
        frames = [frame.to_ndarray(format="rgb24") for frame in clip.decode(video)]
    assert about["seed"] == 11
    assert Recipe.model_validate(about["recipe"]).audio_track.script == "Good evening."
    assert len(frames) == 24
    expected = slot.video_frames[12].transpose(1, 2, 0).astype(float)
    assert np.abs(frames[12].astype(float) - expected).mean() < 6


def test_cancelling_the_task_stops_the_slot_and_the_next_one_works(
    pipeline: VortexPipeline, tmp_path: Path
) -> None:
    async def story() -> GenerationResult:
        began = asyncio.Event()
        loop = asyncio.get_running_loop()

        class Began(SilentListener):
            def on_stage_started(self, stage: Stage, at_ms: float) -> None:
                loop.call_soon_threadsafe(began.set)

        task = asyncio.create_task(pipeline.generate_slot(BRIEF, 1, output_dir=tmp_path, listener=Began()))
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert list(tmp_path.iterdir()) == []
        return await pipeline.generate_slot(BRIEF, 1, output_dir=tmp_path)

    assert asyncio.run(story()).success


@pytest.mark.expects_log
def test_a_deadline_that_cannot_be_met_is_given_up_before_the_work(
    pipeline: VortexPipeline, slot: GenerationResult, tmp_path: Path
) -> None:
    assert slot.success, "the machine has a history"
    result = generate(pipeline, tmp_path, due_in_s=0.01)
    assert (result.outcome, result.deadline.met) == ("missed", False)
    assert "gave the slot up" in result.error_msg
    assert result.stages == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.expects_log
def test_a_voice_the_profile_lacks_fails_the_slot_in_one_sentence(
    pipeline: VortexPipeline, tmp_path: Path
) -> None:
    recipe = short_recipe()
    unknown = recipe.model_copy(
        update={"audio_track": recipe.audio_track.model_copy(update={"voice_id": "nobody"})}
    )
    result = generate(pipeline, tmp_path, unknown)
    assert (result.outcome, result.error_code) == ("failed", "recipe")
    assert "unknown voice 'nobody'" in result.error_msg


def test_a_script_longer_than_the_slot_is_cut_at_a_word(pipeline: VortexPipeline, tmp_path: Path) -> None:
    words = "Tonight the moon complained about the noise and the sea sent a letter of apology to everyone."
    recipe = short_recipe(duration_sec=1.0)
    long = recipe.model_copy(update={"audio_track": recipe.audio_track.model_copy(update={"script": words})})
    result = generate(pipeline, tmp_path, long)
    assert result.success, result.error_msg
    assert result.video_frames.shape[0] == 24
    assert result.audio_waveform.size <= 24_000
    assert any("truncated to fit 1s" in warning for warning in result.warnings)


def test_ten_slots_in_a_row_keep_buffers_weights_and_memory(pipeline: VortexPipeline, tmp_path: Path) -> None:
    pointers, residents = addresses(pipeline), pipeline.registry.residents()
    floors = []
    for number in range(10):
        assert generate(pipeline, tmp_path / str(number), BRIEF).success
        pipeline.clear_cache()
        floors.append(resident_bytes())
    assert addresses(pipeline) == pointers
    assert pipeline.registry.residents() == residents
    assert pipeline.registry.weight_moves == 0
    assert floors[9] - floors[1] < 50_000_000


class RunsOut(SilentListener):
    """The device runs out of memory in the middle of a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def on_progress(self, stage: Stage, done: int, total: int) -> None:
        if stage == self._stage:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


@pytest.mark.expects_log
@pytest.mark.parametrize("stage", ["speech", "actor", "animation", "verification"])
def test_out_of_memory_fails_the_slot_and_the_next_one_works(
    pipeline: VortexPipeline, tmp_path: Path, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    result = generate(pipeline, tmp_path, BRIEF, listener=RunsOut(stage))
    assert (result.outcome, result.error_code) == ("failed", "stage")
    assert "ran out of memory" in result.error_msg
    assert result.remedy
    assert any("freed_bytes" in getattr(record, "fields", {}) for record in caplog.records)
    assert list(tmp_path.iterdir()) == []
    assert generate(pipeline, tmp_path, BRIEF).success


def test_a_voice_in_a_wheel_loads_beside_the_first_model(pipeline: VortexPipeline) -> None:
    begun = threading.Event()
    there: Model = pipeline.registry.get_model("clip_b")

    def voice(*_: object) -> Model:
        begun.set()
        return there

    def painter(*_: object) -> Model:
        assert begun.wait(20)
        return there

    small = {role: (lambda *_: there) for role in ROLES}
    registry = ModelRegistry(load_profile("mini"), CPU, loaders=small | {"kokoro": voice, "flux": painter})
    assert [resident.role for resident in registry.residents()] == list(ROLES)


def test_loading_can_be_cancelled() -> None:
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise SlotCancelled

    with pytest.raises(SlotCancelled):
        ModelRegistry(load_profile("mini"), CPU, check=check)
    assert len(asked) == 2
