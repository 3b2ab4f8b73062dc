"""What the animator computes in: by profile, device and processor."""

from __future__ import annotations

import logging

import pytest
import torch

from vortex_gui.models.live_portrait.precision import computing_type, multiplies_bf16

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("capabilities", "has"),
    [
        ({"avx2": True, "amx_bf16": False, "avx512_bf16": False}, False),
        ({"avx512_bf16": True}, True),
        ({"amx_bf16": True, "amx_tile": True}, True),
        ({}, False),
    ],
)
def test_bf16_is_computed_where_the_processor_has_units_for_it(
    capabilities: dict[str, bool],
    has: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert multiplies_bf16(CPU) is has
    with caplog.at_level(logging.INFO):
        assert computing_type("bf16", CPU) is (torch.bfloat16 if has else torch.float32)
    assert any("no units for bf16" in record.getMessage() for record in caplog.records) is not has


def test_the_question_can_be_asked_of_this_processor() -> None:
    assert isinstance(multiplies_bf16(CPU), bool)


def test_the_others_stay_as_they_are() -> None:
    assert computing_type("fp32", CPU) is torch.float32
    assert computing_type("fp16", torch.device("cuda")) is torch.float16
