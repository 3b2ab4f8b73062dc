"""A precision that a model lacks, and a file of torch that is damaged or holds code, are refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.models.checks import FETCH_AGAIN, check_precision, load_tensors


class Hostile:
    """What a file could carry: code that runs when it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("it ran",)


def test_another_precision_is_refused_with_the_list() -> None:
    check_precision("fp16", {"fp32": torch.float32, "fp16": torch.float16})
    with pytest.raises(ValueError, match=r"^precision must be one of fp32, fp16, not 'nf4'$"):
        check_precision("nf4", ("fp32", "fp16"))


def test_tensors_come_back_as_they_were_saved(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    torch.save({"part": {"weight": torch.arange(3)}}, path)
    assert load_tensors(path)["part"]["weight"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"no weights at all" * 9])
def test_a_file_that_cannot_be_read_is_a_fault_of_the_checkpoint(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"weights\.pth"):
        load_tensors(path)


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.pth", tmp_path / "cut.pth"
    torch.save({"weight": torch.zeros(64)}, whole)
    cut.write_bytes(whole.read_bytes()[:-200])
    with pytest.raises(CheckpointError, match="the file is damaged") as told:
        load_tensors(cut)
    assert told.value.remedy == FETCH_AGAIN


def test_code_in_a_file_never_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "weights.pth"
    torch.save({"weight": Hostile()}, path)
    with pytest.raises(CheckpointError, match="holds more than tensors and is not opened"):
        load_tensors(path)
    assert "it ran" not in capsys.readouterr().out
