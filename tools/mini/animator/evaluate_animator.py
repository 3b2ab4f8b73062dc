"""Measures the mini animator on presenters it was not trained on, by the renderer's own picture of each pose.

    python -m tools.mini.animator.evaluate_animator [--people N] [--folder FOLDER] [--sheet SHEET] [--card]

Figures: mouth opening in pixels against the opening asked for (correlation), how far an open mouth closes,
how far eyes close, picture against the renderer's (PSNR over the face, and away from it), rest against the
actor picture, and frames a second. `--card` writes the model card beside the weights.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from tools.mini.animator.export import SHIPPED
from tools.mini.captions import sample_split
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.pose import Pose, rest_pose
from tools.mini.renderer.presenter import Presenter
from tools.mini.training import use_one_thread
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator, Portrait
from vortex_gui.models.live_portrait.motion import MotionTrack

SEED = 71_003
CPU = torch.device("cpu")
CHANNELS = (
    "lip_open",
    "lip_width",
    "lip_round",
    "eye_open",
    "pitch",
    "yaw",
    "roll",
    "zoom",
    "smile",
    "brow",
    "gaze_x",
    "gaze_y",
    "breath",
)
MOUTH = (slice(130, 184), slice(94, 162))
EYES = (slice(72, 130), slice(84, 172))
FACE = (slice(64, 192), slice(64, 192))


def track(frames: int, **channels: object) -> MotionTrack:
    """At rest but for the named channels."""
    rest = {"eye_open": 1.0, "zoom": 1.0}

    def values(name: str) -> np.ndarray:
        given = np.asarray(channels.get(name, rest.get(name, 0.0)), np.float32)
        return np.broadcast_to(given, (frames,)).copy()

    return MotionTrack(**{name: values(name) for name in CHANNELS})


def picture_of(person: Presenter, pose: Pose | None = None) -> torch.Tensor:
    """uint8 (3, 256, 256)."""
    return torch.from_numpy(draw(person, pose)).permute(2, 0, 1)


def mouth_pixels(frames: torch.Tensor) -> np.ndarray:
    """Dark red inside and tongue in each of uint8 (n, 3, 256, 256)."""
    return is_mouth_red(frames[:, :, MOUTH[0], MOUTH[1]].float()).sum(dim=(1, 2)).numpy()


def is_mouth_red(colours: torch.Tensor) -> torch.Tensor:
    """Which of (n, 3, rows, columns) are the tongue's red or the dark behind it."""
    red, green, blue = colours.unbind(dim=1)
    return (red > 60) & (red > 1.9 * green) & (red > 1.3 * blue)


def white_pixels(frames: torch.Tensor) -> np.ndarray:
    """White of the eyes in each frame."""
    return (frames[:, :, EYES[0], EYES[1]].amin(dim=1) > 190).sum(dim=(1, 2)).numpy()


def psnr(a: torch.Tensor, b: torch.Tensor) -> float:
    error = float(((a.float() - b.float()) ** 2).mean())
    return float(10 * np.log10(255**2 / max(error, 1e-3)))


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the presenters, unless told otherwise."""

    people: int
    mouth_correlation: float
    mouth_correlation_worst: float
    closed_share: float  # mouth pixels left when an open-mouthed portrait closes, of those it had
    open_share: float  # mouth pixels at lip_open 1, of the renderer's
    shut_share: float  # white of the eyes left with the eyes shut
    face_psnr: float
    away_psnr: float
    rest_psnr: float
    frames_per_second: float
    processor_ms: float  # of all threads, for one frame
    threads: int


def animate(animator: LivePortraitAnimator, portrait: Portrait, motion: MotionTrack) -> torch.Tensor:
    return torch.cat(list(animator.frames(portrait, motion, batch=8)))


def held_out(people: int) -> list[Presenter]:
    rng = np.random.default_rng(SEED)
    return [sample_split(rng, held=True) for _ in range(people)]


def red_faced(person: Presenter) -> bool:
    """Whether the face has the mouth's colours itself, so that pixels do not tell the mouth."""
    warm = person.skin in ("brown", "dark", "tan")
    return warm or (person.beard != "none" and person.hair_colour in ("ginger", "pink"))


def measure(animator: LivePortraitAnimator, people: list[Presenter], threads: int) -> Figures:
    openings = np.linspace(0, 1, 9)
    correlations, closed, opened, shut = [], [], [], []
    face, away, rest = [], [], []
    for person in people:
        actor = picture_of(person)
        portrait = animator.portrait(actor[None].float() / 255)
        still = rest_pose(person)
        frames = animate(animator, portrait, track(9, lip_open=openings))
        wanted = torch.stack([picture_of(person, replace(still, mouth_open=float(o))) for o in openings])
        if not red_faced(person):
            areas = mouth_pixels(frames)
            correlations.append(float(np.corrcoef(openings, areas)[0, 1]) if areas.any() else 0.0)
            opened.append(areas[-1] / max(mouth_pixels(wanted)[-1], 1))
            if person.mood == "surprised":
                closed.append(areas[0] / max(mouth_pixels(actor[None])[0], 1))
        face += [psnr(a[:, *FACE], b[:, *FACE]) for a, b in zip(frames, wanted, strict=True)]
        blink = animate(animator, portrait, track(2, lip_open=still.mouth_open, eye_open=[1.0, 0.0]))
        whites = white_pixels(blink)
        if person.accessory != "glasses" and person.skin != "pale":  # pale skin is white to the measure
            shut.append(whites[1] / max(whites[0], 1))
        rest.append(psnr(blink[0], actor))
        moving = track(4, lip_open=[0, 1, 0.5, 0], yaw=[-8, 8, 4, 0], pitch=[3, -3, 0, 0], roll=[4, -4, 0, 0])
        for frame in animate(animator, portrait, moving):
            for columns in (slice(0, 36), slice(220, 256)):
                away.append(psnr(frame[:, :, columns], actor[:, :, columns]))
    rate, processor_ms = pace(animator, people[0])
    return Figures(
        people=len(people),
        mouth_correlation=float(np.mean(correlations)),
        mouth_correlation_worst=float(np.min(correlations)),
        closed_share=float(np.mean(closed)) if closed else 0.0,
        open_share=float(np.mean(opened)),
        shut_share=float(np.mean(shut)),
        face_psnr=float(np.mean(face)),
        away_psnr=float(np.mean(away)),
        rest_psnr=float(np.mean(rest)),
        frames_per_second=rate,
        processor_ms=processor_ms,
        threads=threads,
    )


