"""Building blocks of forms: a labelled editor with its fault below, a section, a strip of chips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.buttons.menu_button import give_menu
from vortex_gui.console.parts.buttons.tool_button import tool_button
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip

TEXT_INSET = 6


def set_style_flag(widget: QWidget, name: str, value: bool) -> None:
    """Sets a property that the style sheet looks at, and restyles the widget if the value differs."""
    if bool(widget.property(name)) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def rule() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


class Field(QWidget):
    """An editor under its label; a fault stands below it in the warning colour."""

    def __init__(self, label: str, editor: QWidget, *, help: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = PlainLabel(label)
        self.label.setProperty("muted", True)
        self._fault: PlainLabel | None = None
        self._head = QHBoxLayout()
        self._head.addWidget(self.label)
        self._head.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(self._head)
        column.addWidget(editor)
        column.addStretch()
        self._column = column
        self._help = help
        self.take_editor(editor)

    def take_editor(self, editor: QWidget) -> None:
        """The one widget that is written in, where it stands in a row with others."""
        self.editor = editor
        self.label.setBuddy(editor)
        editor.setAccessibleName(self.label.text())
        if self._help:
            set_tip(editor, self._help)
            editor.setAccessibleDescription(self._help)

    def explain(self, help: str) -> None:
        """Shows the help between label and editor, as wide as the form."""
        line = PlainLabel(help)
        line.setProperty("muted", True)
        line.setWordWrap(True)
        self.label.setProperty("muted", False)
        self.label.setFont(theme.ui_font(bold=True))
        self._column.insertWidget(1, line)

    @cached_property
    def note(self) -> PlainLabel:
        """A few words at the right of the label; made at the first need, as few fields have any."""
        note = PlainLabel()
        note.setProperty("muted", True)
        self._head.addWidget(note)
        return note

    @property
    def fault(self) -> str:
        return "" if self._fault is None else self._fault.text()

    def set_fault(self, sentence: str) -> None:
        """Shows the fault; an empty sentence hides it."""
        if sentence == self.fault:
            return
        if self._fault is None:
            self._fault = self._made_fault()
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))
        set_style_flag(self.editor, "wrong", bool(sentence))
        self.editor.setAccessibleDescription(sentence or self.editor.toolTip())

    def _made_fault(self) -> PlainLabel:
        """Most fields never have one."""
        label = PlainLabel()
        label.setProperty("fault", True)
        label.setWordWrap(True)
        policy = label.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # its field is no wider than its neighbour
        label.setSizePolicy(policy)
        self._column.insertWidget(self._column.count() - 1, label)  # above the stretch
        return label


class Section(QWidget):
    """A heading over a column of fields."""

    def __init__(self, title: str, heading: QWidget | None = None, parent: QWidget | None = None) -> None:
        """`heading` stands in the place of the title's own."""
        super().__init__(parent)
        self.body = QWidget()
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.GAP)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        outer.addWidget(heading or _title(title))
        outer.addWidget(self.body)


def _title(words: str) -> PlainLabel:
    heading = PlainLabel(words)
    heading.setProperty("section", True)
    return heading


class Chips(QWidget):
    """An ordered choice with repetition: click a chip to remove it, "+" to append one.

    `remove_tip` makes the tooltip of a chip from its choice.
    """

    changed = Signal()

    def __init__(
        self,
        choices: Sequence[str],
        *,
        add_label: str,
        remove_tip: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._remove_tip = remove_tip
        self._values: tuple[str, ...] = ()
        self._flow = Flow(self)
        self._add = tool_button("plus", add_label, colour="muted")
        menu = QMenu(self._add)
        for choice in self._choices:
            action = QAction(choice, menu)
            action.triggered.connect(lambda _=False, choice=choice: self._append(choice))
            menu.addAction(action)
        give_menu(self._add, menu)
        self._flow.addWidget(self._add)
        self.setFocusProxy(self._add)

    @property
    def values(self) -> tuple[str, ...]:
        return self._values

    def set_values(self, values: Sequence[str]) -> None:
        if tuple(values) == self._values:
            return
        self._values = tuple(values)
        self._rebuild()
        self.changed.emit()

    def _append(self, choice: str) -> None:
        self.set_values((*self._values, choice))

    def _take_out(self, index: int) -> None:
        """The keyboard goes to what comes next, the "+" after the last one."""
        self.set_values(self._values[:index] + self._values[index + 1 :])
        item = self._flow.itemAt(index)
        if item is not None and (following := item.widget()) is not None:
            following.setFocus()

    def _rebuild(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None and widget is not self._add:
                widget.hide()
                widget.deleteLater()
        before: QWidget = self._add
        for index, value in enumerate(self._values):
            chip = self._chip(index, value)
            self._flow.addWidget(chip)
            QWidget.setTabOrder(before, chip)  # after the "+": Qt puts what comes late at its round's end
            before = chip
        self._flow.addWidget(self._add)
        self.updateGeometry()

    def _chip(self, index: int, value: str) -> QPushButton:
        chip = QPushButton(value, self)
        chip.setObjectName("chip")
        set_tip(chip, self._remove_tip(value))
        chip.setAccessibleName(self._remove_tip(value))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        icons.dress(chip, "close", "muted")
        chip.setIconSize(QSize(11, 11))
        chip.clicked.connect(lambda _=False, index=index: self._take_out(index))
        return chip


class Flow(QLayout):
    """Children side by side, wrapped into rows like words."""

    def __init__(self, parent: QWidget | None = None, gap: int = 5) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            policy = parent.sizePolicy()
            policy.setHeightForWidth(True)
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            parent.setSizePolicy(policy)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), dry=True)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._place(area, dry=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, area: QRect, *, dry: bool) -> int:
        x, y, row = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():  # hidden
                continue
            size = item.sizeHint()
            if x + size.width() > area.right() + 1 and row:
                x, y, row = area.x(), y + row + self._gap, 0
            if not dry:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            row = max(row, size.height())
        return y + row - area.y()


def inset(box: QAbstractSpinBox) -> None:
    """Gives a spin box room before its text.

    WORKAROUND: of a spin box Qt (6.11) heeds the style sheet's right padding, but not the left one.
    """
    box.lineEdit().setTextMargins(TEXT_INSET, 0, 0, 0)


class FlowRow(QWidget):
    """A row that wraps, as high as its width needs; Qt's own hints are as high as the least width needs."""

    def __init__(self, gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flow = Flow(self, gap)

    def sizeHint(self) -> QSize:
        return self.flow.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.flow.minimumSize()
