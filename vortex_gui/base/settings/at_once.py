"""Which settings take effect as soon as the operator saves them, and which at the console's next start."""

from __future__ import annotations

from vortex_gui.base.settings.settings import Settings

AT_ONCE = ("console", "folders.output")
"""Sections, and single settings."""


def needs_restart(before: Settings, saved: Settings) -> bool:
    """Whether a console that runs with the settings before has to start again for some of the saved ones."""
    ours, theirs = before.model_dump(), saved.model_dump()
    for found in (ours, theirs):
        for path in AT_ONCE:
            section, _, key = path.partition(".")
            if key:
                del found[section][key]
            else:
                del found[section]
    return bool(ours != theirs)
