"""The table of what each stage does holds the stages that base/stages names, and counts their work."""

from __future__ import annotations

from vortex_gui.base.profile import Rung
from vortex_gui.base.stages import STAGES
from vortex_gui.pipeline.slot.stages.stage import Extent
from vortex_gui.pipeline.slot.stages.table import SLOT_STAGES, work_of


def test_every_stage_has_its_work() -> None:
    assert set(SLOT_STAGES) == set(STAGES)


def test_a_rung_takes_work_off_the_stages_that_it_names() -> None:
    extent = Extent(words=10, frames=101, steps=4)
    full = {"speech": 10, "actor": 4, "animation": 101, "verification": 1, "output": 1}
    assert work_of(extent, Rung(name="full")) == full
    assert work_of(extent, Rung(name="low", every=2, steps=3)) == full | {"actor": 3, "animation": 51}
