"""A picture is painted at half its size where the decoder doubles, that half was taught, and it fits."""

from __future__ import annotations

import pytest

from vortex_gui.models.painting.painted_size import enlargement


@pytest.mark.parametrize(
    ("height", "width", "taught", "wanted"),
    [
        (512, 512, 256, 2),
        (512, 768, 256, 2),
        (256, 256, 256, 1),
        (512, 448, 256, 1),  # half of it is smaller than what was taught
        (544, 544, 256, 1),  # half of it is no multiple of 32
        (512, 512, None, 1),
        (512, 512, 512, 1),
    ],
)
def test_what_is_painted_at_half_its_size(height: int, width: int, taught: int | None, wanted: int) -> None:
    assert enlargement(height, width, taught=taught, multiple=32) == wanted
