"""Previews on their way out: small, few, and the newest."""

from __future__ import annotations

import io
import time

from PIL import Image

from vortex_gui.pipeline.worker.previews import Previews
from vortex_gui.wire.protocol import Preview


def test_previews_are_small_few_and_the_newest() -> None:
    import numpy as np

    sent: list[Preview] = []
    previews = Previews(sent.append)
    picture = np.zeros((512, 384, 3), np.uint8)
    began = time.monotonic()
    for number in range(200):
        picture[:] = number
        previews.show(1, 2, "animation", number, picture)
    while not sent or sent[-1].index != 199:
        assert time.monotonic() - began < 10
        time.sleep(0.01)
    took_s = time.monotonic() - began
    previews.close()
    assert len(sent) <= took_s / 0.1 + 1
    with Image.open(io.BytesIO(sent[-1].jpeg)) as image:
        assert image.size == (192, 256)
        grey = image.convert("L").getpixel((50, 50))
        assert isinstance(grey, int)
        assert abs(grey - 199) <= 3
