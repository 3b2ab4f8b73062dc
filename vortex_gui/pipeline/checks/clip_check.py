"""All checks of one clip, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from vortex_gui.base.report.checks import CHECK_NAMES, Check, checked
from vortex_gui.pipeline.checks.clip import Clip
from vortex_gui.pipeline.checks.lips import lip_checks
from vortex_gui.pipeline.checks.pictures import picture_checks
from vortex_gui.pipeline.checks.sound import sound_checks


def check_clip(clip: Clip, step: Callable[[], None] = lambda: None) -> tuple[Check, ...]:
    """What each check found, whether it passed, and where it did not.

    `step` is called after each, and what it raises passes through.
    """
    found: dict[str, Check] = {}
    for check in chain((_length(clip),), sound_checks(clip), picture_checks(clip), lip_checks(clip)):
        found[check.name] = check
        step()
    return tuple(found[name] for name in CHECK_NAMES if name in found)


def _length(clip: Clip) -> Check:
    end_s = clip.count / clip.fps
    where = [(min(end_s, clip.wished_s), end_s)]
    return checked("length", end_s - clip.wished_s, round(1 / clip.fps, 3), at_s=where)
