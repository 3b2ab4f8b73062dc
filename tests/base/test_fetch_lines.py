"""A fetch prints its lines as JSON, and its reader skips whatever a library prints between them."""

from __future__ import annotations

import math

import pytest

from vortex_gui.base.fetch_lines import (
    FetchEnd,
    FetchFault,
    FetchFile,
    FetchLine,
    FetchProgress,
    FetchSizes,
    read_line,
    to_json_line,
)

FILES = (FetchFile("flux", "some/flux", "a.safetensors", 30, here=False),)
SIZES = FetchSizes("rtx3060", FILES, ("kokoro: here",), "/cache", 30, 30, 5, 100, 26)


@pytest.mark.parametrize(
    "line",
    [
        SIZES,
        FetchProgress("a.safetensors", "flux", 6, 30, None),
        FetchEnd(is_fetched=True),
        FetchEnd(is_fetched=False),
        FetchFault("The line broke.", "Try again."),
    ],
)
def test_a_line_comes_back_as_it_went_out(line: FetchLine) -> None:
    assert read_line(to_json_line(line)) == line


@pytest.mark.parametrize("words", ["", "Fetching 3 files: 40%", "[1]", '{"level": "warning"}', "{" * 100_000])
def test_a_librarys_own_words_are_no_line(words: str) -> None:
    assert read_line(words) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"survey": {}}',
        '{"done": "perhaps"}',
        '{"progress": [1]}',
        to_json_line(FetchProgress("a.safetensors", "flux", 6, 30, math.nan)),
        to_json_line(FetchProgress("a.safetensors", "flux", 6, 30, math.inf)),
    ],
)
def test_a_line_of_ours_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_line(text)


def test_once_all_has_come_nothing_is_missing() -> None:
    here = SIZES.all_here()
    assert (here.missing_bytes, here.begun_bytes, here.needed_bytes) == (0, 0, 0)
    assert all(file.here for file in here.files)
