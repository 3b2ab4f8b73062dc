"""The hub's errors as one sentence each, with a remedy."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.disk import FULL
from vortex_gui.base.words.translation import mark, tr

LARGER_DISK = mark("Make room, or set HF_HOME to a larger disk.")
"""The remedy where the cache's disk has no room."""


class hub_errors_told:
    """Turns the hub's errors into one sentence that names the repository and a remedy."""

    def __init__(self, repo_id: str, cache: Path) -> None:
        from huggingface_hub.file_download import repo_folder_name

        self._repo_id = repo_id
        self._cache = cache
        self._folder = repo_folder_name(repo_id=repo_id, repo_type="model")

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from huggingface_hub.errors import (
            GatedRepoError,
            HfHubHTTPError,
            OfflineModeIsEnabled,
            RepositoryNotFoundError,
        )

        if error is None:
            return
        if is_full(error):
            raise full_disk(self._cache) from error
        if isinstance(error, GatedRepoError):
            remedy = tr(
                "Accept its terms at https://huggingface.co/{repository}, then `hf auth login`.",
                repository=self._repo_id,
            )
            raise CheckpointError(
                self._repo_id, tr("the repository asks for consent first"), remedy=remedy
            ) from error
        if isinstance(error, RepositoryNotFoundError):
            remedy = tr("Check the name in the profile, or `hf auth login` if the repository is private.")
            raise CheckpointError(
                self._repo_id, tr("the hub knows no such repository"), remedy=remedy
            ) from error
        if isinstance(error, OfflineModeIsEnabled):
            remedy = tr(
                "Unset it for this one command, "
                "or copy {folder} from another machine's hub cache into {cache}.",
                folder=self._folder,
                cache=self._cache,
            )
            raise CheckpointError(
                self._repo_id, tr("HF_HUB_OFFLINE forbids a connection"), remedy=remedy
            ) from error
        if isinstance(error, (HfHubHTTPError, *line_errors())):
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            remedy = tr(
                "Check the connection and try again, "
                "or copy {folder} from another machine's hub cache into {cache}.",
                folder=self._folder,
                cache=self._cache,
            )
            raise CheckpointError(
                self._repo_id, tr("the hub cannot be reached ({reason})", reason=first), remedy=remedy
            ) from error


def is_full(error: BaseException) -> bool:
    """Whether the cache's disk has no room, which no retry cures."""
    return isinstance(error, OSError) and error.errno in FULL


def full_disk(cache: Path) -> CheckpointError:
    return CheckpointError(cache, tr("the disk is full"), remedy=tr(LARGER_DISK))


def line_errors() -> tuple[type[Exception], ...]:
    """Errors of a broken line, in the HTTP library that this huggingface_hub uses and below it."""
    libraries = (importlib.import_module(name) for name in ("httpx2", "httpx") if find_spec(name))
    return (OSError, *(library.TransportError for library in libraries))
