"""A judge borrows the painter's text tower where that lends one, and has its own where it does not."""

from __future__ import annotations

import pytest
import torch

from vortex_gui.base.profile import load_profile
from vortex_gui.models.contracts import LoadAid
from vortex_gui.models.judging.clip import ClipScorer
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.resident.roles.clip import JUDGE_B, JUDGE_L

CPU = torch.device("cpu")


def test_alone_it_loads_both_halves_and_scores() -> None:
    judge = JUDGE_B.load(load_profile("mini").roles["clip_b"], CPU, {}, LoadAid())
    assert isinstance(judge, ClipScorer)
    assert float(judge.embed_text("a presenter").norm()) == pytest.approx(1, abs=1e-4)


def test_beside_a_painter_it_reads_a_text_as_it_does_alone(pipeline: VortexPipeline) -> None:
    spec = load_profile("mini").roles["clip_l"]
    beside = JUDGE_L.load(spec, CPU, {"flux": pipeline.registry.get_model("flux")}, LoadAid())
    alone = JUDGE_L.load(spec, CPU, {}, LoadAid())
    assert torch.allclose(beside.embed_text("a red suit"), alone.embed_text("a red suit"), atol=1e-5)
