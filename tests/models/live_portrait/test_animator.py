"""The animator on the shipped mini checkpoint, measured in pixels; the published path on narrow networks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from tools.mini.animator.evaluate_animator import track
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.presenter import Presenter
from vortex_gui.base.errors import CheckpointError, ModelError
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.measure.rehearse.published.landmark import write_landmark_network
from vortex_gui.models.contracts import PhonemeSpan
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator as Animator
from vortex_gui.models.live_portrait.animator import Portrait
from vortex_gui.models.live_portrait.checkpoint import CONTROLS
from vortex_gui.models.live_portrait.motion import MotionTrack, plan_motion, speech_loudness
from vortex_gui.models.live_portrait.networks.compose import paint_doubling
from vortex_gui.models.live_portrait.networks.config import NARROW, NetworkSizes
from vortex_gui.models.live_portrait.networks.networks import build_networks
from vortex_gui.models.speech.hibari import HibariSpeaker

CPU = torch.device("cpu")
MINI = RESOURCES / "checkpoints" / "mini" / "liveportrait"
BOB = Presenter(
    skin="green",
    head="round",
    eyes="two",
    hair="bald",
    hair_colour="black",
    suit="grey",
    tie="black",
    background="blue",
    accessory="none",
    beard="none",
    mood="neutral",
)


def picture_of(person: Presenter) -> torch.Tensor:
    return torch.from_numpy(draw(person)).permute(2, 0, 1)[None].float() / 255


@pytest.fixture(scope="session")
def animator() -> Animator:
    torch.set_num_threads(1)
    return Animator(MINI, CPU)


@pytest.fixture(scope="session")
def bob(animator: Animator) -> Portrait:
    return animator.portrait(picture_of(BOB))


def animate(
    animator: Animator, portrait: Portrait, motion: MotionTrack, batch: int = 8, every: int = 1
) -> torch.Tensor:
    return torch.cat(list(animator.frames(portrait, motion, batch=batch, every=every)))


@dataclass(frozen=True)
class Box:
    """A part of the 256 picture."""

    rows: slice
    columns: slice

    def of(self, frames: torch.Tensor) -> torch.Tensor:
        return frames[..., self.rows, self.columns].float()


MOUTH = Box(slice(132, 182), slice(98, 158))
EYES = Box(slice(90, 128), slice(88, 168))


def mouth_area(frames: torch.Tensor) -> np.ndarray:
    """Pixels of the dark red inside of the mouth and of the tongue, in each frame."""
    red, green, blue = MOUTH.of(frames).unbind(dim=1)
    return ((red > 60) & (red > 1.7 * green) & (red > 1.3 * blue)).sum(dim=(1, 2)).numpy()


def eye_area(frames: torch.Tensor) -> np.ndarray:
    """Pixels of the white of the eyes, in each frame."""
    return (EYES.of(frames).amin(dim=1) > 190).sum(dim=(1, 2)).numpy()


def psnr(a: torch.Tensor, b: torch.Tensor) -> float:
    error = float(((a.float() - b.float()) ** 2).mean())
    return 99.0 if error == 0 else 10 * np.log10(255**2 / error)


def test_frames_come_in_batches_as_uint8_pictures(animator: Animator, bob: Portrait) -> None:
    chunks = list(animator.frames(bob, track(7, lip_open=np.linspace(0, 1, 7)), batch=3))
    assert [tuple(chunk.shape) for chunk in chunks] == [(3, 3, 256, 256), (3, 3, 256, 256), (1, 3, 256, 256)]
    assert all(chunk.dtype == torch.uint8 for chunk in chunks)


def test_same_motion_gives_the_same_frames(animator: Animator, bob: Portrait) -> None:
    motion = track(5, lip_open=np.linspace(0, 1, 5), yaw=np.linspace(-5, 5, 5))
    assert torch.equal(animate(animator, bob, motion), animate(animator, bob, motion))


def test_batch_size_does_not_change_the_picture(animator: Animator, bob: Portrait) -> None:
    motion = track(6, lip_open=np.linspace(0, 1, 6), roll=np.linspace(-4, 4, 6))
    one, four = (animate(animator, bob, motion, batch=batch) for batch in (1, 4))
    assert (one.int() - four.int()).abs().max() <= 1


def test_mouth_opens_as_far_as_asked(animator: Animator, bob: Portrait) -> None:
    asked = np.array([0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0])
    areas = mouth_area(animate(animator, bob, track(8, lip_open=asked)))
    assert areas[0] < 0.1 * areas[-1]
    assert areas[-1] > 250
    assert np.corrcoef(asked, areas)[0, 1] > 0.9
    assert np.all(np.diff(areas) >= -0.05 * areas[-1])


def test_an_open_mouth_of_the_portrait_closes(animator: Animator) -> None:
    person = Presenter(**{name: getattr(BOB, name) for name in BOB.__slots__} | {"mood": "surprised"})
    picture = picture_of(person)
    frames = animate(animator, animator.portrait(picture), track(2, lip_open=[0.0, 1.0]))
    before = mouth_area((picture * 255).round())[0]
    closed, opened = mouth_area(frames)
    assert closed < 0.4 * before
    assert opened > 0.6 * before


def test_mouth_is_narrower_when_round_than_when_wide(animator: Animator, bob: Portrait) -> None:
    frames = animate(animator, bob, track(2, lip_open=0.6, lip_width=[0.8, 0.0], lip_round=[0.0, 1.0]))
    red, green, blue = MOUTH.of(frames).unbind(dim=1)
    inside = (red > 60) & (red > 1.7 * green) & (red > 1.3 * blue)
    wide, narrow = inside.any(dim=1).sum(dim=1).tolist()
    assert narrow < 0.8 * wide


def test_eyes_close(animator: Animator, bob: Portrait) -> None:
    opened, half, shut = eye_area(animate(animator, bob, track(3, eye_open=[1.0, 0.5, 0.0])))
    assert shut < 0.3 * opened
    assert shut < half < opened


def test_head_turns_to_the_side_and_nods(animator: Animator, bob: Portrait) -> None:
    """Positive yaw moves the face to the picture's left, positive pitch moves it down."""
    motion = track(4, yaw=[-10.0, 10.0, 0.0, 0.0], pitch=[0.0, 0.0, -8.0, 8.0])
    whites = EYES.of(animate(animator, bob, motion)).amin(dim=1) > 190
    rows, columns = torch.meshgrid(torch.arange(38.0), torch.arange(80.0), indexing="ij")
    x = [float(columns[white].mean()) for white in whites]
    y = [float(rows[white].mean()) for white in whites]
    assert x[1] < x[0] - 3
    assert y[3] > y[2] + 2


