"""Checks of the checkpoints: are the weights there, whole, and the bytes of the hub?"""

from __future__ import annotations

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import RoleSpec
from vortex_gui.checkpoints.hashes import file_hash, joint_hash, keeps_its_name
from vortex_gui.checkpoints.headers import check_weights_file
from vortex_gui.checkpoints.places import checkpoint_folder, package_of, weight_files
from vortex_gui.commands.doctor.check import Check, State
from vortex_gui.commands.doctor.packages import NOT_INSTALLED, version_of

HASHED_UP_TO_BYTES = 2_000_000_000
"""Larger checkpoints are hashed only when asked: it takes some seconds a gigabyte."""


def checkpoint(role: str, spec: RoleSpec, hash_all: bool) -> Check:
    """Size and hash of a role's weights; safetensors are compared with their own headers."""
    name = f"checkpoint {role}"
    package = package_of(spec.checkpoint)
    if package is not None:
        found = version_of(package)
        fault = found == NOT_INSTALLED
        remedy = f"Install {package.replace('_', '-')}." if fault else ""
        return Check(name, State.FAULT if fault else State.GOOD, f"{package} {found}", remedy)
    try:
        folder = checkpoint_folder(spec)
        files = weight_files(folder)
        if not files:
            raise CheckpointError(folder, "holds no weights", remedy="Fetch it with `vortex-gui prefetch`.")
        for path in files:
            check_weights_file(path)
    except CheckpointError as error:
        return Check(
            name, State.FAULT, error.sentence, error.remedy or "Fetch it with `vortex-gui prefetch`."
        )
    size = sum(path.stat().st_size for path in files)
    found = f"{folder}, {len(files)} files, {size / 1e6:,.1f} MB"
    if size <= HASHED_UP_TO_BYTES or hash_all:
        found += f", sha256 {joint_hash([file_hash(path) for path in files])[:16]}…"
        wrong = [path.name for path in files if not keeps_its_name(path)]
        if wrong:
            return Check(
                name,
                State.FAULT,
                f"{found}; not the bytes of the hub: {', '.join(wrong)}",
                "Delete and prefetch it.",
            )
    return Check(name, State.GOOD, found)
