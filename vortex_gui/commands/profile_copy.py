"""Writes thresholds into a profile's file, whose comments and order stay; the ones that ship are copied."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from vortex_gui.base.files.paths import expanded
from vortex_gui.base.files.text_file import read_text_file, write_text_file
from vortex_gui.base.notation.plain_yaml import MAX_CHARS
from vortex_gui.base.profile import PROFILES, Thresholds, profile_names
from vortex_gui.base.settings.settings import user_settings_path

_ENTRY = re.compile(r"^thresholds:.*(?:\n(?:[ \t]+.*|[ \t]*))*\n?", re.MULTILINE)
"""The entry with the indented lines below it."""


def source_of(profile: str) -> Path:
    """The file of a profile that `load_profile` takes."""
    return PROFILES / f"{profile}.yaml" if profile in profile_names() else expanded(profile)


def copy_of(profile: str, settings: Path | None) -> Path:
    """Where the operator's copy of a shipped profile lies: beside his settings. His own one is its own."""
    if profile not in profile_names():
        return expanded(profile)
    return (settings or user_settings_path()).parent / "profiles" / f"{profile}.yaml"


def write_thresholds(profile: str, target: Path, thresholds: Thresholds) -> None:
    """Writes `target` whole or not at all: itself with other thresholds, or a copy of the profile.

    Raises `OSError`, and `TextFileError` for a file that cannot be read.
    """
    source = target if target.exists() else source_of(profile)
    text = read_text_file(source, 4 * MAX_CHARS)
    line = f"thresholds: {_flow(thresholds)}\n"
    found = _ENTRY.search(text)
    changed = text[: found.start()] + line + text[found.end() :] if found else text.rstrip("\n") + "\n" + line
    target.parent.mkdir(parents=True, exist_ok=True)
    write_text_file(target, changed)


def _flow(thresholds: Thresholds) -> str:
    return yaml.safe_dump(
        thresholds.model_dump(), default_flow_style=True, sort_keys=False, width=10_000
    ).strip()