def test_rest_keeps_the_picture(animator: Animator, bob: Portrait) -> None:
    frame = animate(animator, bob, track(1))[0]
    assert psnr(frame, picture_of(BOB)[0] * 255) > 28


def test_background_holds_while_the_head_moves(animator: Animator, bob: Portrait) -> None:
    picture = (picture_of(BOB)[0] * 255).round().to(torch.uint8)
    motion = track(4, lip_open=[0, 1, 0.5, 0], yaw=[-8, 8, 4, 0], roll=[5, -5, 0, 0], eye_open=[1, 0, 1, 1])
    frames = animate(animator, bob, motion)
    outside = (bob.paste_back.mask[0] == 0).expand(3, -1, -1)
    assert outside[0].any()
    for frame in frames:
        assert torch.equal(frame[outside], picture[outside])
        for rows, columns in ((slice(0, 256), slice(0, 40)), (slice(0, 256), slice(216, 256))):
            assert psnr(frame[:, rows, columns], picture[:, rows, columns]) > 30


def test_every_third_frame_is_decoded_and_the_rest_cross_faded(animator: Animator, bob: Portrait) -> None:
    motion = track(8, lip_open=np.linspace(0, 1, 8))
    whole = animate(animator, bob, motion)
    fewer = animate(animator, bob, motion, every=3, batch=2)
    assert fewer.shape == whole.shape
    for key in (0, 3, 6, 7):
        assert (fewer[key].int() - whole[key].int()).abs().max() <= 1
    blend = (2 * whole[3].float() + whole[6].float()) / 3
    assert (fewer[4].float() - blend).abs().max() <= 2


