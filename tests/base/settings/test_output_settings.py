"""The clip's file may be written as the settings say, and no other way."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from vortex_gui.base.formats import VIDEO_ENCODERS
from vortex_gui.base.settings.output_settings import OutputSettings


def test_by_default_a_clip_plays_everywhere_and_is_as_loud_as_others() -> None:
    usual = OutputSettings()
    assert (usual.encoder, usual.sound) == ("libx264", "24 kHz mono")
    assert (usual.loudness_lufs, usual.captions) == (-16.0, True)


@pytest.mark.parametrize("encoder", VIDEO_ENCODERS)
def test_every_encoder_of_the_table_may_be_chosen(encoder: Any) -> None:
    assert OutputSettings(encoder=encoder).encoder == encoder


@pytest.mark.parametrize(
    ("name", "value"), [("encoder", "mpeg2"), ("preset", "slow"), ("sound", "mono"), ("captions", "maybe")]
)
def test_what_is_not_among_the_choices_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        OutputSettings.model_validate({name: value})
