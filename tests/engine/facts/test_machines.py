"""What places of other machines are called."""

from __future__ import annotations

from vortex_gui.engine.facts.events import LOCAL
from vortex_gui.engine.facts.machines import machine_of, place_name, worker_of


def test_a_place_s_name_tells_its_machine_and_its_worker() -> None:
    name = place_name("ada@box", "local-2")
    assert name == "ada@box/local-2"
    assert (machine_of(name), worker_of(name)) == ("ada@box", "local-2")
    assert (machine_of(LOCAL), worker_of(LOCAL)) == ("", LOCAL)
