"""Judges the packed mini Flux: which of the asked attributes its pictures show, over held-out prompts.

    python -m tools.mini.actors.judged.evaluate_actors [--checkpoint DIR] [--side 512] [--prompts 200]
                                         [--completed] [--sheet PNG] [--json FILE]
    python -m tools.mini.actors.judged.evaluate_actors --sparse [--sheet PNG]

A prompt names four attributes in five. With `--completed` its gaps are filled, as the product fills them.
With `--sparse` the prompts name three attributes in ten, and each is painted as it is and completed: an
attribute is clear where the reader gives its word nine tenths or more, a mixture where it cannot decide.

The pictures are those of the product's own painter, four steps, fp32. The judge draws: it takes the words
whose renderer picture comes nearest (`drawn_reader.py`). An attribute counts where the prompt asks for it.
How sure a reader is, only the one taught on renderer pictures can tell (`attribute_reader.py`).
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PySide6.QtGui import QImage

from tools.mini.actors.judged.attribute_reader import attribute_chances, load_reader
from tools.mini.actors.judged.drawn_reader import read_by_drawing
from tools.mini.actors.pack_flux import OUT
from tools.mini.captions import Caption, sample_split, write_caption
from tools.mini.renderer.presenter import VALUES
from tools.mini.training import command_line, use_one_thread
from vortex_gui.checkpoints.gaps import completed
from vortex_gui.models.painting.flux import FluxActor

SIDE = 256
CLEAR, SPARSE = 0.9, 0.3
SHEET_SIDE = 6
PATCHED = 10
"""Places of 1,024 that show something else: a blurred edge makes one to three, a ghost ten and more."""


@dataclass(frozen=True, slots=True)
class Report:
    """Shares right, by attribute and over all asked attributes; of pictures, those with all attributes right,
    and those without a ghost or a patch; and the seconds that one picture took.
    """

    by_attribute: dict[str, float]
    overall: float
    all_right: float
    clean: float
    seconds_each: float
    prompts: int


def held_out_captions(count: int, seed: int) -> list[Caption]:
    """Prompts of presenters whose combinations no training has seen."""
    rng = np.random.default_rng(seed)
    return [write_caption(sample_split(rng, held=True), rng) for _ in range(count)]


def paint(
    actor: FluxActor, captions: list[Caption], steps: int, side: int = SIDE
) -> tuple[torch.Tensor, float]:
    """Pictures (N, 3, side, side) in [0, 1], and the seconds that each took."""
    started = time.monotonic()
    pictures = [
        actor.generate(caption.text, steps=steps, seed=number, height=side, width=side).image
        for number, caption in enumerate(captions)
    ]
    return torch.cat(pictures), (time.monotonic() - started) / len(pictures)


def with_gaps_filled(actor: FluxActor, captions: list[Caption]) -> list[Caption]:
    """As the product paints them; what was asked for stays the same."""
    return [
        replace(caption, text=completed(caption.text, actor.gaps, number, actor.reads).text)
        for number, caption in enumerate(captions)
    ]


def judge(captions: list[Caption], pictures: torch.Tensor, seconds_each: float) -> Report:
    """Compare what is read with what was asked."""
    right: dict[str, list[bool]] = defaultdict(list)
    faultless, clean = [], []
    for caption, picture in zip(captions, pictures, strict=True):
        found = read_by_drawing(picture * 2 - 1)
        verdicts = found.shows(caption.asked)
        for name, verdict in verdicts.items():
            right[name].append(verdict)
        faultless.append(all(verdicts.values()))
        clean.append(found.patches < PATCHED)
    everything = [verdict for verdicts in right.values() for verdict in verdicts]
    by_attribute = {name: float(np.mean(right[name])) for name in VALUES if right[name]}
    return Report(
        by_attribute,
        overall=float(np.mean(everything)),
        all_right=float(np.mean(faultless)),
        clean=float(np.mean(clean)),
        seconds_each=seconds_each,
        prompts=len(captions),
    )


def sheet(pictures: torch.Tensor, side: int = SHEET_SIDE) -> npt.NDArray[np.uint8]:
    """The first side x side pictures in one, at their own size, uint8 (H, W, 3)."""
    chosen = (pictures[: side * side] * 255).round().byte().permute(0, 2, 3, 1).numpy()
    rows = [np.concatenate(list(chosen[i : i + side]), axis=1) for i in range(0, len(chosen), side)]
    return np.concatenate(rows, axis=0)


def save_png(picture: npt.NDArray[np.uint8], path: Path) -> None:
    """Write uint8 (H, W, 3)."""
    picture = np.ascontiguousarray(picture)
    height, width = picture.shape[:2]
    if not QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).save(str(path)):
        raise OSError(f"{path}: could not be written")


def clear_share(pictures: torch.Tensor) -> float:
    """The share of attributes that the reader is sure of; pictures (N, 3, H, W) in [0, 1]."""
    chances = attribute_chances(load_reader(), pictures * 2 - 1)
    return float(np.mean([(chance.max(-1).values >= CLEAR).float().mean() for chance in chances.values()]))


def compare_sparse(actor: FluxActor, count: int, steps: int, seed: int, path: Path | None) -> None:
    """Paints sparse prompts as they are and completed, and prints what differs."""
    rng = np.random.default_rng(seed)
    bare = [write_caption(sample_split(rng, held=True), rng, keep=SPARSE) for _ in range(count)]
    whole = with_gaps_filled(actor, bare)
    sheets = []
    for name, captions in (("as written", bare), ("completed", whole)):
        pictures, seconds_each = paint(actor, captions, steps)
        report = judge(captions, pictures, seconds_each)
        print(f"{name:12} clear {clear_share(pictures):.3f}   asked and right {report.overall:.3f}")
        sheets.append(sheet(pictures))
    if path is not None:
        save_png(np.concatenate(sheets, axis=1), path)


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--checkpoint", type=Path, default=OUT)
    parser.add_argument("--side", type=int, default=SIDE, help="of the pictures, 256 or 512")
    parser.add_argument("--prompts", type=int, default=200)
    parser.add_argument("--completed", action="store_true", help="fill what prompts leave open")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--sheet", type=Path, help="write a 6x6 sheet of the first prompts here")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--sparse", action="store_true", help="sparse prompts, as they are and completed")
    options = parser.parse_args()
    use_one_thread()
    if options.sparse:
        actor = FluxActor(options.checkpoint, torch.device("cpu"))
        compare_sparse(actor, options.prompts, options.steps, 30_000 + options.seed, options.sheet)
        return
    captions = held_out_captions(options.prompts, 20_000 + options.seed)
    actor = FluxActor(options.checkpoint, torch.device("cpu"))
    if options.completed:
        captions = with_gaps_filled(actor, captions)
    pictures, seconds_each = paint(actor, captions, options.steps, options.side)
    if options.sheet:
        save_png(sheet(pictures), options.sheet)
        for number, caption in enumerate(captions[: SHEET_SIDE**2]):
            print(f"{number // SHEET_SIDE + 1}.{number % SHEET_SIDE + 1}  {caption.text}")
    report = judge(captions, pictures, seconds_each)
    for name, share in report.by_attribute.items():
        print(f"{name:12} {share:.3f}")
    print(f"{'overall':12} {report.overall:.3f}")
    print(f"{'all right':12} {report.all_right:.3f}   clean pictures {report.clean:.3f}")
    print(f"{report.seconds_each:.2f} s a picture, {report.prompts} prompts")
    if options.json:
        figures = {
            "by_attribute": report.by_attribute,
            "overall": report.overall,
            "faultless": report.all_right,
            "clean": report.clean,
            "prompts": report.prompts,
        }
        options.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
