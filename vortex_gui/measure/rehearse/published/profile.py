"""A profile's checkpoints written into a folder, and the profile that loads them from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from vortex_gui.base.profile import Profile
from vortex_gui.base.roles import Role
from vortex_gui.measure.rehearse.published.clip import write_clip_b, write_clip_l
from vortex_gui.measure.rehearse.published.flux import write_flux
from vortex_gui.measure.rehearse.published.kokoro import write_kokoro
from vortex_gui.measure.rehearse.published.live_portrait import write_live_portrait
from vortex_gui.measure.rehearse.published.random_weights import OnBytes
from vortex_gui.measure.rehearse.published.scales import Scale

Writer = Callable[[Path, Scale, OnBytes], None]
WRITERS: Mapping[Role, Writer] = {
    "flux": write_flux,
    "liveportrait": write_live_portrait,
    "kokoro": write_kokoro,
    "clip_b": write_clip_b,
    "clip_l": write_clip_l,
}
"""How each role's repository of the hub looks."""


def write_published(
    profile: Profile, folder: Path, scale: Scale, on_role: Callable[[Role], None], on_bytes: OnBytes
) -> Profile:
    """Writes a folder a role; returns the profile that names these folders."""
    roles = dict(profile.roles)
    for role, write in WRITERS.items():
        on_role(role)
        write(folder / role, scale, on_bytes)
        roles[role] = roles[role].model_copy(update={"checkpoint": str(folder / role), "hashes": {}})
    return profile.model_copy(update={"roles": roles})
