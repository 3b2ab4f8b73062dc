"""What a rehearsal needs before it begins: the profile for the device at hand, disk and memory."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import psutil

from vortex_gui.base.profile import Profile
from vortex_gui.base.roles import FLUX_PARTS
from vortex_gui.measure.rehearse.published.flux import network_of
from vortex_gui.measure.rehearse.published.random_weights import shapes_of
from vortex_gui.measure.rehearse.published.scales import Scale

OTHER_BYTES = {"full": 3_300_000_000, "medium": 3_300_000_000, "small": 240_000_000}
"""Kokoro, LivePortrait and both CLIPs."""
SPARE_BYTES = 500_000_000
KEPT_SHARE = 0.55
"""Prepared weights against their bf16 sources: 0.26 in NF4, 0.5 in int8."""
MEMORY_BYTES = {"full": 18_000_000_000, "medium": 11_000_000_000, "small": 2_500_000_000}
"""On a CPU, libraries included; 9.6 GB were measured at medium size, 16.1 GB at full size."""
UNLIMITED_GB = 100_000.0
PATIENCE_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Needs:
    """Bytes of disk and of memory."""

    disk_bytes: int
    memory_bytes: int


def needs_of(scale: Scale) -> Needs:
    """Sources and prepared weights lie side by side on the disk."""
    flux = sum(
        2 * prod(shape)
        for part in FLUX_PARTS
        for shape in shapes_of(network_of(part, scale.config(f"flux_schnell/{part}"))).values()
    )
    disk = round(flux * (1 + KEPT_SHARE)) + OTHER_BYTES[scale.name] + SPARE_BYTES
    return Needs(disk, MEMORY_BYTES[scale.name])


def free_memory() -> int:
    return int(psutil.virtual_memory().available)


def at_hand(profile: Profile, scale: Scale, *, has_card: bool) -> Profile:
    """The profile as this machine can rehearse it: full quality, no deadline, at the scale's size.

    Without a card it runs on the CPU: LivePortrait in fp32, and limits that do not bind, since they are a
    card's.
    """
    changes: dict[str, object] = {
        "deadline_s": None,
        "ladder": profile.ladder[:1],
        "budgets": profile.budgets.model_copy(
            update=dict.fromkeys(type(profile.budgets).model_fields, PATIENCE_S)
        ),
    }
    sizes = {"max_duration_s": 2.0}
    if scale.side is not None:
        sizes |= {"width": scale.side, "height": scale.side}
    changes["sizes"] = profile.sizes.model_copy(update=sizes)
    if profile.device == "cuda" and not has_card:
        portrait = profile.roles["liveportrait"].model_copy(update={"precision": "fp32"})
        changes |= {
            "device": "cpu",
            "roles": {**profile.roles, "liveportrait": portrait},
            "limits": profile.limits.model_copy(update={"soft_gb": UNLIMITED_GB, "hard_gb": UNLIMITED_GB}),
        }
    return profile.model_copy(update=changes)
