"""Money reaches the voice with its currency, its cents and its sign."""

from __future__ import annotations

import re

import pytest

from vortex_gui.base.speaking import amounts


def read(text: str) -> str:
    for pattern, rule in amounts.RULES:
        text = re.sub(pattern, rule, text)
    return text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("5€", "€5"),
        ("$2.5k", "$2.5 thousand"),
        ("$2.5 million", "$2.5 million"),
        ("£2.5", "£2.50"),
        ("-£2", "minus £2"),
        ("1 CHF", "1 Swiss franc"),
        ("$5-$7", "$5 to $7"),
        ("€3/kWh", "€3 per kilowatt hour"),
        ("try 20", "try 20"),
    ],
)
def test_an_amount_keeps_its_currency(written: str, told: str) -> None:
    assert read(written) == told
