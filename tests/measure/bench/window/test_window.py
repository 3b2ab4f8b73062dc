"""The window's figures come from child processes; one that fails is told in its last words."""

from __future__ import annotations

import pytest

from vortex_gui.measure.bench.window import window


def test_a_bare_window_is_painted_after_its_process_began() -> None:
    assert 0 < window._painted_after("bare") < 60


def test_a_child_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)measuring 'nothing' ended with 1: .*KeyError: 'nothing'"):
        window._child("nothing")
