"""How one setting is declared: its default, the words of the dialog, its bounds."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def setting(default: Any, label: str, help: str, **bounds: Any) -> Any:
    """Declares one setting; the dialog translates `label` and `help`, and `settings.yaml` repeats `help`."""
    return Field(default, title=label, description=help, **bounds)


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
