"""Checks of the checkpoints: are the weights there and whole, and do they match the hub?"""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import RoleSpec
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.dropping import is_dropped
from vortex_gui.checkpoints.hashes import file_hash, joint_hash, keeps_its_name
from vortex_gui.checkpoints.headers import check_weights_file
from vortex_gui.checkpoints.places import checkpoint_folder, package_of, weight_files
from vortex_gui.checkpoints.prepared import find
from vortex_gui.commands.doctor.packages import NOT_INSTALLED, version_of

HASHED_UP_TO_BYTES = 2_000_000_000
"""Larger checkpoints are hashed only on request: a gigabyte takes some seconds."""


def checkpoint(role: str, spec: RoleSpec, hash_all: bool, prepared: Path | None = None) -> Check:
    """Size and hash of a role's weights; safetensors are compared with their own headers."""
    name = tr("checkpoint {role}", role=role)
    package = package_of(spec.checkpoint)
    if package is not None:
        found = version_of(package)
        fault = found == NOT_INSTALLED
        remedy = tr("Install {package}.", package=package.replace("_", "-")) if fault else ""
        return Check(name, State.FAULT if fault else State.GOOD, f"{package} {tr(found)}", remedy)
    try:
        folder = checkpoint_folder(spec)
        files = weight_files(folder)
        if not files:
            raise CheckpointError(folder, tr("holds no weights"), remedy=_fetch_it())
        dropped = [path for path in files if is_dropped(path)]
        files = [path for path in files if path not in dropped]
        for path in files:
            check_weights_file(path)
        for path in dropped:
            if find(path.parent, spec.precision, prepared) is None:
                raise CheckpointError(path, tr("was dropped, and no prepared weights stand for it"))
    except CheckpointError as error:
        return Check(name, State.FAULT, error.sentence, error.remedy or _fetch_it())
    size = sum(path.stat().st_size for path in files)
    count = tr("1 file") if len(files) == 1 else tr("{count} files", count=len(files))
    found = f"{folder}, {count}, {size / 1e6:,.1f} MB"
    if dropped:
        found = tr("{found}, {number} dropped for prepared weights", found=found, number=len(dropped))
    if files and (size <= HASHED_UP_TO_BYTES or hash_all):
        found += f", sha256 {joint_hash([file_hash(path) for path in files])[:16]}…"
        wrong = ", ".join(path.name for path in files if not keeps_its_name(path))
        if wrong:
            found = tr("{found}; not the bytes of the hub: {files}", found=found, files=wrong)
            return Check(name, State.FAULT, found, tr("Delete and prefetch it."))
    return Check(name, State.GOOD, found)


def _fetch_it() -> str:
    return tr("Fetch it with `vortex-gui prefetch`.")
