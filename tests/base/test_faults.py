"""A fault is one sentence: its path, what stands there, what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vortex_gui.base.faults import MAX_FAULTS, MAX_SHOWN, number, sentences, shown


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    count: Annotated[int, Field(ge=1, le=9)]
    mood: Literal["calm", "loud"] = "calm"
    names: tuple[str, ...] = ()
    length_s: float | None = None
    side: Annotated[int, Field(multiple_of=32)] = 32


class Whole(BaseModel):
    part: Part


def faults(found: Mapping[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate({"part": found})
    return sentences(caught.value)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"count": 12}, "part.count: 12 is out of range; up to 9 is allowed."),
        ({"count": 0}, "part.count: 0 is out of range; 1 or more is allowed."),
        ({"count": 1, "side": 100}, "part.side: 100 is not possible; multiples of 32 are allowed."),
        ({"count": "many"}, "part.count: 'many' is not a whole number."),
        ({}, "part.count: missing; it is needed."),
        ({"count": 1, "colour": "red"}, "part.colour: unknown key; it is not allowed here."),
        ({"count": 1, "mood": "sad"}, "part.mood: 'sad' is not known; allowed is 'calm' or 'loud'."),
    ],
)
def test_a_fault_names_path_value_and_what_is_allowed(found: Mapping[str, Any], sentence: str) -> None:
    assert faults(found) == [sentence]


def test_a_decimal_comma_is_told_as_such() -> None:
    assert faults({"count": 2, "5": None}) == [
        "part.5: unknown key; in a number, write a decimal point (2.5) instead of a comma."
    ]
    assert faults({"count": 2, "5": 1}) == ["part.5: unknown key; it is not allowed here."]
    for found in ("2,5", "-0,25", ",5"):
        assert faults({"count": 2, "length_s": found}) == [
            f"part.length_s: '{found}' is not a number; write a decimal point instead of the comma."
        ]
    assert faults({"count": 2, "length_s": "2,5 s"}) == ["part.length_s: '2,5 s' is not a number."]
    assert faults({"count": "2,5"}) == ["part.count: '2,5' is not a whole number."]


def test_past_the_limit_only_the_number_of_faults_is_told() -> None:
    told = faults({"count": 1} | {f"key{n}": n for n in range(MAX_FAULTS + 3)})
    assert len(told) == MAX_FAULTS + 1
    assert told[-1] == "3 more faults."


def test_a_fault_stays_one_line_whatever_it_quotes() -> None:
    (told,) = faults({"count": 1, "a\nb\x07": 2})
    assert told == "part.a�b�: unknown key; it is not allowed here."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (True, "true"),
        (1.5, "1.5"),
        ([1, "two"], '[1, "two"]'),
        ("x" * 100, "'" + "x" * (MAX_SHOWN - 2) + "…"),
    ],
)
def test_a_value_is_shown_as_it_was_written(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4_294_967_295, "4294967295"),
        (3.0, "3"),
        (0.8, "0.8"),
        (1e300, "1e+300"),
        (10**MAX_SHOWN, f"a number of {MAX_SHOWN + 1} digits"),
        (-(10**4000), "a number of 4001 digits"),
    ],
)
def test_a_number_is_told_in_full_while_it_can_be_read(value: float, text: str) -> None:
    assert number(value) == text


def test_a_number_that_python_does_not_write_out_is_told_by_its_length() -> None:
    assert number(int("f" * 9000, 16)) == "a number of 10838 digits"
    assert shown(-int("f" * 9000, 16)) == "a number of 10838 digits"
