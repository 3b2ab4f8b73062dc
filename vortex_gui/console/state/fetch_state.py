"""How far the fetching of a profile's checkpoints is, as the dialog shows it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject

from vortex_gui.console.state.observable import Observable


class FetchPhase(StrEnum):
    """Where it stands; sizes are known in all but the first two, unless asking for them failed."""

    IDLE = "idle"
    ASKING = "asking"
    KNOWN = "known"
    FETCHING = "fetching"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


class FetchState(Observable):
    """One profile's sizes, progress and fault: the lines of `vortex-gui prefetch --json`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.profile = ""
        self.phase = FetchPhase.IDLE
        self.survey: Mapping[str, Any] | None = None
        self.progress: Mapping[str, Any] | None = None
        self.fault = ""
        self.remedy = ""

    @property
    def is_busy(self) -> bool:
        return self.phase in (FetchPhase.ASKING, FetchPhase.FETCHING)

    def begin(self, profile: str, phase: FetchPhase) -> None:
        """Sizes of another profile are forgotten; those of the same one stay until the fresh ones come."""
        survey = self.survey if profile == self.profile else None
        self.update(profile=profile, phase=phase, survey=survey, progress=None, fault="", remedy="")

    def take(self, line: Mapping[str, Any]) -> None:
        """One line of the command."""
        match line:
            case {"survey": survey}:
                self.update(survey=survey)
            case {"progress": progress}:
                self.update(progress=progress)
            case {"done": True}:
                self.update(phase=FetchPhase.DONE, survey=_all_here(self.survey))
            case {"done": False}:
                self.update(phase=FetchPhase.KNOWN)
            case {"fault": fault}:
                self.fail(fault["sentence"], fault["remedy"])

    def fail(self, fault: str, remedy: str = "") -> None:
        self.update(phase=FetchPhase.FAILED, fault=fault, remedy=remedy)


def _all_here(survey: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if survey is None:
        return None
    files = [{**file, "here": True} for file in survey["files"]]
    return {**survey, "files": files, "missing_bytes": 0, "begun_bytes": 0, "needed_bytes": 0}
