"""The networks of a profile that are quantised, which can be prepared once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.profile import Precision, Profile
from vortex_gui.base.roles import Role
from vortex_gui.checkpoints.headers import BYTES_PER_WEIGHT
from vortex_gui.checkpoints.places import checkpoint_folder, network_files

SCHEMES = ("nf4", "int8")
FLUX_PARTS = ("transformer", "text_encoder_2")
JUDGES: tuple[Role, ...] = ("clip_b", "clip_l")


@dataclass(frozen=True, slots=True)
class Part:
    """One network, by the folder below its checkpoint's; a judge's is the checkpoint itself."""

    role: Role
    below: str
    scheme: Precision

    @property
    def name(self) -> str:
        """As progress tells it."""
        return self.below or self.role

    def folder(self, profile: Profile) -> Path:
        """Raises `CheckpointError` where the checkpoint is not on this machine."""
        return checkpoint_folder(profile.roles[self.role]) / self.below

    def prepared_bytes(self, source_bytes: int) -> int:
        """Roughly: Flux comes with two bytes a weight, and a judge's tables of words stay as they are."""
        if self.role == "flux":
            return round(source_bytes / 2 * BYTES_PER_WEIGHT[self.scheme])
        return source_bytes // 2


def parts_of(profile: Profile) -> Iterator[Part]:
    """The profile's quantised networks, whether they are on this machine or not."""
    flux = profile.roles["flux"].precision
    if flux in SCHEMES:
        for below in FLUX_PARTS:
            yield Part("flux", below, flux)
    for role in JUDGES:
        if profile.roles[role].precision == "int8":
            yield Part(role, "", "int8")


def source_bytes(folder: Path) -> int:
    """Bytes of a network's files that are here."""
    return sum(path.stat().st_size for path in network_files(folder) if path.is_file())
