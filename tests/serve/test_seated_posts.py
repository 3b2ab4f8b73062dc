"""The workers of an agent by its settings: a seat for each, and the post there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.places.watched import child
from tests.serve.test_post import Office
from vortex_gui.base.errors import SettingsError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.settings.worker_wish import WorkerWish
from vortex_gui.engine.places.place import Order
from vortex_gui.serve.seated_posts import machine_seats, posts_at


def order(profile: str = "mini", **pipeline: object) -> Order:
    settings = Settings(pipeline=PipelineSettings.model_validate(pipeline))
    return Order(settings, load_profile(profile), child("scripted_worker"))


def test_the_cards_are_asked_for_where_they_matter() -> None:
    def cards() -> tuple[str, ...]:
        return ("GPU-a", "GPU-b")

    def none() -> tuple[str, ...]:
        raise AssertionError("nobody has to know them")

    assert [seat.card for seat in machine_seats(order("rtx3060"), cards)] == ["GPU-a", "GPU-b"]
    assert [seat.name for seat in machine_seats(order(), none)] == ["local"]
    assert [seat.name for seat in machine_seats(order(workers=2), none)] == ["local-1", "local-2"]


def test_a_profile_that_cannot_be_read_is_refused_at_the_start() -> None:
    wish = [WorkerWish(device="cpu"), WorkerWish(device="cpu", profile="none-such")]
    with pytest.raises(SettingsError, match="unknown profile 'none-such'"):
        machine_seats(order(workers=wish))


def test_each_post_has_the_profile_of_its_seat_and_keeps_it(tmp_path: Path) -> None:
    wish = [WorkerWish(device="cpu"), WorkerWish(device="cpu", profile="rtx3060")]
    made = order(workers=wish)
    make = posts_at(machine_seats(made))
    posts = [make(made, Office(tmp_path), name=f"local-{at}", now=lambda: 1.0) for at in (1, 2)]
    assert [post.fact().profile for post in posts] == ["mini", "rtx3060"]
    for post in posts:
        post.use(order("mini-512", workers=wish))
    assert [post.fact().profile for post in posts] == ["mini-512", "rtx3060"]
    assert [post.fact().state for post in posts] == ["waiting", "waiting"], "none starts out of turn"
