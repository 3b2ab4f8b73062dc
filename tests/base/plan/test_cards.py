"""Cards are found by their usual names and compute at the rate of the precision."""

from __future__ import annotations

import pytest

from tests.pipeline.plan.plain_work import CARD
from vortex_gui.base.errors import InputError
from vortex_gui.base.plan.cards import CARDS, find_card


@pytest.mark.parametrize(
    ("precision", "rate"),
    [("fp32", 0.25e12), ("fp16", 1e12), ("bf16", 0.5e12), ("int8", 0.5e12), ("nf4", 0.5e12)],
)
def test_quantised_weights_compute_at_the_rate_of_bf16(precision: str, rate: float) -> None:
    assert CARD.rate(precision) == rate


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("RTX 3060", "RTX 3060"),
        ("rtx3060", "RTX 3060"),
        ("geforce rtx-3060", "RTX 3060"),
        ("rtx 4060 ti", "RTX 4060 Ti"),
        ("NVIDIA GeForce RTX 3060", "RTX 3060"),
        ("Tesla T4", "T4"),
        ("nvidia-tesla-t4", "T4"),
        ("h100", "H100"),
    ],
)
def test_a_card_is_found_whatever_its_makers_put_before_it(name: str, card: str) -> None:
    assert find_card(name).name == card


def test_the_table_has_the_cards_that_operators_ask_for() -> None:
    names = {card.name for card in CARDS}
    assert names >= {
        "RTX 3060", "RTX 3090", "RTX 4060 Ti", "RTX 4070", "RTX 4090", "RTX 5090", "A10", "L4", "T4", "H100",
    }  # fmt: skip
    assert all(card.source for card in CARDS)


@pytest.mark.parametrize("name", ["", "3060", "RTX", "RTX 3060 Ti", "t4 tesla"])
def test_a_part_of_a_name_is_no_card(name: str) -> None:
    allowed = ", ".join(card.name for card in CARDS)
    with pytest.raises(InputError) as told:
        find_card(name)
    assert told.value.faults == (f"gpu: unknown card {name!r}; allowed is {allowed}.",)


def test_memory_is_given_in_bytes() -> None:
    assert find_card("RTX 3060").memory_bytes == 12 * 1024**3
