"""The bell in the toolbar: how many messages nobody has looked at, and the way to them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.states import NOTICE
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import Severity

MOST = 99
GRAVE = (Severity.WARNING, Severity.ERROR)


class MessageBell(QToolButton):
    """`open_messages` is called when it is pressed."""

    def __init__(self, state: ConsoleState, open_messages: Callable[[], None]) -> None:
        super().__init__()
        self._notices = state.notices
        self.setProperty("tight", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(20, 20))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(f"{MOST}+") + 44)
        self.clicked.connect(lambda: open_messages())
        for signal in (self._notices.counted, theme.notifier().changed):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the count; the bell has the colour of the gravest that is unread."""
        unread = self._notices.unread
        self.setText("" if not unread else f"{MOST}+" if unread > MOST else f"{unread}")
        told = tr("No new messages") if not unread else tr("{count} new messages", count=unread)
        if unread == 1:
            told = tr("1 new message")
        set_tip(self, told)
        self.setAccessibleName(told)
        recent = list(self._notices.past)[-unread:] if unread else []
        grave = [notice.severity for notice in recent if notice.severity in GRAVE]
        worst = max(grave, key=GRAVE.index, default=None)
        icons.dress(self, "bell", "muted" if worst is None else NOTICE[worst].tone)
