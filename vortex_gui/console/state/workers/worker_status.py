"""What the window knows of the worker and of its resident models."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.roles import Role
from vortex_gui.console.state.figures.observable import Observable
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.wire.protocol import LoadProgress, ModelInfo


class Residency(StrEnum):
    """How far a role's model is; `WARM` has been run until it was steady."""

    ABSENT = "absent"
    LOADING = "loading"
    RESIDENT = "resident"
    WARMING = "warming"
    WARM = "warm"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ModelState:
    """A role as the models table shows it; `info` is `None` until the worker reports it."""

    role: Role
    checkpoint: str
    precision: str
    state: Residency = Residency.ABSENT
    since: float | None = None
    info: ModelInfo | None = None
    fault: str = ""
    load: LoadProgress | None = None
    """How far its load was when last heard of; `None` but while the worker loads."""


class WorkerStatus(Observable):
    """The worker's life. `since` is epoch seconds of the last change of `state`.

    `changed`: state, sentence, device or load progress; `models_changed`: any role.
    """

    models_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = WorkerState.STARTING
        self.sentence = ""
        self.since = steady_now()
        self.device: str | None = None
        self.pid: int | None = None
        self.startup_s: float | None = None
        self.soft_limit_bytes: int | None = None
        self.hard_limit_bytes: int | None = None
        self.load: LoadProgress | None = None
        self.freed_bytes: int | None = None
        self.models: dict[Role, ModelState] = {}

    @property
    def ready(self) -> bool:
        """Whether a slot could be taken up now, or is being worked on."""
        return self.state in (WorkerState.READY, WorkerState.BUSY)

    def take_over(self, other: WorkerStatus) -> None:
        """Shows what another one is."""
        self.update(
            state=other.state,
            sentence=other.sentence,
            since=other.since,
            device=other.device,
            pid=other.pid,
            startup_s=other.startup_s,
            soft_limit_bytes=other.soft_limit_bytes,
            hard_limit_bytes=other.hard_limit_bytes,
            load=other.load,
            freed_bytes=other.freed_bytes,
        )
        if self.models != other.models:
            self.models = other.models
            self.models_changed.emit()

    def put_model(self, model: ModelState) -> None:
        """Takes in a role's new state."""
        if self.models.get(model.role) != model:
            self.models = {**self.models, model.role: model}
            self.models_changed.emit()

    def turn_model(
        self,
        role: Role,
        residency: Residency,
        info: ModelInfo | None = None,
        fault: str = "",
        load: LoadProgress | None = None,
    ) -> None:
        """A role comes into another state; what is known of its model stays while it is there."""
        before = self.models.get(role) or ModelState(role, "", "")
        known = info or before.info
        self.put_model(
            replace(
                before,
                state=residency,
                since=before.since if before.state is residency else steady_now(),
                info=None if residency is Residency.ABSENT else known,
                precision=known.precision if known else before.precision,
                fault=fault,
                load=load,
            )
        )
