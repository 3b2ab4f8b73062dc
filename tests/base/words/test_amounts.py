"""Bytes as text, and quantiles."""

from __future__ import annotations

import pytest

from vortex_gui.base.words.amounts import bytes_text, quantile


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (999.6, "1 kB"),
        (5_000, "5 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (34_000_000, "34.0 MB"),
        (999_949_999, "999.9 MB"),
        (999_950_000, "1.00 GB"),
        (12_345_678_901, "12.35 GB"),
        (-5_000_000, "-5.0 MB"),
    ],
)
def test_bytes_are_decimal_and_never_a_thousand_of_a_unit(count: float, text: str) -> None:
    assert bytes_text(count) == text


def test_a_quantile_lies_between_neighbours() -> None:
    assert quantile([1.0, 2.0], 0.5) == 1.5
    assert quantile([1.0, 2.0, 4.0], 0.25) == 1.5
    assert quantile([1.0, 2.0, 4.0], 0.75) == 3.0
    assert quantile([4.0], 0.9) == 4.0
    assert quantile([1.0, 2.0], 1.0) == 2.0
    with pytest.raises(ValueError, match="at least one"):
        quantile([], 0.5)
