"""The doctor's command in its own process, and what it answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from vortex_gui.base.doctor_report import DoctorReport
from vortex_gui.engine.side import examining
from vortex_gui.engine.side.examining import NoReport, examine


def test_the_findings_are_read_with_their_types(tmp_path: Path) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"folders: {{output: {tmp_path / 'out'}, data: {tmp_path / 'data'}}}\n")
    report = asyncio.run(examine("mini", settings))
    assert isinstance(report, DoctorReport)
    assert report.profile == "mini"
    found = {check.name: check.found for check in report.checks}
    assert found["output folder"].startswith(str(tmp_path / "out"))
    assert {"program", "CUDA", "encoder libx264", "checkpoint flux"} <= found.keys()


def test_a_command_that_answers_something_else_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for script, told in (
        ("import sys; print('first\\nlast', file=sys.stderr); sys.exit(1)", "last"),
        ("import sys; sys.exit(5)", "The doctor ended with exit code 5."),
    ):
        monkeypatch.setattr(examining, "program", lambda *_, script=script: ["python3", "-c", script])
        found = asyncio.run(examine("mini"))
        assert isinstance(found, NoReport)
        assert found.sentence == told
        assert found.remedy


def test_a_cancel_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        work = asyncio.ensure_future(examine(""))
        await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    monkeypatch.setattr(examining, "program", lambda *_: ["sleep", "60"])
    asyncio.run(story())
