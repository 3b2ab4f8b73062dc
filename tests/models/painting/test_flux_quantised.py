"""What a card need not hold stays off it, and a folder is judged before its weights are read."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.models.painting.flux_quantised import HostEmbedding, load_quantised_pipeline, load_t5

CPU = torch.device("cpu")


def test_an_embedding_on_the_host_gives_the_same_rows_and_is_no_weight_of_the_network() -> None:
    table = torch.randn(10, 4)
    embedding = HostEmbedding(table)
    ids = torch.tensor([[3, 0, 9]])
    assert torch.equal(embedding(ids), table[ids])
    assert embedding.weight is embedding.table[0]
    assert list(embedding.state_dict()) == []
    assert embedding.to(torch.float16).weight.dtype == torch.float32


@pytest.mark.gpu
def test_on_a_card_only_the_asked_rows_go_over() -> None:
    embedding = HostEmbedding(torch.randn(10, 4)).to("cuda")
    assert embedding.weight.device.type == "cpu"
    assert embedding(torch.tensor([1, 2], device="cuda")).device.type == "cuda"


def test_an_unknown_precision_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one of nf4, int8"):
        load_quantised_pipeline(tmp_path / "nowhere", CPU, "fp4")


@pytest.mark.parametrize("text", [None, "{", "\xff"])
def test_a_configuration_that_cannot_be_read_is_named(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "config.json").write_text(text, encoding="latin-1")
    with pytest.raises(CheckpointError, match=r"config\.json: not a readable configuration"):
        load_t5(tmp_path, CPU, "int8")
