"""Numbers as the operator reads them."""

from __future__ import annotations

import pytest

from vortex_gui.console.look.words import byte_text


@pytest.mark.parametrize(
    ("count_bytes", "text"),
    [
        (None, "not measurable"),
        (0, "0 B"),
        (512, "512 B"),
        (34_000_000, "34.0 MB"),
        (1_420_000_000, "1.42 GB"),
    ],
)
def test_bytes_are_told_in_decimal_units(count_bytes: int | None, text: str) -> None:
    assert byte_text(count_bytes) == text
