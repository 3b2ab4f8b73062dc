"""The files of pure rules, each with the tests that have to see its changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """A file and its tests, by their paths."""

    path: str
    tests: tuple[str, ...]
    tables: frozenset[str] = frozenset()
    """Names of its tables, whose numbers are taste or published: they are not changed."""
    leave_out: str = ""
    """Tests of these files that take long, for pytest's -k."""
    torch: bool = False
    """Whether file or tests import torch, 3 s and a quarter of a gigabyte that the others can do without."""

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").replace("/", ".")


def _room(path: str, *tests: str, tables: str = "", leave_out: str = "", torch: bool = False) -> Room:
    names = frozenset(tables.split())
    return Room(f"vortex_gui/{path}", tuple(f"tests/{test}" for test in tests), names, leave_out, torch)


ROOMS = (
    _room("engine/facts/slot_queue.py", "engine/facts/test_slot_queue.py"),
    _room("engine/facts/restart.py", "engine/facts/test_restart.py"),
    _room("engine/facts/estimate.py", "engine/facts/test_estimate.py"),
    _room("engine/watch/leak_watch.py", "engine/watch/test_leak_watch.py"),
    _room("base/words/amounts.py", "base/words/test_amounts.py"),
    _room("base/pace/learned_clock.py", "base/pace/test_learned_clock.py", tables="KEPT"),
    _room("base/pace/work.py", "base/pace/test_work.py"),
    _room(
        "base/recipe/recipe.py",
        "base/test_limits.py",
        "base/recipe/test_recipe.py",
        "base/notation/test_plain_text.py",
        leave_out="deep_nest or no_yaml or test_settings or bounded or hard_limit",
    ),
    _room(
        "base/settings/settings.py",
        "base/test_limits.py",
        "base/settings/test_settings.py",
        "base/notation/test_plain_text.py",
        leave_out="no_yaml or recipe",
    ),
    _room("pipeline/slot/stages/speech_fit.py", "pipeline/slot/stages/test_speech_fit.py"),
    *(
        _room(
            f"models/live_portrait/{name}.py",
            "models/live_portrait/test_motion_numbers.py",
            "models/live_portrait/test_motion.py",
            "models/live_portrait/test_life.py",
            tables=tables,
            leave_out="lips_follow or nothing_jumps or needs_no_torch or expressions_are or any_clip"
            " or eyes_blink",
        )
        for name, tables in (("lips", "_CLOSED _APERTURE _ROUND _WIDE"), ("motion", "PRESETS"), ("gaze", ""))
    ),
    _room("models/live_portrait/shoulders.py", "models/live_portrait/test_shoulders.py", torch=True),
    _room("pipeline/slot/pace/ladder.py", "pipeline/slot/pace/test_ladder.py", torch=True),
    _room("base/plan/cards.py", "base/plan/test_cards.py", tables="CARDS", torch=True),
    _room(
        "pipeline/plan/figures.py",
        "pipeline/plan/test_figures.py",
        "pipeline/plan/test_arithmetic.py",
        torch=True,
    ),
    _room("pipeline/plan/rungs.py", "pipeline/plan/test_rungs.py", torch=True),
    _room(
        "pipeline/plan/plan.py",
        "pipeline/plan/test_arithmetic.py",
        "pipeline/plan/test_what_if.py::test_the_command_says_what_was_asked_and_counts_it",
        torch=True,
    ),
    _room(
        "pipeline/plan/what_if.py", "pipeline/plan/test_what_if.py", leave_out="counted or counts", torch=True
    ),
    _room("pipeline/plan/cost.py", "pipeline/plan/test_cost.py", torch=True),
)
"""Those that need torch come last: it is imported once, before the first of them."""
