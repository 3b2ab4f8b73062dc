"""What can be done with the rundown: actions with their keys, each enabled or saying why not.

They are made before the panel, since the menu bar and the window's keys have them from the first paint on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.rundown.files import RundownFiles
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.rundown.items import RundownItem


class RundownActions(QObject):
    """On air: start, next, hold, loop. Of the chosen rows: skip, remove, move, queue, start here, show.

    `adding` are the ways to add rows; what the window adds to them stands behind the room's own.
    """

    def __init__(self, state: ConsoleState, intents: Intents, owner: QWidget) -> None:
        super().__init__(owner)
        self._state, self._intents = state, intents
        self._chosen: tuple[int, ...] = ()
        self._tips: dict[QAction, str] = {}
        self.files = RundownFiles(intents.rundown, owner)
        self._build()
        self._build_files()
        for signal in (state.rundown.changed, state.read_only_changed):
            signal.connect(self._refresh)
        self._refresh()

    def on_air(self) -> list[QAction]:
        """Of the whole rundown; their keys work in the whole window."""
        return [self.start, self.next, self.hold, self.loop]

    def for_rows(self) -> list[QAction]:
        """Of the chosen rows; their keys work in the panel."""
        return [*self.moves(), self.skip, self.queue, self.start_here, self.show_slot, self.remove]

    def panel_keys(self) -> list[QAction]:
        """Those whose keys work in the panel alone."""
        return [self.add_files, *self.for_rows()]

    def moves(self) -> list[QAction]:
        return [self.first, self.up, self.down]

    def choose(self, item_ids: Sequence[int]) -> None:
        """The chosen rows, from top to bottom."""
        self._chosen = tuple(item_ids)
        self._refresh()

    def _build(self) -> None:
        ask = self._intents.rundown
        tip = tr("Go on air with the first row, or take the rundown off air")
        self.start = self._action("play", tr("Start the rundown"), "Ctrl+Shift+L", tip, self._toggle)
        tip = tr("End the row that is on air; the next begins")
        self.next = self._action("step-forward", tr("Next row"), "Ctrl+F9", tip, ask.go_on)
        tip = tr("Keep the row that is on air; none begins")
        self.hold = self._switch("pause", tr("Hold"), "Ctrl+F8", tip, ask.set_hold)
        tip = tr("Begin again after the last row")
        self.loop = self._switch("loop", tr("Loop"), "F10", tip, ask.set_loop)
        self._build_for_rows()

    def _build_for_rows(self) -> None:
        ask = self._intents.rundown
        tip = tr("Leave these rows out when their turn comes, or no longer")
        self.skip = self._of_rows("cancel", tr("Skip"), "Ctrl+K", tip, self._skip)
        tip = tr("Take these rows out; their slots stay in the queue")
        self.remove = self._of_rows("remove", tr("Remove"), "Del", tip, lambda: ask.remove(self._chosen))
        tip = tr("Queue their slots ahead of time, without a deadline")
        self.queue = self._of_rows(
            "generate", tr("Queue now"), "Ctrl+G", tip, lambda: ask.queue(self._chosen)
        )
        tip, key = tr("Go on air with this row"), "Ctrl+Shift+Home"
        self.start_here = self._of_rows("to-start", tr("Start here"), key, tip, self._start_here)
        tip = tr("Show the slot in the preview")
        self.show_slot = self._of_rows("slots", tr("Show its slot"), "Return", tip, self._show)
        tip = tr("Before all others")
        self.first = self._of_rows("first", tr("Move to front"), "Alt+Home", tip, self._move_first)
        tip = tr("One place earlier")
        self.up = self._of_rows("up", tr("Move up"), "Alt+Up", tip, self._move_up)
        tip = tr("One place later")
        self.down = self._of_rows("down", tr("Move down"), "Alt+Down", tip, self._move_down)

    def _build_files(self) -> None:
        tip = tr("Each recipe becomes a row behind the last one")
        self.add_files = self._of_rows("plus", tr("Add recipes …"), "Ctrl+Shift+N", tip, self.files.ask_add)
        self.adding: list[QAction | QMenu] = [self.add_files]
        tip = tr("Replace the rows by those of a file")
        self.open = self._action("open", tr("Open rundown …"), "Ctrl+Shift+I", tip, self.files.ask_open)
        tip = tr("Write the rows into a file")
        self.save = self._action("save", tr("Save rundown …"), "Ctrl+Shift+S", tip, self.files.ask_save)

    def _of_rows(self, icon: str, text: str, key: str, tip: str, slot: Callable[[], None]) -> QAction:
        """Its key works in the panel alone."""
        action = self._action(icon, text, key, tip, slot)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    def _action(self, icon: str, text: str, key: str, tip: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        icons.dress(action, icon)
        action.triggered.connect(lambda _=False: slot())
        self._tips[action] = tip
        return action

    def _switch(self, icon: str, text: str, key: str, tip: str, slot: Callable[[bool], None]) -> QAction:
        action = self._action(icon, text, key, tip, lambda: slot(action.isChecked()))
        action.setCheckable(True)
        return action

    # ── from state ───────────────────────────────────────────────────────────────────────

    def _refresh(self) -> None:
        rundown = self._state.rundown
        self.start.setText(tr("Stop the rundown") if rundown.on_air else tr("Start the rundown"))
        icons.dress(self.start, "stop" if rundown.on_air else "play")
        self.hold.setChecked(rundown.hold)
        self.loop.setChecked(rundown.loop)
        for action, reason in self._reasons().items():
            action.setEnabled(not reason)
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            set_tip(
                action, f"{action.text()} ({key}): {self._tips[action]}" + (f"\n{reason}" if reason else "")
            )

    def _reasons(self) -> dict[QAction, str]:
        rundown, none = self._state.rundown, "" if self._chosen else tr("Choose a row first.")
        coming = rundown.next_item()
        empty = "" if rundown.items else tr("The rundown is empty.")
        single = none or ("" if len(self._chosen) == 1 else tr("Choose a single row."))
        waits = any(item.makes_slots and (item.slot is None or item.is_lost) for item in self._rows())
        going = tr("The next row is not ready.") if coming is None or not coming.is_ready else ""
        reasons = dict.fromkeys((*self.moves(), self.skip, self.remove), none)
        has_slot = any(item.slot_id is not None for item in self._rows())
        return {
            **reasons,
            self.start: "" if rundown.on_air else empty,
            self.next: going if rundown.on_air else tr("The rundown is not on air."),
            **dict.fromkeys((self.hold, self.loop, self.add_files, self.open, self.save), ""),
            self.queue: self._state.held or none or ("" if waits else tr("Its slot is queued or finished.")),
            self.start_here: single,
            self.show_slot: single or ("" if has_slot else tr("It has no slot yet.")),
        }

    def _rows(self) -> list[RundownItem]:
        return [item for item in self._state.rundown.items if item.item_id in self._chosen]

    # ── what is pressed ──────────────────────────────────────────────────────────────────

    def _toggle(self) -> None:
        ask = self._intents.rundown
        ask.stop() if self._state.rundown.on_air else ask.start()

    def _queue(self) -> None:
        self._intents.rundown.queue(self._chosen)

    def _start_here(self) -> None:
        self._intents.rundown.start(self._chosen[0])

    def _skip(self) -> None:
        self._intents.rundown.skip(self._chosen, not all(item.skipped for item in self._rows()))

    def _show(self) -> None:
        slot_ids = [item.slot_id for item in self._rows() if item.slot_id is not None]
        if slot_ids:
            self._intents.select(slot_ids[0])

    def _move_first(self) -> None:
        self._move_to(lambda places: 0)

    def _move_up(self) -> None:
        self._move_to(lambda places: max(0, places[0] - 1))

    def _move_down(self) -> None:
        self._move_to(lambda places: places[-1] + 1)

    def _move_to(self, place: Callable[[Sequence[int]], int]) -> None:
        """`place` gives the new place by how many unchosen rows stand before each chosen one."""
        others, places = 0, list[int]()
        for item in self._state.rundown.items:
            if item.item_id in self._chosen:
                places.append(others)
            else:
                others += 1
        if places:
            self._intents.rundown.move(self._chosen, min(place(places), others))
