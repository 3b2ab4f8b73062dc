"""Animates one actor picture: portrait once, then frames, chunk by chunk, pasted back into the picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from vortex_gui.base.errors import ModelError
from vortex_gui.base.words.translation import tr
from vortex_gui.models.checks import check_precision
from vortex_gui.models.contracts import Animation, Animator, FaceBox, Performance, Region, Stride
from vortex_gui.models.live_portrait.checkpoint import CheckpointConfig, RatioPoints, read_config
from vortex_gui.models.live_portrait.driving import driving_keypoints, track_tensors
from vortex_gui.models.live_portrait.face.crop import Array, Crop, PasteBack, cut, face_square, window_crop
from vortex_gui.models.live_portrait.face.landmarks import (
    FILE,
    LandmarkNetwork,
    Ratios,
    gap_ratio,
    landmark_ratios,
)
from vortex_gui.models.live_portrait.face.mouth import LIP_POINTS, keypoint_places, mouth_region
from vortex_gui.models.live_portrait.folded.drawing import CompiledDrawing, Drawing
from vortex_gui.models.live_portrait.folded.folded_networks import FoldedNetworks, fold_networks
from vortex_gui.models.live_portrait.folded.folded_warping import Seen
from vortex_gui.models.live_portrait.keypoints import HeadMotion, head_motion
from vortex_gui.models.live_portrait.motion import MotionTrack, plan_motion
from vortex_gui.models.live_portrait.networks.compose import composed
from vortex_gui.models.live_portrait.networks.networks import build_networks
from vortex_gui.models.live_portrait.precision import PRECISIONS, computing_type
from vortex_gui.models.live_portrait.shoulders import Shoulders
from vortex_gui.models.live_portrait.weights import load_networks, load_paint_doubling

SMALLEST_PICTURE = 64
CENTRED_SHARE = 0.9  # of the shorter side, where no face can be found
DEFAULT_RATIOS = Ratios(lips=0.0, eye_left=0.39, eye_right=0.39)  # 0.39: the published open eye


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """One actor picture, ready to be animated.

    volume (1, C, D, S/4, S/4); seen: what W computes of the portrait alone; motion in float32;
    crop picture (1, 3, 2S, 2S) in [0, 1], or a multiple of that side where the picture is so large;
    face_finding: how the animator found the head, as the report has it; warnings: sentences for the operator.
    """

    volume: torch.Tensor
    seen: Seen
    motion: HeadMotion
    ratios: Ratios
    crop: Crop
    crop_picture: torch.Tensor
    paste_back: PasteBack
    shoulders: Shoulders
    face_finding: str
    warnings: tuple[str, ...]
    mouth: Region | None = None


class LivePortraitAnimator(Animator):
    """The resident animator. One call at a time; a callback that raises leaves it usable."""

    def __init__(self, folder: Path, device: torch.device, *, precision: str = "fp32") -> None:
        """Load the weights in `folder`, local files only.

        Raises CheckpointError when a file is missing or damaged, ValueError for a precision that this
        device cannot run (fp16 is for CUDA). bf16 computes in float32 where the processor does not
        multiply it.
        """
        check_precision(precision, PRECISIONS)
        if precision == "fp16" and device.type != "cuda":
            raise ValueError(tr("fp16 needs a CUDA device; choose fp32"))
        folder = Path(folder)
        self.device = device
        self.dtype = computing_type(precision, device)
        self.config: CheckpointConfig = read_config(folder)
        self.networks: FoldedNetworks = fold_networks(load_networks(folder, self.config.sizes), self.dtype)
        widths = self.config.paint_doubling
        self._doubling = None if widths is None else load_paint_doubling(folder, widths)
        self._place()
        self._draw: Drawing | CompiledDrawing = Drawing(self.networks, self.config.paint)
        self._landmarks = _landmark_network(folder) if self.config.window is None else None

    def _place(self) -> None:
        for network in self.torch_networks():
            network.to(self.device)
        if self.device.type == "cuda":
            drawing: Any = self.networks.spade_generator  # torch declares this `to` for tensors alone
            drawing.to(memory_format=torch.channels_last)

    def compile(self, backend: str | Callable[..., object] = "inductor") -> None:
        """Draw through `torch.compile` from now on: the next frames wait for the compiler, later ones gain.

        Where the compiler fails a warning is logged, and frames are drawn as before.
        """
        if isinstance(self._draw, Drawing):
            self._draw = CompiledDrawing(self._draw, backend)

    def parameter_count(self) -> int:
        """As published, before norms were folded."""
        return build_networks(self.config.sizes, "meta").parameter_count()

    @property
    def _looks_in(self) -> torch.dtype:
        """The type of the networks that run once a portrait."""
        return next(self.networks.motion_extractor.parameters()).dtype

    def torch_networks(self) -> tuple[torch.nn.Module, ...]:
        doubling = () if self._doubling is None else (self._doubling,)
        return *self.networks.by_name().values(), *doubling

    def animate(
        self, picture: torch.Tensor, performance: Performance, *, batch: int, every: int = 1
    ) -> Animation:
        """See `Animator`: plans the motion from the speech, then looks at the picture."""
        motion = _motion(performance)
        portrait = self.portrait(picture)
        stride = Stride(every)
        chunks = self.frames(portrait, motion, batch=batch, every=every, stride=stride)
        return Animation(chunks, portrait.face_finding, portrait.warnings, stride, portrait.mouth)

    def portrait(self, image: torch.Tensor) -> Portrait:
        """Find the head of an actor picture (1, 3, H, W) in [0, 1] and compute what all frames share.

        Raises ModelError when the picture is of another shape or holds values that are not numbers.
        """
        image = _checked(image).to(self.device)
        with torch.inference_mode():
            crop, ratios, method, warnings, points = self._find_head(image)
            crop_picture = cut(image, crop).clamp(0, 1)
            face = functional.avg_pool2d(crop_picture, crop.side // self.config.sizes.picture_side)
            face = face.to(self._looks_in)
            motion = head_motion(self.networks.motion_extractor(face))
            if self.config.ratio_points is not None:
                ratios = keypoint_ratios(motion.keypoints(), self.config.ratio_points)
                points = keypoint_places(motion.keypoints(), self.config.ratio_points.lips, crop)
            volume = self.networks.appearance_feature_extractor(face).to(self.dtype)
            seen = self.networks.warping_module.seen(volume, motion.keypoints())
            picture = torch.round(image[0] * 255).to(torch.uint8)
            paste_back = PasteBack(picture, crop)
        mouth = None if points is None else mouth_region(points, *image.shape[2:])
        shoulders = Shoulders(mouth, image.shape[2], self.device)
        return Portrait(
            volume, seen, motion, ratios, crop, crop_picture, paste_back, shoulders, method, warnings, mouth
        )

    @property
    def can_find_faces(self) -> bool:
        return self._landmarks is not None

    def find_face(self, picture: torch.Tensor) -> FaceBox | None:
        """See `FindsFaces`: one face, looked for from the picture's middle."""
        points = self._landmarks.find(picture) if self._landmarks is not None else None
        if points is None:
            return None
        (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        return FaceBox(left, top, right, bottom)

    def _find_head(self, image: torch.Tensor) -> tuple[Crop, Ratios, str, tuple[str, ...], Array | None]:
        """The head's crop, its ratios, how it was found, warnings, and the points of its lips if known."""
        side = self.config.sizes.output_side
        height, width = image.shape[2:]
        if (window := self.config.window) is not None:
            size = window.side * min(height, width)
            left, top = _whole(window.left * width), _whole(window.top * height)
            side *= self._detail(size / side)
            return window_crop(left, top, _whole(size), side), DEFAULT_RATIOS, "fixed window", (), None
        points = self._landmarks.find(image) if self._landmarks is not None else None
        if points is not None:
            crop = face_square(points).crop(side)
            return crop, landmark_ratios(points), "landmark network", (), points[list(LIP_POINTS)]
        size = CENTRED_SHARE * min(height, width)
        crop = window_crop((width - size) / 2, (height - size) / 2, size, side)
        return crop, DEFAULT_RATIOS, "centred crop", (self._without_landmarks(),), None

    def _detail(self, enlargement: float) -> int:
        """How many times finer than G's picture the crop is kept: as the picture, where pixels only move."""
        return max(1, math.floor(enlargement)) if self.config.sizes.image_channels == 5 else 1

    def _without_landmarks(self) -> str:
        if self._landmarks is not None:
            return tr(
                "The animator found no face, so it assumes one of usual proportions at the picture's centre."
            )
        return tr(
            "{file} is missing, so the animator assumes a face of usual proportions at the picture's centre.",
            file=FILE,
        )

    def frames(
        self,
        portrait: Portrait,
        motion: MotionTrack,
        *,
        batch: int = 8,
        every: int = 1,
        stride: Stride | None = None,
        on_chunk: Callable[[int, int], None] | None = None,
    ) -> Iterator[torch.Tensor]:
        """Every frame of the motion as uint8 (n, 3, H, W), at most `batch` of them at a time, in order.

        every: with 2, 3 or 4 only each second, third or fourth frame is decoded; the rest are cross-faded.
        stride: takes the place of `every`, and may be changed before any chunk.
        on_chunk(frames done, frames in all) is called before each decoding; what it raises passes through.
        """
        if batch < 1 or every < 1:
            raise ValueError(f"batch and every must be at least 1, not {batch} and {every}")
        with torch.inference_mode():
            channels = track_tensors(motion, self.device)
            total = len(channels["lip_open"])
            driving = driving_keypoints(
                self.networks, self.config, portrait.motion, portrait.ratios, channels
            )
            source = portrait.motion.keypoints()
        stride = stride or Stride(every)
        done = 0
        before: torch.Tensor | None = None
        while done < total:
            if on_chunk is not None:
                on_chunk(done, total)
            chosen = _next_keys(done, total, stride.every, batch)
            with torch.inference_mode():
                decoded = self._decode(portrait, driving[chosen], source, batch)
                decoded = portrait.shoulders.breathe(decoded, channels["breath"][chosen])
                made = _filled(before, decoded, done, chosen)
            before = decoded[-1:]
            stride.drawn += len(chosen)
            for piece in torch.split(made, batch):
                done += len(piece)
                yield piece
        if on_chunk is not None:
            on_chunk(done, total)

    def _decode(
        self, portrait: Portrait, driving: torch.Tensor, source: torch.Tensor, batch: int
    ) -> torch.Tensor:
        """Pictures uint8 (n, 3, H, W) for driving keypoints (n, K, 3), n up to `batch`."""
        wanted = len(driving)
        if isinstance(self._draw, CompiledDrawing):  # compiled for whole batches: the last chunk is filled up
            driving = torch.cat((driving, driving[-1:].expand(batch - wanted, -1, -1)))
        count = len(driving)
        volume = portrait.volume.expand(count, -1, -1, -1, -1)
        drawn, deformation = self._draw(volume, driving, source.expand(count, -1, -1), portrait.seen)
        drawn, deformation = drawn[:wanted], deformation[:wanted]
        if self.config.sizes.image_channels == 5:
            crops = portrait.crop_picture.expand(wanted, -1, -1, -1)
            drawn = composed(crops, drawn, deformation, self.config.paint, self._doubling)
        if not bool(torch.isfinite(drawn).all()):
            raise ModelError(
                tr("The animator drew values that are not numbers."),
                remedy=tr("Choose fp32 for liveportrait; some cards cannot run it in fp16."),
            )
        return portrait.paste_back(drawn)


def _motion(performance: Performance) -> MotionTrack:
    try:
        return plan_motion(
            performance.sound,
            performance.sample_rate,
            performance.phonemes,
            frames=performance.frames,
            fps=performance.fps,
            expressions=performance.expressions,
            seed=performance.seed,
        )
    except ValueError as error:
        raise ModelError(str(error)) from error


def keypoint_ratios(keypoints: torch.Tensor, points: RatioPoints) -> Ratios:
    """Ratios of a checkpoint whose own keypoints (1, K, 3) stand on lids and lips."""
    places = keypoints[0].cpu().numpy().astype(np.float64)
    return Ratios(
        lips=gap_ratio(places, *points.lips),
        eye_left=gap_ratio(places, *points.eye_left),
        eye_right=gap_ratio(places, *points.eye_right),
    )


def _landmark_network(folder: Path) -> LandmarkNetwork | None:
    for path in (folder / FILE, folder / "liveportrait" / FILE):
        if path.is_file():
            return LandmarkNetwork(path)
    return None


def _checked(image: torch.Tensor) -> torch.Tensor:
    if not isinstance(image, torch.Tensor) or image.ndim != 4 or tuple(image.shape[:2]) != (1, 3):
        shape = tuple(image.shape) if isinstance(image, torch.Tensor) else type(image).__name__
        raise ModelError(tr("The actor picture must be (1, 3, height, width), not {shape}.", shape=shape))
    if not image.is_floating_point():
        raise ModelError(tr("The actor picture must hold floats in 0 to 1, not {type}.", type=image.dtype))
    if min(image.shape[2:]) < SMALLEST_PICTURE:
        height, width = image.shape[2:]
        raise ModelError(
            tr("The actor picture is too small to animate: {width}x{height}.", width=width, height=height)
        )
    if not bool(torch.isfinite(image).all()):
        raise ModelError(tr("The actor picture holds values that are not numbers."))
    if float(image.min()) < -0.01 or float(image.max()) > 1.01:
        raise ModelError(tr("The actor picture must hold values in 0 to 1."))
    return image.float().clamp(0, 1)


def _whole(value: float) -> float:
    """A whole number of pixels, so that a window of a picture is the picture's own pixels."""
    return float(round(value))


def _next_keys(done: int, total: int, every: int, batch: int) -> list[int]:
    """The next frames to decode when the last decoded one is `done` - 1: each `every`th, and the last."""
    first = 0 if done == 0 else done - 1 + every
    keys = list(range(min(first, total - 1), total, every))
    if keys[-1] != total - 1:
        keys.append(total - 1)
    return keys[:batch]


def _filled(before: torch.Tensor | None, decoded: torch.Tensor, first: int, keys: list[int]) -> torch.Tensor:
    """The frames from `first` to the last key: decoded ones, and cross-fades between them.

    before: the key frame just ahead of `first` (1, 3, H, W), None at the clip's begin.
    """
    made: list[torch.Tensor] = []
    at = first - 1
    for number, key in enumerate(keys):
        this = decoded[number : number + 1]
        if before is not None:
            for frame in range(at + 1, key):
                share = (frame - at) / (key - at)
                blend = torch.lerp(before.float(), this.float(), share)
                made.append(torch.round(blend).to(torch.uint8))
        made.append(this)
        before, at = this, key
    return torch.cat(made)
