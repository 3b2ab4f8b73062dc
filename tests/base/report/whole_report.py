"""A report with every part in it."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.report.checks import Check
from vortex_gui.base.report.report import (
    Deadline,
    KeyframeScore,
    Loudness,
    MadeBy,
    MemoryReport,
    Report,
    StageTiming,
    Take,
    Target,
    Verification,
    slot_files,
)

FOLDER = Path("out") / "slot-000007"
WHOLE = Report(
    slot_id=7,
    seed=1234,
    profile="mini",
    success=True,
    outcome="done",
    generation_time_ms=9000.5,
    deadline=Deadline(20.0, True),
    target=Target(20.0, True),
    stages=(StageTiming("speech", 0.0, 5.0, 2, 12.0), StageTiming("actor", 1.0, 9.0)),
    verification=Verification(0.7, 0.86, 0.8, True, False, 0.71, (KeyframeScore(0, 0.7, 0.9),)),
    takes=(Take(1234, False, False, 0.4), Take(1235, True, True, 0.8), Take(1236, False, error="Late.")),
    checks=(
        Check("face", 0.9, 0.6, True),
        Check("lips_offset", 5.0, 2.0, False, 0.3, ((0.0, 4.5), (5.0, 6.0))),
        Check("lips_match", None, 0.4, True),
    ),
    memory=MemoryReport(10, 20, 30),
    rung="full",
    completed_prompt="a host, short black hair",
    device="CPU, 2 threads",
    threads=2,
    worker=MadeBy("local-2", "studio"),
    face_finding="by a network",
    loudness=Loudness(-16.1, -1.5, -16.0),
    warnings=("Prompt truncated.",),
    own_files={"actor": "ab" * 32, "sound": "cd" * 32},
    files=slot_files(FOLDER, "slot.mp4", captions=True),
    versions={"torch": "2"},
    checkpoints={"flux": "abc"},
    recipe={"audio_track": {"script": "Hello."}},
)
