"""The toolbar: what an operator presses most, and the tally between."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.buttons.tool_button import WORDS_GAP, show_words
from vortex_gui.console.shell.actions.window_actions import WindowActions
from vortex_gui.console.shell.notices.message_bell import MessageBell
from vortex_gui.console.shell.status.tally_row import TallyRow
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents

ICON = QSize(20, 20)
SLACK = 24
"""What Qt's toolbar takes beside its widgets, such as room for its arrow."""
SPACING, CLOSE_SPACING = 4, 2
CLOSER = 12
"""By so much is a button narrower where the buttons stand close, as the style sheet says."""


class MainToolBar(QToolBar):
    """`fit` is called with the window's size at each resize."""

    def __init__(
        self, actions: WindowActions, state: ConsoleState, intents: Intents, window: QMainWindow
    ) -> None:
        super().__init__(tr("Main"), window)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(ICON)
        worker = self._worker = actions.worker
        for action in (
            actions.generate,
            worker.cancel,
            worker.pause,
            actions.clear_queue,
            None,
            worker.warm_up,
            worker.clear_cache,
        ):
            self.addAction(action) if action else self.addSeparator()
        self._button(actions.generate).setProperty("primary", True)
        self.addSeparator()
        self.middle = TallyRow(state, intents)
        self.middle.shown_changed.connect(self._fit_again)
        self.middle.tally.clicked.connect(actions.live.trigger)
        self.addWidget(self.middle)
        self.addSeparator()
        self.addActions((worker.restart, actions.settings, actions.guide))
        self._is_close = False
        self._worded = (actions.generate, worker.cancel, worker.pause, worker.warm_up, worker.clear_cache)
        for action in self.actions():
            if isinstance(button := self.widgetForAction(action), QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.addWidget(MessageBell(state, actions.open_messages))
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt leaves toolbars out of the round of Tab
        worker.pause.changed.connect(self._fit_again)  # its words change
        self.fit(window.size())

    def fit(self, size: QSize) -> None:
        """Words beside the icons as far as there is room, first beside what is pressed most.

        The button that everything waits for keeps its words in any window: there the others stand close.
        """
        self.middle.fit(size.height())
        vital = 2 if self._worker.is_paused() else 1
        words = [_words_width(self._button(action)) for action in self._by_need()]
        self._stand_close(self._roomy_width() + sum(words[:vital]) + self.middle.least_width() > size.width())
        room, has_room = size.width() - self._others_width(), True
        for number, action in enumerate(self._by_need()):
            left = room - words[number]
            has_room = number < vital or (has_room and left >= self.middle.wish_width())
            room = left if has_room else room
            show_words(self._button(action), has_room)

    def _stand_close(self, close: bool) -> None:
        layout = self.layout()
        assert layout is not None
        layout.setSpacing(CLOSE_SPACING if close else SPACING)
        if close == self._is_close:
            return
        self._is_close = close
        for button in self._icon_buttons():
            button.setProperty("close", close)
            button.style().polish(button)
            button.updateGeometry()

    def _icon_buttons(self) -> list[QToolButton]:
        """All that have no colour of their own and no fixed width."""
        buttons = (self.widgetForAction(action) for action in self.actions())
        return [
            button
            for button in buttons
            if isinstance(button, QToolButton)
            and not isinstance(button, MessageBell)
            and not button.property("primary")
        ]

    def _roomy_width(self) -> int:
        """Of all but the middle and the words, while the buttons stand as they do where there is room."""
        if not self._is_close:
            return self._others_width()
        count = len(self.actions())
        return self._others_width() + CLOSER * len(self._icon_buttons()) + (SPACING - CLOSE_SPACING) * count

    def _by_need(self) -> tuple[QAction, ...]:
        """What is pressed most comes first; a paused queue waits for one button."""
        if not self._worker.is_paused():
            return self._worded
        pause = self._worker.pause
        return (self._worded[0], pause, *(each for each in self._worded[1:] if each is not pause))

    def _fit_again(self) -> None:
        self.fit(self.window().size())

    def _others_width(self) -> int:
        """Of all but the middle, while no button has words."""
        layout = self.layout()
        assert layout is not None
        spacing, margins = layout.spacing(), layout.contentsMargins()
        widths = [self._width_without_words(action) + spacing for action in self.actions()]
        return sum(widths) + SLACK + margins.left() + margins.right()

    def _width_without_words(self, action: QAction) -> int:
        widget, beside = self.widgetForAction(action), Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        if widget is self.middle:
            return 0
        has_words = action in self._worded and self._button(action).toolButtonStyle() is beside
        return widget.sizeHint().width() - (_words_width(self._button(action)) if has_words else 0)

    def _button(self, action: QAction) -> QToolButton:
        button = self.widgetForAction(action)
        assert isinstance(button, QToolButton)
        return button


def _words_width(button: QToolButton) -> int:
    """What a button's words take beside its icon, as Qt counts it."""
    metrics = button.fontMetrics()
    spaces = 4 + 2 * metrics.horizontalAdvance(" ")
    return WORDS_GAP + spaces + metrics.size(Qt.TextFlag.TextShowMnemonic, button.text()).width()
