"""All that the window shows, in one object for every view: widgets read it, the controller writes it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.profile import Profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.console.state.figures.fetch_state import FetchState
from vortex_gui.console.state.figures.operations import Operations
from vortex_gui.console.state.figures.plan_state import PlanState
from vortex_gui.console.state.figures.program_state import ProgramState
from vortex_gui.console.state.figures.queue_outlook import QueueOutlook
from vortex_gui.console.state.figures.shift_figures import LoopDelay, ShiftFigures
from vortex_gui.console.state.messages import LogTail, Notices
from vortex_gui.console.state.rundown.rundown_state import RundownState
from vortex_gui.console.state.shift_log import ShiftLog
from vortex_gui.console.state.slots.known_slots import KnownSlot, KnownSlots, Selection
from vortex_gui.console.state.slots.live_pictures import PreviewState
from vortex_gui.console.state.slots.slot_pages import SlotPages
from vortex_gui.console.state.undo import UndoStack
from vortex_gui.console.state.workers.machines import Machines
from vortex_gui.console.state.workers.memory_samples import MemoryHistory
from vortex_gui.console.state.workers.worker_status import ModelState, WorkerStatus
from vortex_gui.console.state.workers.workers import Workers


class ConsoleState(QObject):
    """All that the window shows; one instance, handed to each view."""

    settings_changed = Signal()
    read_only_changed = Signal()

    def __init__(self, settings: Settings, profile: Profile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.profile = profile
        self.read_only = False
        """Another console holds the data folder: nothing can be asked for."""
        self.worker = WorkerStatus(self)
        """The worker that the operator looks at."""
        self.slots = KnownSlots(self)
        self.pages = SlotPages(self)
        self.outlook = QueueOutlook(self)
        self.rundown = RundownState(self)
        self.selection = Selection(self)
        self.preview = PreviewState(self)
        self.memory = MemoryHistory(self)
        self.workers = Workers(self.worker, self.memory, self)
        self.machines = Machines(self)
        self.log = LogTail(self)
        self.shift = ShiftLog(self)
        self.notices = Notices(self)
        self.undo = UndoStack(self.notices, self)
        self.loop_delay = LoopDelay(self)
        self.figures = ShiftFigures(self)
        self.operations = Operations(self)
        self.plan = PlanState(self)
        self.program = ProgramState(self)
        self.fetch = FetchState(self)
        self.worker.models = {
            role: ModelState(role, spec.checkpoint, spec.precision) for role, spec in profile.roles.items()
        }

    @property
    def held(self) -> str:
        """Why this console only looks on; empty when it is the one that the operator can ask."""
        return tr("Another console holds the data folder.") if self.read_only else ""

    def selected_slot(self) -> KnownSlot | None:
        return self.slots.get(self.selection.slot_id)

    def running_here(self) -> KnownSlot | None:
        """The slot that the worker in sight makes; of a worker that is alone the one that runs."""
        if self.workers.are_several:
            return self.slots.running_at(self.workers.chosen)
        return next(iter(self.slots.running()), None)

    def stays_from(self, slot: KnownSlot) -> bool:
        """Of several workers the preview stays on the one whose slot it shows, while that one works."""
        shown = self.selected_slot()
        if shown is None or not self.workers.are_several:
            return False
        seat = self.workers.seat(shown.row.worker)
        another = seat is not None and seat.status.ready and seat.name != slot.row.worker
        return shown.is_running or another

    def set_read_only(self, read_only: bool) -> None:
        if read_only != self.read_only:
            self.read_only = read_only
            self.read_only_changed.emit()

    def set_settings(self, settings: Settings) -> None:
        if settings != self.settings:
            self.settings = settings
            self.settings_changed.emit()
