"""The layouts that ship name docks that there are."""

from __future__ import annotations

from vortex_gui.console.shell.docks.dock_table import DOCKS
from vortex_gui.console.shell.layouts.ready_made import OPERATE, READY, ready


def test_every_place_is_a_dock_s_and_every_neighbour_has_one() -> None:
    names = {row.name for row in DOCKS}
    for layout in READY:
        assert set(layout.places) <= names
        for place in layout.places.values():
            assert {place.tab_of, place.beside, place.tab_of_when_low} <= {"", *names}


def test_names_and_keys_are_each_their_own() -> None:
    assert [layout.name for layout in READY] == ["operate", "review", "wide"]
    assert len({layout.key for layout in READY}) == len(READY)


def test_a_name_that_none_has_is_the_first() -> None:
    assert ready("mine") is OPERATE
