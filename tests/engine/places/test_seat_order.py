"""How a seat's workers start: with its device, threads, card and profile."""

from __future__ import annotations

from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.engine.facts.events import EngineEvent, Notice
from vortex_gui.engine.places.cards import VISIBLE
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.seat_order import seat_order
from vortex_gui.engine.places.seats import Seat

ORDER = Order(Settings(), load_profile("mini"), ("worker",))


def test_a_seat_has_its_own_device_threads_card_and_profile() -> None:
    told: list[EngineEvent] = []
    seated = seat_order(ORDER, Seat("local-1", "cuda", 3, "GPU-a", "rtx3060"), told.append)
    assert (seated.settings.pipeline.device, seated.settings.pipeline.threads) == ("cuda", 3)
    assert (dict(seated.environment), seated.profile.name) == ({VISIBLE: "GPU-a"}, "rtx3060")
    assert (seated.command, told) == (ORDER.command, [])


def test_a_profile_that_cannot_be_read_is_told_and_the_machines_own_is_loaded() -> None:
    told: list[EngineEvent] = []
    seated = seat_order(ORDER, Seat("local-1", "auto", profile="none-such"), told.append)
    assert seated.profile.name == "mini"
    (notice,) = told
    assert isinstance(notice, Notice)
    assert notice.text.startswith("local-1: profile: unknown profile 'none-such'")
