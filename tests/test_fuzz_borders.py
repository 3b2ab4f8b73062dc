"""Numbers at and beyond each type's border, in every message, in the report and in a recipe.

`VORTEX_FUZZ_CASES=10000` makes the long form of it.
"""

from __future__ import annotations

import json
import math
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgpack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.rows import RECIPE
from vortex_gui.base.errors import RecipeError
from vortex_gui.base.notation import bounds
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_text
from vortex_gui.engine.facts.records import SlotDraft, SlotQuery
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.output.finished_folder import end_of
from vortex_gui.wire.frames import ProtocolError, decode, encode
from vortex_gui.wire.protocol import Command, Event

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "60"))
KINDS: list[Any] = [*get_args(Command), *get_args(Event)]
LIMITS = sorted(
    abs(value)
    for name in dir(bounds)
    if name.startswith("MAX_") and isinstance(value := getattr(bounds, name), int | float)
)
WIDTHS = (7, 8, 15, 16, 31, 32, 53, 63, 64)
BORDERS: list[Any] = [
    *(sign * (limit + step) for limit in LIMITS for sign in (1, -1) for step in (-1, 0, 1)),
    *(
        sign * (2**bits + step)
        for bits in (7, 8, 15, 16, 31, 32, 53, 63, 64)
        for sign in (1, -1)
        for step in (-1, 0, 1)
    ),
    *(0, -0.0, 5e-324, 1.7976931348623157e308, -1.7976931348623157e308, math.nan, math.inf, -math.inf, True),
]
BEYOND_JSON = [10**400, -(10**400), "7", None, [], {}]
LARGEST = max(LIMITS)
REST = '"audio_track": {"script": "x"}, "visual_track": {"prompt": "y"}'
REST_YAML = "audio_track: {script: x}\nvisual_track: {prompt: y}\n"
REPORT: dict[str, Any] = {
    "slot_id": 1,
    "seed": 7,
    "profile": "mini",
    "success": True,
    "outcome": "done",
    "error": None,
    "generation_time_ms": 50.0,
    "deadline": {"due_s": 60.0, "met": True},
    "stages": [{"name": "speech", "start_ms": 1.0, "end_ms": 2.0, "attempts": 1, "units": 2}],
    "verification": {
        "score_clip_b": 0.8, "score_clip_l": 0.9, "ensemble_score": 0.86, "self_check_passed": True,
        "outlier_detected": False, "clip_threshold": 0.7, "keyframes": [{"frame": 0, "score_clip_b": 0.8}],
    },
    "memory": {"peak_bytes": 5, "soft_limit_bytes": 6, "hard_limit_bytes": 7},
    "rung": "full",
    "warnings": [],
}  # fmt: skip


def numbers(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where numbers stand."""
    if isinstance(found, dict | list | tuple):
        for key, value in found.items() if isinstance(found, dict) else enumerate(found):
            yield from numbers(value, (*path, key))
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield path


def put(found: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value at a place."""
    if not path:
        return value
    copy = dict(found) if isinstance(found, dict) else list(found)
    copy[path[0]] = put(found[path[0]], path[1:], value)
    return copy


def check_finite(found: Any) -> None:
    for path in numbers(found):
        value = found
        for key in path:
            value = value[key]
        assert math.isfinite(value), path
        assert abs(value) <= LARGEST, path


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=max(3, CASES // 20), deadline=None, suppress_health_check=list(HealthCheck))
def test_a_message_with_any_number_at_any_place_is_bounded_or_refused(kind: Any, data: st.DataObject) -> None:
    message = data.draw(st.from_type(kind))
    try:
        plain = msgpack.unpackb(encode(message))
    except (ValueError, OverflowError):
        return  # from_type knows no bounds
    for path in numbers(plain):
        value = data.draw(st.sampled_from(BORDERS))
        try:
            frame = msgpack.packb(put(plain, path, value))
        except OverflowError:
            continue  # beyond 64 bits nothing can be said at all
        try:
            read = decode(frame)
        except ProtocolError:
            continue
        again = msgpack.unpackb(encode(read))
        check_finite({key: found for key, found in again.items() if key != "jpeg"})
        assert decode(encode(read)) == read


def test_a_report_with_any_number_at_any_place_ends_its_slot_and_is_shown(tmp_path: Path) -> None:
    places, drawn = list(numbers(REPORT)), random.Random(7)
    values = [*BORDERS, *BEYOND_JSON]
    cases = [(path, value) for path in places for value in values]
    if len(cases) > CASES * 10:
        cases = drawn.sample(cases, CASES * 10)
    history, _ = open_history(tmp_path)
    try:
        drafts = [SlotDraft(RECIPE, "mini", str(tmp_path / "out"), "{}", 100.0)] * len(cases)
        for row, (path, value) in zip(history.add(drafts), cases, strict=True):
            text = json.dumps(put(REPORT, path, value))
            assert history.end(row.slot_id, end_of(SlotState.DONE, 200.0, text)), (path, value)
        page = history.page(SlotQuery(limit=len(cases)))
        assert page.total == len(cases)
        for row in page.rows:
            check_finite(
                [row.generation_ms, *(t.start_ms for t in row.stages), *(t.end_ms for t in row.stages)]
            )
        history.figures()
        history.past_slots("mini")
    finally:
        history.close()
    reopened, told = open_history(tmp_path)
    assert told == ""
    reopened.close()


@pytest.mark.parametrize("field", ["slot_id", "seed", "fps", "duration_sec", "deadline_sec"])
def test_a_recipe_with_any_number_is_taken_as_it_is_or_refused_in_one_line(field: str) -> None:
    for value in (*BORDERS, 10**399, 10**400):
        number = json.dumps(value)
        for text in (
            f'{{"slot_params": {{"{field}": {number}}}, {REST}}}',
            f"slot_params: {{{field}: {value}}}\n{REST_YAML}",
        ):
            faults, recipe = read(text)
            assert all("\n" not in fault and len(fault) < 300 for fault in faults)
            if recipe is not None:
                assert getattr(recipe.slot_params, field) == value
                assert recipe_from_text(recipe.to_json()) == recipe


def read(text: str) -> tuple[tuple[str, ...], Recipe | None]:
    try:
        return (), recipe_from_text(text)
    except RecipeError as error:
        return tuple(error.faults), None
