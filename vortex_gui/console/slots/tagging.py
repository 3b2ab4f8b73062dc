"""Gives the chosen slots tags, after the operator has typed them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import partial

from PySide6.QtWidgets import QWidget

from vortex_gui.console.slots.column_choice import ColumnChoice
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.slots.tags_dialog import TagsDialog
from vortex_gui.console.state.intents import Intents
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.facts.tags import MOST_TAGS


class SlotTagging:
    """Shows the column of tags once there are some."""

    def __init__(self, owner: QWidget, columns: ColumnChoice, intents: Intents) -> None:
        self._owner, self._columns, self._intents = owner, columns, intents

    def ask(self, rows: Sequence[SlotRow]) -> None:
        """Of several slots the dialog begins with the tags that all of them have."""
        if rows:
            common = [tag for tag in rows[0].tags if all(tag in row.tags for row in rows)]
            dialog = TagsDialog(common, len(rows), self._owner)
            dialog.tagged.connect(partial(self._set, rows, frozenset(common)))
            dialog.open()

    def _set(self, rows: Sequence[SlotRow], common: Set[str], tags: tuple[str, ...]) -> None:
        """The common tags become the new ones; what only some of the slots have stays theirs."""
        wished = {}
        for row in rows:
            own = [tag for tag in row.tags if tag not in common and tag not in tags]
            wished[row.slot_id] = (*tags, *own)[:MOST_TAGS]
        self._columns.show(Column.TAGS, True)
        self._intents.set_tags(wished)
