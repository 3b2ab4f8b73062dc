"""A screen that nobody sees, and the environment in which a window opens there."""

from __future__ import annotations

import os
import shutil

import pytest

needs_xvfb = pytest.mark.skipif(
    shutil.which("Xvfb") is None, reason="no Xvfb here; packaging/linux-deps has it"
)


def shown_on(display: str) -> dict[str, str]:
    """The environment in which a window opens there."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    }
    return {**plain, "DISPLAY": display}
