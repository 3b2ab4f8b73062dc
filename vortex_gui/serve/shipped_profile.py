"""The profile that a console names: one of those that ship, since a path would name a stranger's file."""

from __future__ import annotations

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.profile import Profile, load_profile, profile_names
from vortex_gui.base.words.translation import tr


def shipped_profile(name: str) -> Profile:
    """Raises `SettingsError` for any other name."""
    if name not in profile_names():
        allowed = ", ".join(profile_names())
        raise SettingsError(
            [tr("profile {name} is not known there; it has {allowed}", name=repr(name), allowed=allowed)]
        )
    return load_profile(name)
