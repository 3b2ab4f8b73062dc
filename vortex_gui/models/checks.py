"""Checks that several models make when they load: the precision, and files that hold tensors alone."""

from __future__ import annotations

import pickle
from collections.abc import Collection
from pathlib import Path
from typing import Any

import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.base.words.wording import own_words

FETCH_AGAIN = mark("Fetch the checkpoint again (prefetch), or choose another folder in the profile.")
PARALLEL_PREFIX = "module."
"""Before each key of weights that were trained in torch's `DataParallel`."""


def check_precision(precision: str, allowed: Collection[str]) -> None:
    """Raises `ValueError`, with the list of right ones, for another precision."""
    if precision not in allowed:
        raise ValueError(
            tr(
                "precision must be one of {allowed}, not {precision!r}",
                allowed=", ".join(allowed),
                precision=precision,
            )
        )


def load_tensors(path: Path) -> Any:
    """The content of a file of torch, on the CPU: tensors in any nesting, unchecked.

    Raises `CheckpointError` for a damaged file, and for one that holds code.
    """
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CheckpointError(path, tr("the file holds more than tensors and is not opened")) from error
    except (RuntimeError, OSError, EOFError, ValueError, KeyError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, why: Exception) -> CheckpointError:
    """The fault of a file that its library cannot read."""
    return CheckpointError(
        path, tr("the file is damaged ({why})", why=own_words(why)), remedy=tr(FETCH_AGAIN)
    )