def test_fewer_frames_are_decoded_when_asked(animator: Animator, bob: Portrait) -> None:
    decoded: list[int] = []
    hook = animator.networks.spade_generator.register_forward_hook(
        lambda _module, _inputs, output: decoded.append(len(output))
    )
    animate(animator, bob, track(9), every=4)
    hook.remove()
    assert sum(decoded) == 3


def test_the_mouth_in_the_pictures_follows_the_sound(animator: Animator, bob: Portrait) -> None:
    """From the waveform to pixels: open where it is loud, within two frames, and closed in the pause."""
    speech = HibariSpeaker().synthesize("Toast has landed.", seed=1)
    fps, pause = 24, np.zeros(12_000, np.float32)
    sound = np.concatenate((speech.waveform, pause))
    frames = sound.size * fps // 24_000
    motion = plan_motion(sound, 24_000, speech.phonemes, frames=frames, fps=fps, seed=2)
    # A turned head hides part of the mouth: what is measured here is the opening.
    still = {name: np.zeros(frames, np.float32) for name in ("pitch", "yaw", "roll", "smile", "brow")}
    areas = mouth_area(animate(animator, bob, replace(motion, **still))).astype(float)
    loud = speech_loudness(sound, 24_000, (np.arange(frames) + 0.5) / fps, fps)
    inner = slice(3, frames - 3)
    by_lag = {lag: np.corrcoef(np.roll(areas, -lag)[inner], loud[inner])[0, 1] for lag in range(-4, 5)}
    assert by_lag[0] > 0.8
    best = max(by_lag, key=lambda lag: by_lag[lag])
    assert abs(best) <= 2
    silent = areas[-fps // 2 + 4 :]
    assert silent.max() < 0.1 * areas.max()


def test_lips_meet_in_the_picture_for_a_timed_labial(animator: Animator, bob: Portrait) -> None:
    """Phonemes timed as Kokoro's predicted durations are: "apa" in one even sound."""
    draw = np.random.default_rng(1)
    sound = draw.normal(0, 0.1, 24_000).astype(np.float32)
    spans = [PhonemeSpan("ɑ", 0.0, 0.45), PhonemeSpan("p", 0.45, 0.55), PhonemeSpan("ɑ", 0.55, 1.0)]
    motion = plan_motion(sound, 24_000, spans, frames=24, fps=24)
    areas = mouth_area(animate(animator, bob, motion))
    assert areas[11:13].min() < 0.3 * np.median(areas)
    assert areas[4:8].min() > 0.7 * np.median(areas)
    assert areas[16:20].min() > 0.7 * np.median(areas)


class Cancelled(Exception):
    pass


def test_cancel_from_on_chunk_leaves_the_animator_usable(animator: Animator, bob: Portrait) -> None:
    seen: list[tuple[int, int]] = []

    def on_chunk(done: int, total: int) -> None:
        seen.append((done, total))
        if done >= 4:
            raise Cancelled

    made: list[torch.Tensor] = []
    motion = track(10, lip_open=0.5)
    with pytest.raises(Cancelled):
        made.extend(animator.frames(bob, motion, batch=2, on_chunk=on_chunk))
    assert seen == [(0, 10), (2, 10), (4, 10)]
    assert sum(len(chunk) for chunk in made) == 4
    assert len(animate(animator, bob, motion)) == 10


@pytest.mark.parametrize(
    ("image", "word"),
    [
        (torch.zeros(3, 256, 256), "(1, 3, height, width)"),
        (torch.zeros(1, 4, 256, 256), "(1, 4, 256, 256)"),
        (torch.zeros(1, 3, 256, 256, dtype=torch.uint8), "torch.uint8"),
        (torch.zeros(1, 3, 32, 32), "too small"),
        (torch.full((1, 3, 256, 256), float("nan")), "not numbers"),
        (torch.full((1, 3, 256, 256), 200.0), "values in 0 to 1"),
    ],
)
def test_a_wrong_picture_gives_one_clear_error(animator: Animator, image: torch.Tensor, word: str) -> None:
    with pytest.raises(ModelError) as raised:
        animator.portrait(image)
    assert word in str(raised.value)


def test_a_motion_that_is_not_numbers_is_refused(animator: Animator, bob: Portrait) -> None:
    motion = track(3)
    motion.yaw[1] = np.nan
    with pytest.raises(ModelError, match="yaw"):
        animate(animator, bob, motion)


def test_a_picture_of_another_size_is_animated_at_that_size(animator: Animator) -> None:
    picture = torch.nn.functional.interpolate(picture_of(BOB), size=(384, 384), mode="bilinear")
    portrait = animator.portrait(picture)
    frames = animate(animator, portrait, track(2, lip_open=[0.0, 1.0]))
    assert frames.shape == (2, 3, 384, 384)
    outside = (portrait.paste_back.mask[0] == 0).expand(3, -1, -1)
    assert torch.equal(frames[0][outside], (picture[0] * 255).round().to(torch.uint8)[outside])
    assert (frames[0].int() - frames[1].int()).abs().amax() > 60


def large_picture_of(person: Presenter) -> torch.Tensor:
    return torch.from_numpy(draw(person, size=512)).permute(2, 0, 1)[None].float() / 255


def test_at_512_every_pixel_of_the_picture_is_moved_and_none_is_enlarged(
    animator: Animator, bob: Portrait
) -> None:
    picture = large_picture_of(BOB)
    portrait = animator.portrait(picture)
    torch.testing.assert_close(portrait.motion.keypoints(), bob.motion.keypoints(), atol=0.02, rtol=0)
    still, turned = animate(animator, portrait, track(2, yaw=[0.0, 9.0]))
    # The clothes are crisp only where no pixel was ever one of 256.
    clothes = Box(slice(400, 512), slice(0, 512))
    assert psnr(clothes.of(still), clothes.of(picture[0] * 255)) > 45
    small = animate(animator, bob, track(1, yaw=9.0))[0]
    assert psnr(torch.nn.functional.avg_pool2d(turned.float(), 2), small) > 30


def test_a_doubling_paints_mouth_and_eyes_at_512_and_leaves_256_alone(bob: Portrait, tmp_path: Path) -> None:
    for file in MINI.iterdir():
        if file.name not in ("config.json", "paint_doubling.safetensors"):
            (tmp_path / file.name).symlink_to(file)
    config = json.loads((MINI / "config.json").read_text("utf-8"))
    del config["paint_doubling"]
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    animator = Animator(tmp_path, CPU)
    (tmp_path / "config.json").write_text(json.dumps(config | {"paint_doubling": [4, 4]}), "utf-8")
    torch.manual_seed(2)
    network = paint_doubling((4, 4))
    save_file(network.state_dict(), tmp_path / "paint_doubling.safetensors")
    fresh = Animator(tmp_path, CPU)
    torch.nn.init.constant_(network.leave.weight, 0.3)
    save_file(network.state_dict(), tmp_path / "paint_doubling.safetensors")
    taught = Animator(tmp_path, CPU)
    assert len(taught.torch_networks()) == len(animator.torch_networks()) + 1
    open_mouth, picture = track(1, lip_open=1.0), large_picture_of(BOB)
    wanted = animate(animator, animator.portrait(picture), open_mouth)
    assert torch.equal(animate(fresh, fresh.portrait(picture), open_mouth), wanted)
    changed = (animate(taught, taught.portrait(picture), open_mouth) != wanted).any(dim=1)[0]
    assert changed[300, 256]
    assert not changed[400:].any()
    assert torch.equal(animate(taught, bob, open_mouth), animate(animator, bob, open_mouth))
    (tmp_path / "paint_doubling.safetensors").unlink()
    with pytest.raises(CheckpointError, match="no weights of paint_doubling"):
        Animator(tmp_path, CPU)


def test_fp16_is_for_cuda_only() -> None:
    with pytest.raises(ValueError, match="fp16 needs a CUDA device"):
        Animator(MINI, CPU, precision="fp16")


def test_what_a_portrait_alone_decides_is_computed_once(animator: Animator) -> None:
    """By counting real calls: each network that sees the portrait runs once for all frames of a slot."""
    counts = dict.fromkeys(("appearance", "motion", "compress", "frames"), 0)

    def counting(name: str) -> Callable[..., None]:
        def count(*_: object) -> None:
            counts[name] += 1

        return count

    networks = animator.networks
    hooks = [
        networks.appearance_feature_extractor.register_forward_hook(counting("appearance")),
        networks.motion_extractor.register_forward_hook(counting("motion")),
        networks.warping_module.dense_motion_network.compress.register_forward_hook(counting("compress")),
        networks.warping_module.register_forward_hook(counting("frames")),
    ]
    try:
        animate(animator, animator.portrait(picture_of(BOB)), track(9, lip_open=0.5), batch=3)
    finally:
        for hook in hooks:
            hook.remove()
    assert counts == {"appearance": 1, "motion": 1, "compress": 1, "frames": 3}


def test_bf16_changes_the_pictures_little(
    animator: Animator, bob: Portrait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Computed here with or without units for bf16: the pictures are the same, only the time is not."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    coarse = Animator(MINI, CPU, precision="bf16")
    assert coarse.dtype == torch.bfloat16
    motion = track(6, lip_open=np.linspace(0, 1, 6), yaw=np.linspace(-6, 6, 6), eye_open=np.linspace(1, 0, 6))
    wanted = animate(animator, bob, motion)
    portrait = coarse.portrait(picture_of(BOB))
    assert torch.equal(portrait.motion.keypoints(), bob.motion.keypoints()), "the head is found in float32"
    found = animate(coarse, portrait, motion)
    assert min(psnr(one, other) for one, other in zip(found, wanted, strict=True)) > 40
    opened = mouth_area(wanted)
    assert np.abs(mouth_area(found) - opened).max() < 0.05 * opened.max()


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A checkpoint as the published one is driven: no fixed window, three channels, the editor's table."""
    return write_checkpoint(tmp_path, NARROW)


def write_checkpoint(folder: Path, sizes: NetworkSizes) -> Path:
    torch.manual_seed(4)
    for name, network in build_networks(sizes).by_name().items():
        save_file(network.state_dict(), folder / f"{name}.safetensors")
    (folder / "config.json").write_text(json.dumps({"sizes": sizes.as_dict()}))
    return folder


def test_without_the_landmark_file_the_centred_crop_is_taken_with_a_warning(published: Path) -> None:
    animator = Animator(published, CPU)
    portrait = animator.portrait(picture_of(BOB))
    assert portrait.face_finding == "centred crop"
    assert len(portrait.warnings) == 1
    assert "landmark.onnx is missing" in portrait.warnings[0]
    assert not animator.can_find_faces
    assert portrait.ratios.eye_left == pytest.approx(0.39)
    assert animate(animator, portrait, track(2, smile=1.0)).shape == (2, 3, 256, 256)


def test_with_the_landmark_file_the_face_is_found(published: Path) -> None:
    write_landmark_network(published / "landmark.onnx")
    animator = Animator(published, CPU)
    picture = torch.full((1, 3, 256, 256), 0.4)
    rows, columns = torch.meshgrid(torch.arange(256.0), torch.arange(256.0), indexing="ij")
    picture[0, :, torch.hypot(columns - 140, rows - 110) <= 36] = torch.tensor((0.9, 0.1, 0.1))[:, None]
    portrait = animator.portrait(picture)
    assert portrait.face_finding == "landmark network"
    assert portrait.warnings == ()
    assert portrait.ratios.lips == pytest.approx(0.25, abs=0.02)
    # The crop is centred on the disc, an eighth of its side higher.
    side = portrait.crop.side
    x, y = portrait.crop.to_crop @ np.array((140.0, 110.0, 1.0))
    assert x == pytest.approx(side / 2, abs=3)
    assert y == pytest.approx(side * 0.625, abs=4)
    face = animator.find_face(picture)
    assert animator.can_find_faces
    assert face is not None
    assert (face.left, face.top, face.right, face.bottom) == pytest.approx((104, 74, 176, 146), abs=3)
    assert animator.find_face(torch.full((1, 3, 256, 256), 0.4)) is None
    no_face = animator.portrait(torch.full((1, 3, 256, 256), 0.4))
    assert no_face.face_finding == "centred crop"
    assert "found no face" in no_face.warnings[0]


@pytest.fixture
def compilable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Animator]:
    """An animator with few layers, and a compiler that remembers nothing of other tests."""
    torch._dynamo.reset()
    torch._dynamo.utils.counters.clear()
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path / "compiled"))
    few = replace(NARROW, hourglass_levels=1, generator_middle_blocks=1)
    yield Animator(write_checkpoint(tmp_path, few), CPU)
    torch._dynamo.reset()


