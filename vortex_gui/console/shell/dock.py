"""A dock with a quiet title bar, by which it is dragged: icon, name, float and close."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.translation import mark, tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.low_scroll import LowScroll
from vortex_gui.console.parts.plain_text import PlainLabel, set_tip

TALL = 120
"""Panels that ask for more height than this are scrolled where there is less."""
FLOAT = mark("Float or dock this panel")
CLOSE = mark("Close this panel; the View menu shows it again")


class Dock(QDockWidget):
    """The layout file knows the dock by `name`; the operator reads `title`."""

    def __init__(self, name: str, title: str, icon: str, parent: QMainWindow) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._icon = icon
        self._title = DockTitle(self, title, icon)
        self.setTitleBarWidget(self._title)
        self._name_hidden_buttons()
        theme.notifier().changed.connect(self._redraw)
        self._redraw()
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetFloatable
            | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )

    def _name_hidden_buttons(self) -> None:
        """Renames Qt's own title buttons: our title bar hides them, but Qt keeps their English names."""
        for name, tip in (("qt_dockwidget_floatbutton", FLOAT), ("qt_dockwidget_closebutton", CLOSE)):
            if button := self.findChild(QAbstractButton, name):
                button.setAccessibleName(tr(tip))
                button.setAccessibleDescription("")

    def _redraw(self) -> None:
        self.setWindowIcon(icons.icon(self._icon))

    def show_panel(self, panel: QWidget | None, *, scrolls: bool = False) -> None:
        """Replaces the panel; `None` shows a placeholder that says it is loading."""
        before = self.widget()
        shown = panel or _placeholder(tr("Loading …"))
        self.setWidget(_scrolling(shown) if scrolls else _fitting(shown))
        if before is not None:
            before.deleteLater()

    def bring_up(self) -> None:
        """Shows the dock, on top of its tabs, and puts the keyboard into it."""
        self.show()
        self.raise_()
        content = self.widget()
        if content is not None:
            target = content.focusProxy() or content
            first = target if target.focusPolicy() != Qt.FocusPolicy.NoFocus else target.nextInFocusChain()
            if first is not None:
                first.setFocus(Qt.FocusReason.ShortcutFocusReason)


class DockTitle(QWidget):
    """Lets mouse presses through to the dock, which is how a dock is dragged."""

    def __init__(self, dock: Dock, title: str, icon: str) -> None:
        super().__init__(dock)
        self.setObjectName("dockTitle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 3, 4, 3)
        row.setSpacing(6)
        self._sign = PlainLabel()
        self._icon = icon
        text = PlainLabel(title)
        text.setObjectName("dockTitleText")
        row.addWidget(self._sign)
        row.addWidget(text)
        row.addStretch()
        for name, tip, slot in (
            ("float", tr(FLOAT), lambda: dock.setFloating(not dock.isFloating())),
            ("close", tr(CLOSE), dock.close),
        ):
            button = QToolButton()
            set_tip(button, tip)
            button.setAccessibleName(f"{title}: {tip}")
            button.setObjectName("dockButton")
            button.setIconSize(QSize(14, 14))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            icons.dress(button, name, "faint")
            button.clicked.connect(slot)
            row.addWidget(button)
        theme.notifier().changed.connect(self._redraw)
        self._redraw()

    def _redraw(self) -> None:
        self._sign.setPixmap(icons.pixmap(self._icon, 16, theme.current().muted))


def _fitting(view: QWidget) -> QWidget:
    """A panel that is too high for a small screen is scrolled, unless it scrolls what it holds by itself."""
    scrolls_itself = view.findChild(QScrollArea) is not None
    return view if scrolls_itself or view.minimumSizeHint().height() <= TALL else LowScroll(view)


def _scrolling(view: QWidget) -> QScrollArea:
    """Scrolls sideways what is wider than a small screen, instead of making the window wider."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setFocusProxy(view)
    scroll.setWidget(view)
    scroll.viewport().setObjectName("panel")
    view.setAutoFillBackground(False)
    return scroll


def _placeholder(text: str) -> QWidget:
    panel = QWidget()
    panel.setObjectName("panel")
    panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(panel)
    label = PlainLabel(text)
    label.setProperty("muted", True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column.addWidget(label)
    return panel
