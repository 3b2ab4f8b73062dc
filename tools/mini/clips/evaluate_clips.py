"""Measures finished clips of the shipped recipes, read back from their MP4: what is heard and seen.

    python -m tools.mini.clips.evaluate_clips [--recipes N] [--json FILE]

Figures of each clip: words that an offline recogniser gets from the MP4's sound and from the raw speech;
mouth opening in rows of pixels, teeth and all, against the loudness in the speech band (correlation, and
the offset in frames at which it is best); opening in silence; blinks and the seconds between them; the
still part of the background against the actor picture (PSNR); the scores of the self-check.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import torch
from PIL import Image

from tools.mini.animator.evaluate_animator import is_mouth_red, psnr, white_pixels
from tools.mini.clips.listening import recognised, share_heard, speech_level
from tools.mini.training import command_line, use_one_thread
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe, load_recipe
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.models.speech.assembly import SAMPLE_RATE
from vortex_gui.pipeline.vortex import VortexPipeline

MOST_LAG = 5
SILENCE = 0.02
"""Of the clip's loudest frame: what is below is silence."""
SHUT = 0.5
"""Of the white that goes when the eyes are shut: where more of it is gone is a blink."""
LEAST_BLINK = 150
"""Pixels of white that go at least; a turn of the head takes half as many."""
LIPS = (slice(136, 174), slice(108, 148))
"""Where every actor's mouth opens; moustaches and collars lie outside of it, or nearly so."""
OFF_SKIN = 45.0
"""Distance in RGB from which a colour is not the skin's; the teeth lie 53 from the palest."""
STILL = (slice(0, 150), (slice(0, 36), slice(220, 256)))


@dataclass(frozen=True, slots=True)
class ClipFigures:
    """What one finished clip shows; shares are 0..1."""

    recipe: str
    heard_in_clip: float
    heard_in_speech: float
    lips_correlation: float
    lips_offset_frames: int
    open_in_silence: float
    blinks: int
    seconds_between_blinks: list[float]
    background_psnr: float
    score_b: float
    score_l: float
    self_check_passed: bool


def decoded(path: Path) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32], int, int]:
    """Frames uint8 (T, 3, H, W), sound float32 (samples,), its rate, and the frames a second."""
    with av.open(str(path)) as clip:
        fps = round(float(clip.streams.video[0].average_rate or 0))
        frames = [frame.to_ndarray(format="rgb24") for frame in clip.decode(video=0)]
    with av.open(str(path)) as clip:
        stream = clip.streams.audio[0]
        blocks = [block.to_ndarray() for block in clip.decode(stream)]
        rate = stream.rate
    sound = np.concatenate(blocks, axis=1).mean(axis=0).astype(np.float32)
    return np.stack(frames).transpose(0, 3, 1, 2), sound, rate, fps


def best_offset(lips: npt.NDArray[np.float64], level: npt.NDArray[np.float64]) -> tuple[float, int]:
    """Correlation without an offset, and the frames by which the lips lag where it is best."""
    inner = slice(MOST_LAG, len(lips) - MOST_LAG)
    by_lag = {
        lag: float(np.corrcoef(np.roll(lips, -lag)[inner], level[inner])[0, 1])
        for lag in range(-MOST_LAG, MOST_LAG + 1)
    }
    return by_lag[0], max(by_lag, key=by_lag.__getitem__)


def mouth_opening(frames: torch.Tensor) -> npt.NDArray[np.float64]:
    """Rows with three or more pixels of teeth, tongue or the dark behind them, of uint8 (T, 3, 256, 256)."""
    box = frames[:, :, LIPS[0], LIPS[1]].float()
    skin = box.transpose(0, 1).flatten(1).median(dim=1).values[:, None, None]
    teeth = box.amin(dim=1) > 190
    seen = (is_mouth_red(box) | teeth) & ((box - skin).norm(dim=1) > OFF_SKIN)
    rows: npt.NDArray[np.float64] = (seen.sum(dim=2) >= 3).sum(dim=1).double().numpy()
    return rows


def lips_of(clip: Path) -> tuple[float, int]:
    """Of a finished clip: lips against loudness, and the frames by which they lag where it is best."""
    frames, sound, rate, fps = decoded(clip)
    return best_offset(mouth_opening(torch.from_numpy(frames)), speech_level(sound, rate, len(frames), fps))


