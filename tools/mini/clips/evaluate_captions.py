"""Listens to finished clips and holds what is heard against the text of their captions.

    python -m tools.mini.clips.evaluate_captions [SLOT_FOLDER ...]

Without a folder a slot of each shipped recipe is made by the product's own pipeline, composed clips and those
with a recording too. An offline recogniser hears the MP4's sound, and the text is that of the slot.srt beside
it. The goal is 0.60 of the captions' words in their order.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from tools.mini.clips.listening import recognised, share_heard
from tools.mini.training import command_line, use_one_thread
from vortex_gui.base.captions import read_vtt
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import load_recipe
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.pipeline.vortex import VortexPipeline

GOAL = 0.60


@dataclass(frozen=True, slots=True)
class Heard:
    """Of a clip: its captions' words, and the share of them that the recogniser got in their order."""

    name: str
    words: int
    share: float


def captioned(folder: Path) -> str:
    """All that a slot's captions say."""
    cues = read_vtt((folder / "slot.srt").read_text("utf-8"))
    return " ".join(line for cue in cues for line in cue.lines)


def heard_in(folder: Path, name: str) -> Heard:
    """Of a finished slot's folder."""
    text = captioned(folder)
    return Heard(name, len(text.split()), share_heard(text, recognised(*sound_of(folder / "slot.mp4"))))


def sound_of(clip: Path) -> tuple[npt.NDArray[np.float32], int]:
    """What the MP4 plays, as one channel, and its rate."""
    with av.open(str(clip)) as file:
        stream = file.streams.audio[0]
        blocks = [block.to_ndarray().astype(np.float32) for block in file.decode(stream)]
        return np.concatenate(blocks, axis=1).mean(axis=0), stream.rate


def of_recipes(out: Path, data: Path) -> Iterator[Heard]:
    """One slot of each shipped recipe."""
    settings = Settings(folders=FolderSettings(output=str(out), data=str(data)))
    pipeline = VortexPipeline(load_profile("mini"), settings)
    try:
        for number, path in enumerate(sorted((RESOURCES / "recipes").glob("*.yaml"))):
            result = asyncio.run(pipeline.generate_slot(load_recipe(path), number, output_dir=out))
            if result.files is None:
                raise SystemExit(f"{path.stem}: {result.error_msg}")
            yield heard_in(Path(result.files.video).parent, path.stem)
    finally:
        pipeline.close()


def main() -> int:
    parser = command_line(__doc__)
    parser.add_argument("folders", type=Path, nargs="*", metavar="SLOT_FOLDER")
    options = parser.parse_args()
    use_one_thread()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        every = (heard_in(path, path.name) for path in options.folders)
        for heard in every if options.folders else of_recipes(Path(folder) / "out", Path(folder) / "data"):
            print(f"| {heard.name} | {heard.words} | {heard.share:.2f} |", flush=True)
            found.append(heard.share)
    print(f"mean {np.mean(found):.2f}, from {min(found):.2f} to {max(found):.2f}")
    return 0 if min(found) >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
