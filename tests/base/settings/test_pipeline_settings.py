"""The device is one that the program knows, and a precision belongs to a role."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vortex_gui.base.settings.pipeline_settings import PipelineSettings


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda", "cuda:0", "cuda:13"])
def test_known_devices(device: str) -> None:
    assert PipelineSettings(device=device).device == device


@pytest.mark.parametrize(
    "values",
    [
        {"device": "tpu"},
        {"device": "cuda:"},
        {"device": "cuda:-1"},
        {"precision_overrides": {"cook": "fp32"}},
    ],
)
def test_others_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PipelineSettings.model_validate(values)