def blink_times(frames: torch.Tensor, fps: int) -> list[float]:
    """The second in which each blink begins.

    The palest skin counts as white too, so a blink is told by the pixels that go, not by those that stay.
    """
    white = white_pixels(frames)
    most = np.median(white) - white.min()
    shut = (white < np.median(white) - SHUT * most) & (most >= LEAST_BLINK)
    return [float(start) / fps for start in np.flatnonzero(shut[1:] & ~shut[:-1]) + 1]


def background_psnr(frames: torch.Tensor, actor: torch.Tensor) -> float:
    """Beside the head, where nothing moves; uint8 (T, 3, 256, 256) against uint8 (3, 256, 256)."""
    rows, sides = STILL
    return min(psnr(frames[:, :, rows, side], actor[None, :, rows, side].expand_as(frames[:, :, rows, side]))
               for side in sides)  # fmt: skip


def examine(name: str, recipe: Recipe, folder: Path) -> ClipFigures:
    """Reads a slot's folder back and measures it."""
    pictures, sound, rate, fps = decoded(folder / "slot.mp4")
    frames = torch.from_numpy(pictures)
    with av.open(str(folder / "speech.wav")) as speech:
        raw = np.concatenate([b.to_ndarray() for b in speech.decode(audio=0)], axis=1)[0] / np.float32(32768)
    actor = torch.from_numpy(np.array(Image.open(folder / "actor.png").convert("RGB"))).permute(2, 0, 1)
    report = json.loads((folder / "report.json").read_text("utf-8"))["verification"]
    script = recipe.audio_track.script
    level = speech_level(sound, rate, len(frames), fps)
    lips = mouth_opening(frames)
    correlation, offset = best_offset(lips, level)
    silent = level < SILENCE * level.max()
    blinks = blink_times(frames, fps)
    return ClipFigures(
        recipe=name,
        heard_in_clip=share_heard(script, recognised(sound, rate)),
        heard_in_speech=share_heard(script, recognised(raw, SAMPLE_RATE)),
        lips_correlation=correlation,
        lips_offset_frames=offset,
        open_in_silence=float(np.median(lips[silent]) / max(lips.max(), 1)) if silent.any() else 0.0,
        blinks=len(blinks),
        seconds_between_blinks=[round(float(b), 2) for b in np.diff(blinks)],
        background_psnr=background_psnr(frames, actor),
        score_b=report["score_clip_b"],
        score_l=report["score_clip_l"],
        self_check_passed=report["self_check_passed"],
    )


def make_and_examine(pipeline: VortexPipeline, recipes: list[Path], out: Path) -> list[ClipFigures]:
    """One slot of each recipe through the product's own pipeline, then what the file shows."""
    found = []
    for number, path in enumerate(recipes):
        recipe = load_recipe(path)
        result = asyncio.run(pipeline.generate_slot(recipe, number, output_dir=out))
        if result.files is None:
            raise SystemExit(f"{path.stem}: {result.error_msg}")
        found.append(examine(path.stem, recipe, Path(result.files.video).parent))
        print(found[-1], flush=True)
    return found


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--recipes", type=int, default=99, help="how many of the shipped recipes")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    use_one_thread()
    shipped = sorted((RESOURCES / "recipes").glob("*.yaml"))
    plain = [path for path in shipped if load_recipe(path).composition is None]  # mouths are looked for there
    recipes = plain[: options.recipes]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(folders=FolderSettings(output=f"{folder}/out", data=f"{folder}/data"))
        pipeline = VortexPipeline(load_profile("mini"), settings)
        try:
            found = make_and_examine(pipeline, recipes, Path(folder) / "out")
        finally:
            pipeline.close()
    for name in (
        "heard_in_clip",
        "heard_in_speech",
        "lips_correlation",
        "open_in_silence",
        "background_psnr",
    ):
        values = [getattr(figures, name) for figures in found]
        print(f"{name:18} mean {np.mean(values):.3f}  from {min(values):.3f} to {max(values):.3f}")
    print(f"self-check passed: {sum(figures.self_check_passed for figures in found)} of {len(found)}")
    if options.json:
        options.json.write_text(json.dumps([asdict(figures) for figures in found], indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
