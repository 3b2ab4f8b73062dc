"""The one style of pictures that a small checkpoint paints or animates, where it declares one."""

from __future__ import annotations

from vortex_gui.base.files.small_json import read_small_json
from vortex_gui.base.files.text_file import TextFileError
from vortex_gui.base.profile import RoleSpec
from vortex_gui.checkpoints.places import named_folder

PAINTER_FILE, ANIMATOR_FILE = "actor.json", "config.json"
KEY = "style"
NOTE = "vortex-style"
"""The text in an actor's PNG that names the style in which it was painted."""


def painted_style(spec: RoleSpec) -> str:
    """The style that a painter's checkpoint declares; empty where it paints anything."""
    return _declared(spec, PAINTER_FILE)


def animated_style(spec: RoleSpec) -> str:
    """The only style that an animator's checkpoint knows; empty where it knows any face."""
    return _declared(spec, ANIMATOR_FILE)


def _declared(spec: RoleSpec, name: str) -> str:
    """The public checkpoints declare none, so only folders are looked at, never the hub's cache."""
    folder = named_folder(spec.checkpoint)
    if folder is None:
        return ""
    try:
        manifest = read_small_json(folder / name)
    except TextFileError:
        return ""
    style = manifest.get(KEY) if isinstance(manifest, dict) else None
    return style if isinstance(style, str) else ""
