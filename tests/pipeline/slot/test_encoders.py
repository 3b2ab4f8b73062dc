"""An encoder that this machine lacks gives way to one that it has."""

from __future__ import annotations

import pytest

from vortex_gui.base.errors import OutputError
from vortex_gui.pipeline.slot.encoders import first_that_opens, usable_encoder


@pytest.mark.expects_log
def test_an_encoder_that_cannot_be_opened_falls_back() -> None:
    assert first_that_opens(("h264_not_there", "libx264"), "H.264") == "libx264"
    assert usable_encoder("libx264") == "libx264"


@pytest.mark.expects_log
def test_without_x264_another_encoder_is_taken_or_their_lack_is_told() -> None:
    assert first_that_opens(("h264_not_here", "h264_gone", "mpeg4"), "H.264") == "mpeg4"
    with pytest.raises(OutputError, match=r"No H\.264 encoder opens .* tried h264_nowhere, h264_gone\."):
        first_that_opens(("h264_nowhere", "h264_gone"), "H.264")
