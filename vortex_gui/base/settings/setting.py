"""How one setting is declared: its default, the words of the dialog, its bounds."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field


def setting(default: Any, label: str, help: str, *, empty: str = "", **bounds: Any) -> Any:
    """Declares one setting; the dialog translates `label` and `help`, and `settings.yaml` repeats `help`.

    `empty` is what the dialog shows in the field while nothing stands there.
    """
    return Field(default, title=label, description=help, json_schema_extra={"empty": empty}, **bounds)


class Section(BaseModel):
    """A section of settings; `null` that was written by hand is no text but the default."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    null_is_empty: ClassVar[bool] = True
