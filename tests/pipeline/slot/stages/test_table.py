"""The table of what each stage does holds the stages that base/stages names."""

from __future__ import annotations

from vortex_gui.base.stages import STAGES
from vortex_gui.pipeline.slot.stages.table import SLOT_STAGES


def test_every_stage_has_its_work() -> None:
    assert set(SLOT_STAGES) == set(STAGES)
