"""Each of the hub's errors is one sentence with the repository's name and a remedy."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import httpx2
import pytest
from huggingface_hub.errors import GatedRepoError, OfflineModeIsEnabled, RepositoryNotFoundError

from vortex_gui.base.errors import CheckpointError
from vortex_gui.checkpoints.hub_faults import hub_errors_told, line_errors

REPO = "tiny/clip"
COPY = "or copy models--tiny--clip from another machine's hub cache into /cache."
ANSWER: Any = httpx2.Response(404, request=httpx2.Request("GET", "https://huggingface.co"))
"""Of any HTTP library: huggingface_hub may use another one, and only keeps it."""


@pytest.mark.parametrize(
    ("error", "sentence", "remedy"),
    [
        (
            GatedRepoError("consent", response=ANSWER),
            "tiny/clip: the repository asks for consent first.",
            "Accept its terms at https://huggingface.co/tiny/clip, then `hf auth login`.",
        ),
        (
            RepositoryNotFoundError("none", response=ANSWER),
            "tiny/clip: the hub knows no such repository.",
            "Check the name in the profile, or `hf auth login` if the repository is private.",
        ),
        (
            OfflineModeIsEnabled("offline"),
            "tiny/clip: HF_HUB_OFFLINE forbids a connection.",
            f"Unset it for this one command, {COPY}",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "/cache: the disk is full.",
            "Make room, or set HF_HOME to a larger disk.",
        ),
        (
            ConnectionError("refused\nin many lines"),
            "tiny/clip: the hub cannot be reached (refused).",
            f"Check the connection and try again, {COPY}",
        ),
    ],
)
def test_an_error_of_the_hub_names_repository_and_remedy(
    error: Exception, sentence: str, remedy: str
) -> None:
    with pytest.raises(CheckpointError) as caught, hub_errors_told(REPO, Path("/cache")):
        raise error
    assert (caught.value.sentence, caught.value.remedy) == (sentence, remedy)


def test_another_error_passes_as_it_is() -> None:
    with pytest.raises(KeyError), hub_errors_told(REPO, Path("/cache")):
        raise KeyError("ours")


def test_an_http_librarys_own_errors_count_as_a_broken_line() -> None:
    assert issubclass(ConnectionError, line_errors())
    assert len(line_errors()) > 1
