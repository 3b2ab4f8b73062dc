"""Measures the lips of clips whose sound is a recording: strangers read the shipped recipes' scripts.

    python -m tools.mini.clips.evaluate_own_sound [--recipes N]

Figures of each clip, read back from its MP4: mouth opening against loudness (correlation), and the offset in
frames at which it is best. The goal is 0.8 and more, within two frames.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import numpy as np

from tools.mini.clips.evaluate_clips import lips_of
from tools.mini.clips.strangers import STRANGERS, write_wav
from tools.mini.training import command_line, use_one_thread
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe, load_recipe
from vortex_gui.base.recipe.recipe_files import ActorSource, SoundSource
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.pipeline.vortex import VortexPipeline

PRESENTER = RESOURCES / "recipes" / "own-presenter.png"
"""Shaven: the measure takes a moustache for an open mouth."""


def read_by(stranger: str, recipe: Recipe, path: Path) -> Recipe:
    """The recipe with its script read by a stranger into a file at `path`, by a shaven presenter."""
    write_wav(path, *STRANGERS[stranger](recipe.audio_track.script))
    said = recipe.audio_track.model_copy(update={"sound": SoundSource(path=str(path))})
    seen = recipe.visual_track.model_copy(update={"actor": ActorSource(path=str(PRESENTER))})
    return recipe.model_copy(update={"audio_track": said, "visual_track": seen})


def make_and_measure(
    pipeline: VortexPipeline, stranger: str, recipe: Recipe, number: int, out: Path
) -> tuple[float, int]:
    """One slot through the product's own pipeline, then correlation and offset of its file."""
    own = read_by(stranger, recipe, out.parent / f"{number}.wav")
    result = asyncio.run(pipeline.generate_slot(own, number, output_dir=out))
    if result.files is None:
        raise SystemExit(f"{stranger}: {result.error_msg}")
    return lips_of(Path(result.files.video))


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--recipes", type=int, default=3, help="how many scripts each stranger reads")
    options = parser.parse_args()
    use_one_thread()
    spoken = [load_recipe(path) for path in sorted((RESOURCES / "recipes").glob("*.yaml"))]
    recipes = [recipe for recipe in spoken if recipe.audio_track.sound is None][: options.recipes]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(folders=FolderSettings(output=f"{folder}/out", data=f"{folder}/data"))
        pipeline = VortexPipeline(load_profile("mini"), settings)
        try:
            for at, stranger in enumerate(STRANGERS):
                found = [
                    make_and_measure(pipeline, stranger, recipe, 100 * at + number, Path(folder) / "out")
                    for number, recipe in enumerate(recipes)
                ]
                lips, offsets = [each for each, _ in found], [offset for _, offset in found]
                print(
                    f"{stranger:12} lips mean {np.mean(lips):.3f}  from {min(lips):.3f} to {max(lips):.3f}"
                    f"  offsets {offsets}",
                    flush=True,
                )
        finally:
            pipeline.close()


if __name__ == "__main__":
    main()