def pace(animator: LivePortraitAnimator, person: Presenter) -> tuple[float, float]:
    """Frames a second and processor milliseconds a frame: the best of three runs, portrait not counted."""
    portrait = animator.portrait(picture_of(person)[None].float() / 255)
    motion = track(48, lip_open=np.linspace(0, 1, 48))
    seconds, processor = float("inf"), float("inf")
    for _ in range(3):
        began, processor_began = time.perf_counter(), time.process_time()
        animate(animator, portrait, motion)
        seconds = min(seconds, time.perf_counter() - began)
        processor = min(processor, time.process_time() - processor_began)
    return 48 / seconds, 1000 * processor / 48


def sheet(animator: LivePortraitAnimator, people: list[Presenter]) -> Image.Image:
    """Each presenter: actor, closed, half, open, wide, round, blink, both sides, frown, smile."""
    motion = track(
        10,
        lip_open=[0, 0.5, 1, 0.5, 0.6, 0, 0.3, 0.3, 0, 0.3],
        lip_width=[0, 0, 0, 0.9, 0, 0, 0, 0, 0, 0.3],
        lip_round=[0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
        eye_open=[1, 1, 1, 1, 1, 0, 1, 1, 0.6, 1],
        yaw=[0, 0, 0, 0, 0, 0, 9, -9, 0, 0],
        pitch=[0, 0, 0, 0, 0, 0, -4, 5, 0, 0],
        roll=[0, 0, 0, 0, 0, 0, 4, -4, 0, 0],
        smile=[0, 0, 0, 0, 0, 0, 0, 0, -0.9, 0.9],
        brow=[0, 0, 0, 0, 0, 0, 0, 0, -0.9, 0.9],
    )
    rows = []
    for person in people:
        actor = picture_of(person)
        frames = animate(animator, animator.portrait(actor[None].float() / 255), motion)
        rows.append(torch.cat((actor, *frames), dim=2))
    return Image.fromarray(torch.cat(rows, dim=1).permute(1, 2, 0).numpy())


def card(figures: Figures, animator: LivePortraitAnimator, note: str) -> str:
    """The model card's text."""
    mouth = f"{figures.mouth_correlation:.3f} ({figures.mouth_correlation_worst:.3f})"
    return f"""# Mini animator

LivePortrait's seven networks at narrow width ({animator.parameter_count():,} parameters), trained by
`tools/mini/animator/train_animator.py` on pairs that the project's own renderer of cartoon presenters draws.
Training used no other pictures. Stored as fp16 safetensors, run in fp32. Licence: the project's.
{note}

It animates presenters of 256x256 and 512x512 in the renderer's style: head in the middle, facing the viewer.
It knows nothing of photographs; the published weights do. `paint_doubling.safetensors` paints mouth and eyes
at twice the size for 512; `python -m tools.mini.animator.train_paint_doubling --examine` measures it.

`config.json` holds all differences from the published networks: widths; a fixed crop; keypoints at known
places of the head, some of which also move in depth; and a generator with five channels that paints mouth
and eyes (colour, opacity, share of the local colour) over the crop that the deformation moved.

| measured on {figures.people} held-out presenters | |
|---|---|
| mouth pixels against the requested opening, correlation, mean (worst) | {mouth} |
| mouth pixels at full opening, share of the renderer's | {figures.open_share:.2f} |
| mouth pixels that remain when an open-mouthed actor closes the mouth | {figures.closed_share:.2f} |
| white of the eyes that remains when they shut | {figures.shut_share:.2f} |
| face against the renderer's picture, PSNR | {figures.face_psnr:.1f} dB |
| at rest against the actor picture, PSNR | {figures.rest_psnr:.1f} dB |
| away from the head while it moves, PSNR | {figures.away_psnr:.1f} dB |
| processor time per frame ({figures.threads} thread) | {figures.processor_ms:.0f} ms |
| frames per second, on a machine that may be busy with other work | {figures.frames_per_second:.0f} |
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tools.mini.animator.evaluate_animator", description=__doc__
    )
    parser.add_argument("--people", type=int, default=48)
    parser.add_argument("--folder", type=Path, default=SHIPPED)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--sheet", type=Path, help="write a picture of eight presenters here")
    parser.add_argument("--card", action="store_true", help="write model_card.md beside the weights")
    parser.add_argument(
        "--note", default="", help="a sentence for the card on how long these weights were trained"
    )
    chosen = parser.parse_args()
    use_one_thread()
    torch.set_num_threads(chosen.threads)
    animator = LivePortraitAnimator(chosen.folder, CPU)
    people = held_out(chosen.people)
    figures = measure(animator, people, chosen.threads)
    text = card(figures, animator, chosen.note)
    print(text)
    if chosen.card:
        (chosen.folder / "model_card.md").write_text(text, encoding="utf-8")
    if chosen.sheet is not None:
        sheet(animator, people[:8]).save(chosen.sheet)


if __name__ == "__main__":
    main()
