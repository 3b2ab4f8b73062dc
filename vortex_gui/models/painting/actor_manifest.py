"""`actor.json`: what the folder of a painter's checkpoint cannot tell otherwise.

That is the number of T5 tokens that the denoiser was taught with, whether it knows words in lower case only,
what a prompt must not leave open, from which side on the decoder doubles, and how many drafts make a picture.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.notation.plain_json import JsonObject
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words
from vortex_gui.checkpoints.gaps import Gap, gaps_in

MOST_TOKENS, MOST_SIDE, MOST_DRAFTS = 4096, 8192, 16
"""Larger numbers are taken for damage."""


@dataclass(frozen=True, slots=True)
class ActorManifest:
    """The defaults are those of the public schnell checkpoint."""

    max_sequence_length: int = 256
    lower_case: bool = False
    gaps: tuple[Gap, ...] = ()
    taught_side: int | None = None
    """Of the pictures that the denoiser learned from, where the decoder can double them."""
    drafts: int = 1
    """Painted at once and joined at each step."""

    @classmethod
    def read(cls, folder: Path) -> ActorManifest:
        """The folder's manifest, or the defaults without one; raises CheckpointError when damaged."""
        path = folder / "actor.json"
        if not path.exists():
            return cls()
        try:
            return cls._of(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise CheckpointError(
                path, tr("not a readable actor manifest ({why})", why=own_words(error))
            ) from error

    @classmethod
    def _of(cls, values: object) -> ActorManifest:
        if not isinstance(values, dict):
            raise ValueError("not a JSON object")
        if not isinstance(values.get("lower_case"), bool):
            raise ValueError("lower_case must be true or false")
        return cls(
            _number(values, "max_sequence_length", MOST_TOKENS),
            values["lower_case"],
            gaps_in(values),
            _number(values, "taught_side", MOST_SIDE) if values.get("taught_side") is not None else None,
            _number(values, "drafts", MOST_DRAFTS) if "drafts" in values else 1,
        )


def _number(values: JsonObject, name: str, most: int) -> int:
    found = values.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= most:
        raise ValueError(f"{name} must be a whole number from 1 to {most}, not {json.dumps(found)}")
    return found
