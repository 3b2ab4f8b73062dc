"""How far fetching and preparing a profile's checkpoints is, as the dialog shows it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from vortex_gui.base.words.translation import tr
from vortex_gui.console.state.figures.observable import Observable

if TYPE_CHECKING:  # what a fetch tells is imported with the first fetch, not before the first paint
    from vortex_gui.base.fetch_lines import FetchLine, FetchProgress, FetchSizes


class FetchPhase(StrEnum):
    """Where it stands; sizes are known in all but the first two, unless asking for them failed."""

    IDLE = "idle"
    ASKING = "asking"
    KNOWN = "known"
    FETCHING = "fetching"
    STOPPED = "stopped"
    DONE = "done"
    PREPARING = "preparing"
    PREPARED = "prepared"
    FAILED = "failed"


class FetchState(Observable):
    """One profile's sizes, progress and fault, as the fetch reports them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.profile = ""
        self.phase = FetchPhase.IDLE
        self.sizes: FetchSizes | None = None
        self.progress: FetchProgress | None = None
        self.fault = ""
        self.remedy = ""

    @property
    def is_busy(self) -> bool:
        return self.phase in (FetchPhase.ASKING, FetchPhase.FETCHING, FetchPhase.PREPARING)

    @property
    def outcome(self) -> str:
        """What came of it, where all went well."""
        match self.phase:
            case FetchPhase.DONE:
                return tr("All checkpoints of {profile} are on this machine.", profile=self.profile)
            case FetchPhase.PREPARED:
                return tr("All networks of {profile} are prepared.", profile=self.profile)
        return ""

    def begin(self, profile: str, phase: FetchPhase) -> None:
        """Sizes of another profile are forgotten; those of the same one stay until the fresh ones come."""
        sizes = self.sizes if profile == self.profile else None
        self.update(profile=profile, phase=phase, sizes=sizes, progress=None, fault="", remedy="")

    def take(self, line: FetchLine) -> None:
        """One line of the command."""
        from vortex_gui.base.fetch_lines import FetchEnd, FetchFault, FetchProgress, FetchSizes

        match line:
            case FetchSizes():
                self.update(sizes=line)
            case FetchProgress():
                self.update(progress=line)
            case FetchEnd(is_fetched=True) if self.phase is FetchPhase.PREPARING:
                sizes = self.sizes and replace(self.sizes, unprepared_bytes=0)
                self.update(phase=FetchPhase.PREPARED, sizes=sizes)
            case FetchEnd(is_fetched=True):
                self.update(phase=FetchPhase.DONE, sizes=self.sizes and self.sizes.all_here())
            case FetchEnd():
                self.update(phase=FetchPhase.KNOWN)
            case FetchFault(sentence, remedy):
                self.update(phase=FetchPhase.FAILED, fault=sentence, remedy=remedy)
