"""Tells mouth shapes apart in single frames of talking presenters, at the times of known phonemes.

    python -m tools.mini.animator.judged.mouth_shapes [--people N] [--sheet SHEET.png]

Held-out presenters speak through the product's own voice, motion and animator, with scripts and a voice that
the reader has not met. Of each, the frame nearest to the middle of every phoneme of six kinds is read: rest
(a pause), closed (m b p), open (a), wide (e), round (o u), teeth (f v). Chance is one in six. The frames
before and after are read too: where most are right is the offset of the lips. In the same run the renderer
draws the same frames in the animator's place: what the plan of the lips and the reader alone lose.

A frame is read by `mouth_reader`, trained first where it was not yet.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from tools.mini.animator.evaluate_animator import CPU, held_out, picture_of
from tools.mini.animator.export import SHIPPED
from tools.mini.animator.judged.face_reading import Labels, chosen_frames, confusion, mean_right, table
from tools.mini.animator.judged.mouth_reader import TOLD, TOLD_VOICE, MouthReader, said, train
from tools.mini.animator.judged.spoken_mouths import KINDS, drawn_pose, frames_of, moments, planned
from tools.mini.renderer.presenter import Presenter
from tools.mini.training import command_line, use_one_thread
from vortex_gui.models.contracts import Speech
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator

GOAL = 0.85
OFFSETS = range(-2, 3)


@dataclass(frozen=True, slots=True)
class Watched:
    """Of n moments: the kind that is said, those read at each offset (offsets, n), off the renderer's own
    pictures (n,), and the frames.
    """

    kinds: Labels
    read: Labels
    read_of_drawn: Labels
    frames: torch.Tensor


def watched(
    animator: LivePortraitAnimator, reader: MouthReader, speech: Speech, person: Presenter, seed: int
) -> Watched:
    """One presenter who says it."""
    count, motion = frames_of(speech), planned(speech, seed)
    places = list(moments(speech, count))
    wanted = [min(max(frame + by, 0), count - 1) for by in OFFSETS for frame, _ in places]
    numbers, which = np.unique(wanted, return_inverse=True)
    actor = picture_of(person)
    portrait = animator.portrait(actor[None].float() / 255)
    frames = chosen_frames(animator, portrait, motion, numbers.tolist())
    read = reader.read(frames, actor)[which].reshape(len(OFFSETS), len(places))
    drawn = torch.stack([picture_of(person, drawn_pose(person, motion, frame)) for frame, _ in places])
    begin = OFFSETS.index(0) * len(places)
    return Watched(
        kinds=np.array([kind for _, kind in places]),
        read=read,
        read_of_drawn=reader.read(drawn, actor),
        frames=frames[which[begin : begin + len(places)]],
    )


def sheet_of(clips: Sequence[Watched]) -> Image.Image:
    """A row for each presenter: the mouth of the first frame of every kind."""
    rows = []
    for clip in clips:
        firsts = [int(np.flatnonzero(clip.kinds == kind)[0]) for kind in range(len(KINDS))]
        rows.append(torch.cat([clip.frames[first][:, 64:192, 64:192] for first in firsts], dim=2))
    return Image.fromarray(torch.cat(rows, dim=1).permute(1, 2, 0).numpy())


def main() -> int:
    parser = command_line(__doc__)
    parser.add_argument("--people", type=int, default=16, help="how many speak, with the scripts in turn")
    parser.add_argument("--folder", type=Path, default=SHIPPED, help="the animator's checkpoint")
    parser.add_argument("--sheet", type=Path, help="write a picture of the mouths here")
    options = parser.parse_args()
    use_one_thread()
    animator, reader = LivePortraitAnimator(options.folder, CPU), train()
    speeches = said(TOLD, [TOLD_VOICE])
    clips = [
        watched(animator, reader, speeches[number % len(speeches)], person, number)
        for number, person in enumerate(held_out(options.people))
    ]
    kinds, read = np.concatenate([c.kinds for c in clips]), np.concatenate([c.read for c in clips], axis=1)
    by_offset = {by: confusion(kinds, row, len(KINDS)) for by, row in zip(OFFSETS, read, strict=True)}
    drawn = confusion(kinds, np.concatenate([c.read_of_drawn for c in clips]), len(KINDS))
    print("\n".join(table(KINDS, by_offset[0])))
    right = mean_right(by_offset[0])
    print(f"mean right {100 * right:.0f} %, chance {100 / len(KINDS):.0f} %, goal {100 * GOAL:.0f} %")
    print(f"off the renderer's own pictures {100 * mean_right(drawn):.0f} %")
    print("by offset: " + ", ".join(f"{by:+d} {100 * mean_right(c):.0f} %" for by, c in by_offset.items()))
    if options.sheet is not None:
        sheet_of(clips[:8]).save(options.sheet)
    best = max(by_offset, key=lambda by: mean_right(by_offset[by]))
    return 0 if right >= GOAL and abs(best) <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