SHORT_OR_LONG = [
    "eager",  # traced whole, then run as it is: seconds instead of a minute
    pytest.param("inductor", marks=[pytest.mark.slow, pytest.mark.timeout(600)]),
]


# torch's own modules, which the compiler imports, warn of each other.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("backend", SHORT_OR_LONG)
def test_compiled_frames_are_the_plain_ones_and_one_compilation_serves_all(
    compilable: Animator, backend: str
) -> None:
    animator = compilable
    portrait = animator.portrait(picture_of(BOB))
    motion = track(5, lip_open=np.linspace(0, 1, 5), yaw=np.linspace(-5, 5, 5))
    plain = animate(animator, portrait, motion, batch=2)
    animator.compile(backend)
    compiled = animate(animator, portrait, motion, batch=2)
    assert (plain.int() - compiled.int()).abs().max() <= 1
    assert plain.int().diff(dim=0).abs().max() > 1, "the frames differ, so the bound means something"
    stats = torch._dynamo.utils.counters
    assert stats["stats"]["unique_graphs"] == 1
    assert not stats["graph_break"]


def no_compiler(graph: object, inputs: object) -> object:
    raise RuntimeError("this machine has no compiler")


@pytest.mark.expects_log
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_compiler_that_fails_is_told_once_and_costs_no_frame(
    compilable: Animator, caplog: pytest.LogCaptureFixture
) -> None:
    animator = compilable
    portrait = animator.portrait(picture_of(BOB))
    motion = track(4, lip_open=np.linspace(0, 1, 4))
    plain = animate(animator, portrait, motion, batch=2)
    animator.compile(no_compiler)
    assert torch.equal(animate(animator, portrait, motion, batch=2), plain)
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(told) == 1
    assert told[0].startswith("the animator runs uncompiled: the compiler failed")
    assert "this machine has no compiler" in told[0]


def test_pose_lips_and_eyes_all_reach_the_keypoints(published: Path) -> None:
    """Each channel moves the driving keypoints of the published path."""
    animator = Animator(published, CPU)
    portrait = animator.portrait(picture_of(BOB))
    seen: list[torch.Tensor] = []
    hook = animator.networks.warping_module.register_forward_pre_hook(
        lambda _module, _inputs, named: seen.append(named["driving"]), with_kwargs=True
    )
    rest = track(1)
    animate(animator, portrait, rest)
    for name in ("lip_open", "eye_open", "pitch", "yaw", "roll", *CONTROLS):
        animate(animator, portrait, track(1, **{name: 0.5}))
        assert (seen[-1] - seen[0]).abs().max() > 1e-5, name
    animate(animator, portrait, track(1, zoom=1.1))
    assert (seen[-1] - seen[0]).abs().max() > 1e-5
    hook.remove()
