"""Fetching folders: a damaged one once more, then the slot fails; a lost link costs nothing."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.machines.landing.offers import ATTEMPT, SLOT, chunks, finished
from vortex_gui.engine.machines.landing.landings import (
    FetchAgain,
    Landed,
    LandingFailed,
    LandingNews,
    Landings,
)
from vortex_gui.wire.link.words import FileChunk, FolderGone, FolderOffer


def sent(landings: Landings, offer: FolderOffer, place: Path, *, damaged: bool = False) -> LandingNews | None:
    """The last news of a whole transfer."""
    news = landings.take(offer)
    for chunk in chunks(offer, place):
        if damaged and news is None:
            chunk = replace(chunk, data=b"!" * len(chunk.data))
        news = landings.take(chunk) or news
    return news


def test_a_folder_lands_once(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    assert landings.wished() == [(SLOT, ATTEMPT)]
    assert sent(landings, offer, place) == Landed(SLOT, ATTEMPT, tmp_path / "out" / "slot-000007")
    assert landings.wished() == []
    assert sent(landings, offer, place) is None


def test_what_nobody_asked_for_is_not_written(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT + 1, tmp_path / "out")
    assert sent(landings, offer, place) is None
    assert not (tmp_path / "out").exists()


@pytest.mark.expects_log
def test_a_damaged_folder_is_fetched_once_more_and_then_the_slot_fails(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    assert sent(landings, offer, place, damaged=True) == FetchAgain(SLOT, ATTEMPT)
    failed = sent(landings, offer, place, damaged=True)
    assert isinstance(failed, LandingFailed)
    assert failed.code == "output"
    assert "damaged" in failed.sentence
    assert list((tmp_path / "out").iterdir()) == []
    assert landings.wished() == []


@pytest.mark.expects_log
def test_lost_links_do_not_count_as_damage(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    for _ in range(3):
        landings.take(offer)
        landings.lost()
    assert isinstance(sent(landings, offer, place, damaged=True), FetchAgain)
    assert isinstance(sent(landings, offer, place), Landed)


@pytest.mark.expects_log
def test_a_second_try_that_is_whole_counts(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    assert isinstance(sent(landings, offer, place, damaged=True), FetchAgain)
    assert isinstance(sent(landings, offer, place), Landed)


def test_a_link_lost_in_the_middle_leaves_nothing_and_the_wish_stays(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    for loss in range(5):
        landings.take(offer)
        for chunk in list(chunks(offer, place))[: loss + 1]:
            landings.take(chunk)
        landings.lost()
        assert list((tmp_path / "out").iterdir()) == []
        assert landings.wished() == [(SLOT, ATTEMPT)]
    assert isinstance(sent(landings, offer, place), Landed)


def test_parts_without_an_offer_are_dropped(tmp_path: Path) -> None:
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    assert landings.take(FileChunk(SLOT, ATTEMPT, "slot.mp4", 0, b"x")) is None


def test_a_folder_that_has_gone_fails_the_slot(tmp_path: Path) -> None:
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    failed = landings.take(FolderGone(SLOT, ATTEMPT))
    assert isinstance(failed, LandingFailed)
    assert failed.code == "output"


def test_a_number_that_is_taken_here_fails_at_once_with_its_own_code(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    (tmp_path / "out" / "slot-000007").mkdir(parents=True)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    failed = landings.take(offer)
    assert isinstance(failed, LandingFailed)
    assert failed.code == "taken"
    assert landings.take(next(chunks(offer, place))) is None


def test_a_lost_links_thread_that_hung_does_not_disturb_the_next_ones(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    landings.take(offer)
    late, *parts = chunks(offer, place)
    landings.take(late)
    news: list[LandingNews | None] = []

    def next_link() -> None:
        landings.take(offer)
        news.extend(landings.take(chunk) for chunk in (late, *parts[:-1]))
        woken.set()
        lost.wait(20)
        news.append(landings.take(parts[-1]))

    woken, lost = threading.Event(), threading.Event()
    thread = threading.Thread(target=next_link)
    thread.start()
    assert woken.wait(20)
    assert landings.take(parts[0]) is None
    landings.lost()
    lost.set()
    thread.join()
    assert isinstance(news[-1], Landed)


def test_a_folder_that_is_forgotten_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    landings.take(offer)
    first, *others = chunks(offer, place)
    landings.take(first)
    assert landings.forget(SLOT, ATTEMPT)
    assert landings.wished() == []
    for chunk in others:
        assert landings.take(chunk) is None
    assert list((tmp_path / "out").iterdir()) == []
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    assert isinstance(sent(landings, offer, place), Landed)


def test_a_folder_that_is_forgotten_when_its_link_is_lost_leaves_nothing(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    landings.take(offer)
    landings.take(next(chunks(offer, place)))
    assert landings.forget(SLOT, ATTEMPT)
    landings.lost()
    assert list((tmp_path / "out").iterdir()) == []


def test_a_landed_folder_brings_its_report(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landings = Landings()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    landed = sent(landings, offer, place)
    assert isinstance(landed, Landed)
    assert landed.report_json == '{"slot_id": 7}'
