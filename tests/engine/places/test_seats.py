"""Which workers a machine gets: alone as ever, or several that share its cards and its threads."""

from __future__ import annotations

from typing import Any

import pytest

from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import Settings
from vortex_gui.engine.places.seats import Seat, seats, wants_cards

MINI, CARD = load_profile("mini"), load_profile("rtx3060")
TWO = ("GPU-a", "GPU-b")


def wish(**values: Any) -> PipelineSettings:
    return PipelineSettings.model_validate(values)


@pytest.mark.parametrize(
    ("settings", "profile", "cards"),
    [
        (wish(), MINI, ()),
        (wish(), MINI, TWO),
        (wish(), CARD, ()),
        (wish(), CARD, ("GPU-a",)),
        (wish(workers=1, device="cuda", threads=3), CARD, TWO),
        (wish(device="cpu"), CARD, TWO),
        (wish(device="cuda:1"), CARD, TWO),
    ],
)
def test_a_worker_that_is_alone_has_all_that_the_settings_say(
    settings: PipelineSettings, profile: Any, cards: tuple[str, ...]
) -> None:
    (seat,) = seats(settings, profile, cards, cores=8)
    assert seat == Seat("local", settings.device, settings.threads)
    assert seat.environment == {}
    whole = Settings(pipeline=settings)
    assert seat.settings(whole) == whole


def test_each_card_has_a_worker_that_sees_no_other() -> None:
    found = seats(wish(), CARD, TWO, cores=8)
    assert found == (Seat("local-1", "cuda", 4, "GPU-a"), Seat("local-2", "cuda", 4, "GPU-b"))
    assert found[1].environment == {"CUDA_VISIBLE_DEVICES": "GPU-b"}
    given = found[1].settings(Settings(pipeline=wish(stall_limit_s=7.0)))
    assert (given.pipeline.device, given.pipeline.threads, given.pipeline.stall_limit_s) == ("cuda", 4, 7.0)


@pytest.mark.parametrize(("threads", "cores", "share"), [(0, 8, 2), (6, 8, 2), (0, 2, 1)])
def test_a_number_of_workers_shares_the_threads(threads: int, cores: int, share: int) -> None:
    found = seats(wish(workers=3, threads=threads), MINI, (), cores)
    assert [seat.name for seat in found] == ["local-1", "local-2", "local-3"]
    assert {(seat.device, seat.threads, seat.card) for seat in found} == {("auto", share, "")}


def test_more_workers_than_cards_go_round_the_cards() -> None:
    assert [seat.card for seat in seats(wish(workers=3), CARD, TWO, 8)] == ["GPU-a", "GPU-b", "GPU-a"]


def test_a_list_says_it_of_each() -> None:
    listed = [{"device": "cpu", "threads": 3}, {"device": "cuda", "profile": "rtx3060"}, {"device": "cuda:1"}]
    found = seats(wish(workers=listed), MINI, TWO, cores=9)
    assert found == (
        Seat("local-1", "cpu", 3),
        Seat("local-2", "cuda", 3, "GPU-a", "rtx3060"),
        Seat("local-3", "cuda:1", 3),
    )
    (alone,) = seats(wish(workers=[{"device": "cpu", "threads": 2}], threads=5), MINI, (), 8)
    assert alone == Seat("local", "cpu", 2)


def test_the_driver_is_asked_only_where_the_cards_matter() -> None:
    assert wants_cards(wish(), CARD)
    assert wants_cards(wish(workers=[{"device": "cuda"}]), MINI)
    assert not wants_cards(wish(), MINI)
    assert not wants_cards(wish(workers=1), CARD)
    assert not wants_cards(wish(device="cuda:0"), CARD)
    assert not wants_cards(wish(workers=4), MINI)


def test_none_at_all_is_a_wish_and_asks_no_driver() -> None:
    settings = PipelineSettings(workers=0)
    assert seats(settings, CARD, ("GPU-a",), 4) == ()
    assert not wants_cards(settings, CARD)
