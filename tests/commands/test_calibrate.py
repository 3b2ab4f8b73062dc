"""`vortex-gui calibrate` on the real mini models: proposes, draws, writes a copy, asks to replace one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from PIL import Image

from tests.pipeline.calibration.crews import crew_of
from vortex_gui.base.profile import PROFILES, load_profile
from vortex_gui.commands.line import main
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.calibration import scores


@pytest.fixture(autouse=True)
def _loaded_models(pipeline: VortexPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session's real ones: loading them again would take most of the time."""
    threads = torch.get_num_threads()
    monkeypatch.setattr(scores, "load_crew", lambda profile, device: crew_of(pipeline))
    monkeypatch.setattr(torch, "set_num_threads", lambda _: None)
    assert torch.get_num_threads() == threads


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A profile of one denoising step, so that the pictures come quickly."""
    path = tmp_path / "own.yaml"
    path.write_text((PROFILES / "mini.yaml").read_text().replace("steps: 4, guidance", "steps: 1, guidance"))
    return path


def test_it_proposes_draws_and_writes_into_the_operators_own_profile(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["calibrate", "--profile", str(own), "--pictures", "8", "--false-alarms", "0.25", "--yes"]
    assert main([*words, "--picture", str(tmp_path / "scores.png")]) == 0
    told = capsys.readouterr()
    assert "CLIP B" in told.out
    assert "Proposed: clip_b" in told.out
    assert "of 8 right pairs fail the check (false alarms)" in told.out
    assert f"Wrote the thresholds to {own}." in told.err
    found = load_profile(str(own)).thresholds
    assert found.measured.startswith("vortex-gui calibrate, ")
    assert found.measured.endswith(", 8 pictures, seed 0, 25 % false alarms")
    with Image.open(tmp_path / "scores.png") as drawn:
        assert drawn.size[0] > 100


def test_a_file_that_is_there_is_not_replaced_when_nobody_agrees(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = own.read_text()
    assert main(["calibrate", "--profile", str(own), "--pictures", "8", "--json"]) == 0
    told = capsys.readouterr()
    assert own.read_text() == before
    assert "stays as it is; --yes replaces it." in told.err
    data = json.loads(told.out)
    assert data["false_alarms"] <= data["false_alarms_allowed"] == 0.05
    assert len(data["scores"]["clip_b"]["right"]) == 8


def test_prompts_that_are_too_few_or_not_there_are_bad_input(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts = tmp_path / "prompts.txt"
    assert main(["calibrate", "--profile", str(own), "--prompts", str(prompts)]) == 2
    prompts.write_text("a presenter\n\na presenter\n")
    assert main(["calibrate", "--profile", str(own), "--prompts", str(prompts)]) == 2
    told = capsys.readouterr().err
    assert "no such file" in told
    assert "two or more different prompts are needed" in told


def test_a_place_that_cannot_be_written_is_one_sentence(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "calibrate",
        "--profile",
        str(own),
        "--pictures",
        "8",
        "--to",
        str(tmp_path / "own.yaml" / "x.yaml"),
    ]
    assert main(words) == 2
    assert "cannot be written" in capsys.readouterr().err
