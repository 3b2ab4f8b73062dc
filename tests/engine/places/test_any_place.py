"""A place of this machine is one of those that the queue knows."""

from __future__ import annotations

from pathlib import Path

from tests.engine.places.test_pool import pool
from vortex_gui.engine.facts.machines import PlaceFact
from vortex_gui.engine.machines.fleet.far_place import FarPlace
from vortex_gui.engine.places.any_place import AnyPlace
from vortex_gui.engine.places.place import Place
from vortex_gui.engine.places.seats import Seat


def test_both_kinds_of_places_have_the_queue_s_face() -> None:
    asked = {name for name in vars(AnyPlace) if not name.startswith("_")}
    for kind in (Place, FarPlace):
        assert asked <= {*vars(kind), "name"}


def test_a_pool_that_has_not_started_shows_one_place_that_stands_in(tmp_path: Path) -> None:
    places = pool(tmp_path, [], Seat("local", "auto"))
    assert places.facts == (PlaceFact("local"),)
    assert PlaceFact("local").machine == ""
