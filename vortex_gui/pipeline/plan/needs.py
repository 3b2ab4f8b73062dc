"""What loading asks of a profile's plan, counted once and kept: counting takes seconds at each start."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.private_files import make_private_folder, write_private_text
from vortex_gui.base.files.small_json import read_small_json
from vortex_gui.base.files.text_file import TextFileError
from vortex_gui.base.plan.plan_report import StagePlan
from vortex_gui.base.profile import Profile, RoleSpec
from vortex_gui.checkpoints.places import WEIGHT_SUFFIXES, package_of
from vortex_gui.pipeline.plan.figures import Plan
from vortex_gui.pipeline.plan.layout import config_folder
from vortex_gui.pipeline.plan.plan import plan

CONFIGS = ("config.json", "actor.json")
"""Files of a checkpoint folder that the plan reads."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Of one plan: the least that must be free, and the floor of each stage."""

    profile: str
    needed_bytes: int
    stages: tuple[StagePlan, ...]

    @classmethod
    def of(cls, counted: Plan) -> Needs:
        return cls(counted.profile, counted.needed_bytes, counted.stages)


def kept_needs(
    profile: Profile,
    data_dir: Path,
    versions: Mapping[str, str],
    count: Callable[[Profile], Plan] = plan,
) -> Needs:
    """The profile's needs, from the data folder where nothing they were counted from has changed since.

    Raises what `plan` raises.
    """
    path, key = data_dir / f"needs-{profile.name}.json", _key(profile, versions)
    found = _read(path, key)
    if found is None:
        found = Needs.of(count(profile))
        with contextlib.suppress(OSError):  # a full or read-only disk costs only time at the next start
            make_private_folder(data_dir)
            write_private_text(path, json.dumps({"key": key, "needs": asdict(found)}))
    return found


def _read(path: Path, key: str) -> Needs | None:
    try:
        kept = read_small_json(path)
        return _adapter().validate_python(kept["needs"]) if kept["key"] == key else None
    except (TextFileError, ValidationError, KeyError, TypeError):
        return None


@cache
def _adapter() -> TypeAdapter[Needs]:
    return TypeAdapter(Needs)


def _key(profile: Profile, versions: Mapping[str, str]) -> str:
    """A hash of all that the counting reads: profile, configurations, sizes of weights, versions."""
    read = {role: list(_facts(spec)) for role, spec in profile.roles.items()}
    text = json.dumps([profile.model_dump(mode="json"), read, dict(versions)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _facts(spec: RoleSpec) -> Iterator[tuple[str, str]]:
    if package_of(spec.checkpoint) is not None:
        return  # by its version
    with contextlib.suppress(CheckpointError, OSError):
        folder = config_folder(spec)
        for path in sorted(folder.rglob("*")):
            if path.name in CONFIGS:
                yield str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()
            elif path.suffix in WEIGHT_SUFFIXES:
                yield str(path.relative_to(folder)), str(path.stat().st_size)
