"""Settings of earlier versions that mean nothing any more: read past, and gone with the next save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RETIRED: Mapping[str, tuple[str, ...]] = {"worker": ("ready_timeout_s",)}
"""By section. `ready_timeout_s`: a load is judged by whether it moves (`heartbeat_limit_s`) alone."""


def without_retired(data: dict[str, Any]) -> dict[str, Any]:
    """The same settings without those of `RETIRED`."""
    return {
        section: {name: value for name, value in values.items() if name not in RETIRED.get(section, ())}
        if isinstance(values, dict)
        else values
        for section, values in data.items()
    }
