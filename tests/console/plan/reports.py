"""The plan of a profile that fits, with one stage whose floor is known."""

from __future__ import annotations

from vortex_gui.base.plan.plan_report import PlannedPart, PlanReport, StagePlan

PLAN = PlanReport(
    profile="rtx3060",
    gpu="RTX 3060",
    components=(
        PlannedPart("flux", "transformer", 10, "nf4", 6_000_000_000),
        PlannedPart("flux", "vae", 10, "bf16", 200_000_000),
        PlannedPart("clip_l", "clip", 10, "int8", 470_000_000),
    ),
    resident_bytes=6_670_000_000,
    buffers_bytes=3_000_000,
    working_bytes=800_000_000,
    total_bytes=7_473_000_000,
    soft_limit_bytes=11_000_000_000,
    hard_limit_bytes=11_500_000_000,
    fits=True,
    stages=(
        StagePlan("actor", 75_000_000_000_000, 200_000_000_000, 2.9),
        StagePlan("output", 0, 800_000_000, None),
    ),
    floor_s=2.9,
    deadline_s=20.0,
    rung="full",
    advice=("Close other programs.",),
)
