"""Where the eyes look while someone speaks: glances aside, and back to the viewer with each stressed word."""

from __future__ import annotations

import numpy as np

from vortex_gui.models.live_portrait.lips import Curve, smooth

AWAY_S = (0.4, 1.1)
"""How long a glance lasts, and how long the viewer is looked at between two; the ranges are ours."""
AT_VIEWER_S = (0.9, 2.6)
FLATTER = 0.5
"""Eyes turn half as far up and down as aside."""
BACK_WITH_STRESS = 4.0


def glances(
    times: Curve, fps: float, stress: Curve, reach: Curve, rng: np.random.Generator
) -> tuple[Curve, Curve]:
    """Gaze aside and up, (frames,) each in [-1, 1], at most `reach` from the viewer.

    stress: how much louder than the mean each frame is. An eye turns within two frames, as eyes jump.
    """
    x, y = np.zeros(times.size), np.zeros(times.size)
    at_s, end_s = float(rng.uniform(*AT_VIEWER_S)), times.size / fps
    while at_s < end_s:
        back_s = at_s + float(rng.uniform(*AWAY_S))
        glance = (times >= at_s) & (times < back_s)
        angle = float(rng.uniform(0, 2 * np.pi))
        x[glance], y[glance] = np.cos(angle), FLATTER * np.sin(angle)
        at_s = back_s + float(rng.uniform(*AT_VIEWER_S))
    held = reach * (1 - np.clip(BACK_WITH_STRESS * stress, 0, 1))
    return smooth(x, 1) * held, smooth(y, 1) * held
