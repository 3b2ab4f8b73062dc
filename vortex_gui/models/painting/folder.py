"""What a Flux folder must hold."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import mark, tr

WEIGHTED_PARTS = ("text_encoder", "text_encoder_2", "transformer", "vae")
REMEDY = mark("Fetch or pack the checkpoint again.")


def check_folder(folder: Path) -> None:
    """Raises CheckpointError that names the first missing file of a Flux folder."""
    wanted = [folder / "model_index.json"]
    wanted += [folder / "scheduler" / "scheduler_config.json"]
    wanted += [folder / part / "config.json" for part in WEIGHTED_PARTS]
    for path in wanted:
        if not path.is_file():
            raise CheckpointError(path, tr("missing"), remedy=tr(REMEDY))
    for part in WEIGHTED_PARTS:
        if not any((folder / part).glob("*.safetensors")):
            raise CheckpointError(folder / part, tr("holds no weights"), remedy=tr(REMEDY))
    for part in ("tokenizer", "tokenizer_2"):
        if not (folder / part / "tokenizer_config.json").is_file():
            raise CheckpointError(folder / part / "tokenizer_config.json", tr("missing"), remedy=tr(REMEDY))
