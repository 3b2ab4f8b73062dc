"""Which files of a repository a role needs, and whether they are the ones that the profile names."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.roles import ROLE_FACTS, Role
from vortex_gui.base.words.translation import tr


def wanted_files(repo_id: str, role: Role, names: Mapping[str, object]) -> list[str]:
    """The files to fetch, in order; raises `CheckpointError` where the repository lacks a required one."""
    return _chosen(names, _patterns(repo_id, role, names))


def check_pinned(repo_id: str, name: str, digest: str | None, hashes: Mapping[str, str]) -> None:
    """Raises `CheckpointError` where the hub announces another file than the profile names by its hash."""
    if name in hashes and digest != hashes[name]:
        raise CheckpointError(
            repo_id,
            tr("{file} on the hub is another file than the one that the profile names", file=name),
            remedy=tr("Do not use it unchecked: take its new SHA-256 into the profile, or name a mirror."),
        )


def _patterns(repo_id: str, role: Role, names: Mapping[str, object]) -> list[str]:
    facts = ROLE_FACTS[role]
    patterns = list(facts.files)
    for pattern in facts.required:
        if fnmatch.filter(names, pattern):
            continue
        instead = facts.stands_in.get(pattern)
        if instead is None or instead not in names:
            raise CheckpointError(
                repo_id,
                tr("the repository has no {pattern}", pattern=pattern),
                remedy=tr("Name another one in the profile."),
            )
        patterns.append(instead)
    return patterns


def _chosen(names: Mapping[str, object], patterns: Sequence[str]) -> list[str]:
    def fits(name: str) -> bool:
        # fnmatch's star crosses folders; a file must lie as deep as its pattern.
        return any(fnmatch.fnmatch(name, p) and name.count("/") == p.count("/") for p in patterns)

    return sorted(name for name in names if fits(name))
