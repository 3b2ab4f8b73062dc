"""A good soak leaves nothing behind, a bad one its folder and its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.measure.ending import end_soak


@pytest.mark.parametrize(("is_good", "code"), [(True, DONE), (False, FAILED)])
def test_the_folder_is_kept_and_named_only_where_something_went_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], is_good: bool, code: int
) -> None:
    folder = tmp_path / "soak"
    folder.mkdir()
    found = {"done": 3}
    assert end_soak(found, folder, is_good=is_good, as_json=True, sentences=str) == code
    assert json.loads(capsys.readouterr().out) == {"done": 3} | ({} if is_good else {"kept": str(folder)})
    assert folder.exists() is not is_good


def test_without_json_the_account_is_told_in_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end_soak({"done": 3}, tmp_path / "soak", is_good=True, as_json=False, sentences=lambda found: "3 done.")
    assert capsys.readouterr().out == "3 done.\n"
