"""Every stage of a slot, by name; their order and what runs side by side stand in base/stages."""

from __future__ import annotations

from collections.abc import Mapping

from vortex_gui.base.stages import Stage
from vortex_gui.pipeline.slot.stages.actor import ActorStage
from vortex_gui.pipeline.slot.stages.animation import AnimationStage
from vortex_gui.pipeline.slot.stages.output import OutputStage
from vortex_gui.pipeline.slot.stages.speech import SpeechStage
from vortex_gui.pipeline.slot.stages.stage import SlotStage
from vortex_gui.pipeline.slot.stages.verification import VerificationStage

SLOT_STAGES: Mapping[Stage, SlotStage] = {
    stage.name: stage
    for stage in (SpeechStage(), ActorStage(), AnimationStage(), VerificationStage(), OutputStage())
}
