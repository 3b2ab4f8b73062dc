"""The workers that an agent has by its machine's settings: a seat for each, and the post at each seat."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from vortex_gui.base.profile import load_profile
from vortex_gui.engine.places.cards import cuda_cards
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.process.shared_spare import SharedSpare
from vortex_gui.engine.places.seats import Seat, seats, wants_cards
from vortex_gui.serve.post import AnyPost, MakePost, Post, PostOffice


def machine_seats(order: Order, cards: Callable[[], tuple[str, ...]] = cuda_cards) -> tuple[Seat, ...]:
    """Asks for the cards where the settings depend on them, which waits for the driver.

    Raises `SettingsError` for a worker's profile that cannot be read: nobody would see a notice here.
    """
    pipeline = order.settings.pipeline
    known = cards() if wants_cards(pipeline, order.profile) else ()
    found = seats(pipeline, order.profile, known, os.cpu_count() or 1)
    for seat in found:
        if seat.profile:
            load_profile(seat.profile)
    return found


def posts_at(found: Sequence[Seat], spare: SharedSpare) -> MakePost:
    """Makes the post of the seat that a name names; all their workers fork from one spare."""
    by_name = {seat.name: seat for seat in found}

    def make(order: Order, office: PostOffice, *, name: str, now: Callable[[], float]) -> AnyPost:
        return Post(order, office, name=name, now=now, seat=by_name[name], spare=spare.share())

    return make
