"""What a painter's `actor.json` may say; anything else is refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vortex_gui.base.errors import CheckpointError
from vortex_gui.models.painting.actor_manifest import ActorManifest

LEAST: dict[str, object] = {"max_sequence_length": 44, "lower_case": True}


def test_a_folder_without_one_is_taken_for_schnell(tmp_path: Path) -> None:
    assert ActorManifest.read(tmp_path) == ActorManifest(max_sequence_length=256, lower_case=False)


def test_what_is_left_out_is_one_draft_and_no_doubling(tmp_path: Path) -> None:
    (tmp_path / "actor.json").write_text(json.dumps(LEAST), "utf-8")
    assert ActorManifest.read(tmp_path) == ActorManifest(max_sequence_length=44, lower_case=True)


@pytest.mark.parametrize("told", ["many", "3", 0, 17, 2.5, True, None, [3], float("nan"), float("inf")])
def test_a_number_of_drafts_that_cannot_be_is_told_with_those_that_can(tmp_path: Path, told: object) -> None:
    (tmp_path / "actor.json").write_text(json.dumps(LEAST | {"drafts": told}), "utf-8")
    with pytest.raises(CheckpointError, match=r"actor\.json.*drafts must be a whole number from 1 to 16"):
        ActorManifest.read(tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "not a JSON object"),
        ("null", "not a JSON object"),
        ('{"lower_case": true}', "max_sequence_length must be a whole number"),
        ('{"max_sequence_length": 44, "lower_case": "no"}', "lower_case must be true or false"),
        ('{"max_sequence_length": 44, "lower_case": true, "taught_side": 0}', "taught_side must be"),
    ],
)
def test_a_damaged_one_is_told_in_one_sentence(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "actor.json").write_text(text, "utf-8")
    with pytest.raises(CheckpointError, match=why) as caught:
        ActorManifest.read(tmp_path)
    assert "\n" not in str(caught.value)
