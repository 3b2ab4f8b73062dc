"""What the soak tells: sentences for people, and progress now and then."""

from __future__ import annotations

from typing import Any

import pytest

from vortex_gui.base.errors import InputError
from vortex_gui.commands.arguments.parser import parser
from vortex_gui.engine.facts.slots import FINAL_STATES
from vortex_gui.measure.soak.command import TOLD_EVERY, _sentences, _tell, soak


def account(**other: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        **dict.fromkeys((state.value for state in FINAL_STATES), 0),
        "submitted": 200,
        "lost": 0,
        "duplicated": 0,
        "false_done": 0,
        "kills": {"worker": 0, "console": 0},
        "recovery_s": {whom: {"p50": None, "max": None} for whom in ("worker", "console")},
        "reopened_s": {"p50": None, "max": None},
        "rss_slope_bytes_per_slot": 12.5,
        "rss_noise_bytes_per_slot": 90.0,
        "handles_delta": 0,
        "processes_left": 0,
        "notices": [],
    }
    return found | other


def test_what_was_not_killed_is_not_told() -> None:
    text = _sentences(account(done=200))
    assert text.startswith("200 slots: ")
    assert "200 done" in text
    assert "killed" not in text


def test_kills_are_told_with_the_time_until_all_was_well_again() -> None:
    found = account(
        done=190,
        lost=1,
        kills={"worker": 7, "console": 2},
        recovery_s={"worker": {"p50": 3.1, "max": 9.0}, "console": {"p50": 4.2, "max": 5.0}},
        reopened_s={"p50": 0.2, "max": 0.3},
        notices=["The drive is full."],
    )
    told = _sentences(found).splitlines()
    assert "1 lost, 0 doubled, 0 falsely done." in told
    assert "7 workers killed; a worker ready in 3.1 s (median), 9.0 s at most." in told
    assert "A killed console's queue and history open again in 0.2 s." in told
    assert told[-1] == "The drive is full."


def test_progress_is_told_at_every_so_many_slots(capsys: pytest.CaptureFixture[str]) -> None:
    for over in range(TOLD_EVERY * 2 + 1):
        _tell(over, 200, kills=3)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3
    assert told[-1] == f"{TOLD_EVERY * 2} of 200 slots have finished, 3 kills."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kill-link", "0.5"], "--kill-link does nothing without --machines."),
        (["--freeze", "0.5"], "--freeze does nothing without --machines."),
        (["--transport", "ssh"], "--transport does nothing without --machines."),
        (["--machines", "1", "--kill-node", "1"], "--kill-node does nothing without --ray."),
        (["--ray", "1", "--kill-worker", "1"], "--kill-worker does nothing with --ray."),
        (["--program", "1", "--workers", "2"], "--workers does nothing with --program."),
        (["--machines", "1", "--ray", "1"], "--machines and --ray exclude each other."),
    ],
)
def test_what_would_not_be_done_is_refused(words: list[str], told: str) -> None:
    with pytest.raises(InputError, match=f"^{told}$"):
        soak(parser().parse_args(["soak", *words]))
