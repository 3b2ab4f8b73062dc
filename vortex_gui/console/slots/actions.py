"""What can be done with the chosen slots: actions with their keys, each enabled or saying why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from vortex_gui.base.errors import VortexError
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.base.report.report import slot_files
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.facts.slots import SlotRow, SlotState

MOST = 500
"""So many slots of the history at most are dealt with at once; of the queue, any number."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One action: for which rows it makes sense, and what it says otherwise."""

    name: str
    action: QAction
    tip: str
    fits: Callable[[SlotRow], bool]
    reason: str
    single: bool = False
    any_number: bool = False
    """It concerns the queue alone, which is here whole."""

    @property
    def changes(self) -> bool:
        """Whether the engine has to do something."""
        return self.fits is not _is_done and self.name != "recipe"


class SlotActions(QObject):
    """Cancel, retry, duplicate, reorder and open for the rows given to `refresh`.

    `tagging` when the operator wants to give them tags.
    """

    tagging = Signal()

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self._rows: tuple[SlotRow, ...] = ()
        self._offers: list[Offer] = []
        self._build()
        for signal in (state.read_only_changed, state.operations.changed):
            signal.connect(self._refresh_again)
        self.refresh(())

    def all(self) -> list[QAction]:
        """In the order of menu and button row."""
        return [offer.action for offer in self._offers]

    def buttons(self) -> list[QAction]:
        """Those with a button over the table; the menus have the others too."""
        return [offer.action for offer in self._offers if offer.name not in ("copy-path", "tag", "presenter")]

    def refresh(self, rows: Sequence[SlotRow], chosen: int | None = None) -> None:
        """Looks at the rows, of so many chosen; each action gets its state and, when disabled, its reason."""
        self._rows = tuple(rows)
        self._chosen = len(rows) if chosen is None else chosen
        for offer in self._offers:
            reason = self._reason(offer)
            offer.action.setEnabled(not reason)
            key = offer.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            set_tip(offer.action, f"{offer.tip} ({key})" + (f"\n{reason}" if reason else ""))

    def _refresh_again(self) -> None:
        self.refresh(self._rows, self._chosen)

    def _reason(self, offer: Offer) -> str:
        if self._state.held and offer.changes:
            return self._state.held
        if not self._rows:
            return tr("Choose a slot first.")
        if self._chosen > MOST and not offer.any_number:
            return tr("Choose at most {most} slots.", most=MOST)
        if offer.single and self._chosen > 1:
            return tr("Choose a single slot.")
        fits = any(map(offer.fits, self._rows))
        if offer.name == "cancel" and fits and all(map(self._is_cancelled, filter(_is_live, self._rows))):
            return tr("The worker is stopping it.")
        return "" if fits else offer.reason

    def _is_cancelled(self, row: SlotRow) -> bool:
        return self._state.operations.since(f"cancel:{row.slot_id}") is not None

    def _build(self) -> None:
        over, not_over, no_files, waiting = (
            tr("It has already finished."),
            tr("It has not finished yet."),
            tr("It has no files."),
            tr("None of the chosen slots is queued."),
        )
        again = tr("The same recipe and seed again")
        stop = tr("Stop these slots")
        self._offer("cancel", tr("Cancel"), "Del", stop, self._cancel, _is_live, over, any_number=True)
        self._offer("retry", tr("Retry"), "Ctrl+R", again, self._retry, _is_over, not_over)
        self._offer("duplicate", tr("Duplicate"), "Ctrl+D", tr("With a new seed"), self._duplicate, _any)
        for name, text, key, tip, slot in (
            ("first", tr("Move to front"), "Alt+Home", tr("Generate these slots next"), self._put_first),
            ("up", tr("Move up"), "Alt+Up", tr("One place earlier"), self._move_up),
            ("down", tr("Move down"), "Alt+Down", tr("One place later"), self._move_down),
        ):
            self._offer(name, text, key, tip, slot, _is_queued, waiting, any_number=True)
        tip = tr("Give these slots tags of your own, or take them away")
        self._offer("tag", tr("Tags …"), "Ctrl+T", tip, self.tagging.emit, _any)
        form, files, show = tr("Load recipe into the form"), tr("Open folder"), tr("Show its files")
        self._offer("recipe", form, "Ctrl+E", tr("Change its recipe"), self._use_recipe, _any, single=True)
        keep, same = tr("Keep this presenter"), tr("Its presenter in the form, for other words")
        key = "Ctrl+Shift+K"
        self._offer("presenter", keep, key, same, self._keep_presenter, _is_done, no_files, single=True)
        key = "Ctrl+Shift+O"
        self._offer("folder", files, key, show, self._open_folder, _is_done, no_files, single=True)
        copy, paths = tr("Copy path"), tr("Copy the paths of the clips")
        self._offer("copy-path", copy, "Ctrl+Shift+C", paths, self._copy_paths, _is_done, no_files)

    def _offer(
        self,
        name: str,
        text: str,
        key: str,
        tip: str,
        slot: Callable[[], None],
        fits: Callable[[SlotRow], bool],
        reason: str = "",
        *,
        single: bool = False,
        any_number: bool = False,
    ) -> None:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        if key == "Del":  # the form needs the key itself
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        icons.dress(action, name)
        action.triggered.connect(lambda _=False: slot())
        self._offers.append(Offer(name, action, tip, fits, reason, single, any_number))

    def _cancel(self) -> None:
        self._ask(self._intents.cancel, self._intents.cancel_all, _is_live)

    def _retry(self) -> None:
        self._ask(self._intents.retry, self._intents.retry_all, _is_over)

    def _duplicate(self) -> None:
        self._ask(self._intents.duplicate, self._intents.duplicate_all, _any)

    def _ask(
        self,
        for_one: Callable[[int], None],
        for_all: Callable[[Sequence[int]], None],
        fits: Callable[[SlotRow], bool],
    ) -> None:
        """Asks for all rows that fit at once, so that they become one write."""
        slot_ids = tuple(row.slot_id for row in self._rows if fits(row))
        if len(slot_ids) == 1:
            for_one(slot_ids[0])
        elif slot_ids:
            for_all(slot_ids)

    def _put_first(self) -> None:
        self._move_to(lambda places: 0)

    def _move_up(self) -> None:
        """The chosen slots come together before the slot that stands before the first of them."""
        self._move_to(lambda places: max(0, places[0] - 1))

    def _move_down(self) -> None:
        self._move_to(lambda places: places[-1] + 1)

    def _move_to(self, place: Callable[[Sequence[int]], int]) -> None:
        """`place` gives the new place by how many unchosen slots stand before each chosen one."""
        chosen = {row.slot_id for row in self._rows if _is_queued(row)}
        others, places, slot_ids = 0, list[int](), list[int]()
        for slot_id in self._state.slots.queue:
            if slot_id in chosen:
                places.append(others)
                slot_ids.append(slot_id)
            else:
                others += 1
        if len(slot_ids) == 1:
            self._intents.move(slot_ids[0], min(place(places), others))
        elif slot_ids:
            self._intents.move_all(tuple(slot_ids), min(place(places), others))

    def _use_recipe(self) -> None:
        try:
            self._intents.use_recipe(self._rows[0].recipe)
        except (ValueError, VortexError):
            self._intents.notify(
                Severity.WARNING,
                tr("The recipe of this slot cannot be read."),
                key=f"recipe {self._rows[0].slot_id}",
            )

    def _keep_presenter(self) -> None:
        row = self._rows[0]
        try:
            prompt = row.recipe.visual_track.prompt
        except (ValueError, VortexError):
            prompt = ""
        is_here = Path(row.output_dir) == self._state.settings.folders.output_path.absolute()
        actor = slot_files(row.folder, "").actor
        source = ActorSource(slot=row.slot_id) if is_here else ActorSource(path=str(actor))
        self._intents.keep_presenter(source, prompt)

    def _open_folder(self) -> None:
        self._intents.open_folder(self._rows[0].slot_id)

    def _copy_paths(self) -> None:
        paths = [str(row.video) for row in filter(_is_done, self._rows)]
        QGuiApplication.clipboard().setText("\n".join(paths))
        text = tr("Copied {path}.", path=paths[0])
        if len(paths) > 1:
            text = tr("Copied {count} paths.", count=len(paths))
        self._intents.notify(Severity.INFO, text, key="path")


def _is_live(row: SlotRow) -> bool:
    return not row.state.is_final


def _is_queued(row: SlotRow) -> bool:
    return row.state is SlotState.QUEUED


def _is_over(row: SlotRow) -> bool:
    return row.state.is_final


def _is_done(row: SlotRow) -> bool:
    return row.state is SlotState.DONE


def _any(row: SlotRow) -> bool:
    return True
