"""A worker's last words are one line each, so that the console finds them in its output."""

from __future__ import annotations

import pytest

from vortex_gui.base.worker_words import CARD_LOST, STAGE_HANGS


@pytest.mark.parametrize("words", [CARD_LOST, STAGE_HANGS])
def test_they_are_one_line(words: str) -> None:
    assert words
    assert words.splitlines() == [words.strip()]
