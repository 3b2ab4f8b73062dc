"""YAML is fitted to its fields: what a text field holds stays as it was written."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import BaseModel

from vortex_gui.base.notation.fitting import cut_texts, fitted
from vortex_gui.base.notation.plain_yaml import load_scalars


class Part(BaseModel):
    script: str = ""
    seconds: float | None = None
    size: Literal["1", "2"] = "1"


class Whole(BaseModel):
    part: Part = Part()
    names: tuple[str, ...] = ()
    by_name: dict[str, str] = {}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("part: {script: 007, seconds: 007}", {"part": {"script": "007", "seconds": 7}}),
        ("part: {script: true, size: 2}", {"part": {"script": "true", "size": "2"}}),
        ("part:", {"part": {}}),
        ("names: [1.50, yes]", {"names": ["1.50", "yes"]}),
        ("by_name: {flux: 1e3}", {"by_name": {"flux": "1e3"}}),
        ("unknown: 1e3", {"unknown": 1000.0}),
    ],
)
def test_what_is_written_is_read_by_the_field_it_fills(text: str, plain: object) -> None:
    assert fitted(load_scalars(text), Whole) == plain


def test_a_text_that_a_comment_cuts_short_is_told_with_its_line() -> None:
    found = load_scalars("part:\n  script: Item #1 is #2\n  seconds: 4  # four\n")
    assert list(cut_texts(found, Whole)) == [("part.script", 2)]
