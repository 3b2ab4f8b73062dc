"""A dock with a quiet title bar, by which it is dragged: icon, name, float and close."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
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

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.parts.low_scroll import LowScroll
from vortex_gui.console.shell.keyboard.chain import first_stop, move_focus

SIGN = 16
TALL = 120
"""Panels that ask for more height than this are scrolled where there is less."""
FLOAT = mark("Float or dock this panel")
CLOSE = mark("Close this panel; the View menu shows it again")


class Dock(QDockWidget):
    """The layout file knows the dock by `name`; the operator reads `title`.

    `moved` when the operator has dragged, floated, docked or closed it.
    """

    moved = Signal()

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
        self.topLevelChanged.connect(self._on_floated)
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
        if panel is None:
            self.setWidget(_placeholder(tr("Loading …")))
        else:
            panel.setProperty("panel", True)
            panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self.setWidget(_scrolling(panel) if scrolls else _fitting(panel))
        if before is not None:
            before.deleteLater()

    def show_on_top(self) -> None:
        """Shows the dock, on top of its tabs; the keyboard stays where it is."""
        if self.isHidden():
            self.moved.emit()
        self.show()
        self.raise_()
        if self.isFloating():
            self.activateWindow()

    def bring_up(self) -> None:
        """Shows the dock, on top of its tabs, and puts the keyboard into it."""
        self.show_on_top()
        content = self.widget()
        if content is not None:
            panel = content.focusProxy() or content
            (first_stop(panel) or panel).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def float_or_dock(self) -> None:
        """Makes it a window of its own, or puts it back to where it was."""
        self.setFloating(not self.isFloating())
        self.moved.emit()

    def put_away(self) -> None:
        """Closes it; its key and the View menu show it again."""
        self.close()
        self.moved.emit()

    def _on_floated(self, floating: bool) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self.moved.emit()  # it is dragged; else a button or a layout has done it
        parent, own = self.parentWidget(), self.windowHandle()
        window = None if parent is None else parent.windowHandle()
        if floating and own is not None and window is not None:
            own.setTransientParent(window)  # so that the desktop keeps it above its window

    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name
        """A floating dock is a window of its own: Tab goes round in it."""
        if self.isFloating():
            return move_focus(self, forward=next)
        return bool(super().focusNextPrevChild(next))


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
        self._sign.setFixedSize(SIGN, SIGN)
        self._icon = icon
        text = PlainLabel(title)
        text.setObjectName("dockTitleText")
        row.addWidget(self._sign)
        row.addWidget(text)
        row.addStretch()
        for name, tip, slot in (
            ("float", tr(FLOAT), dock.float_or_dock),
            ("close", tr(CLOSE), dock.put_away),
        ):
            button = QToolButton()
            set_tip(button, tip)
            button.setAccessibleName(f"{title}: {tip}")
            button.setObjectName("dockButton")
            button.setIconSize(QSize(14, 14))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            icons.dress(button, name, "muted")
            button.clicked.connect(slot)
            row.addWidget(button)
        theme.notifier().changed.connect(self._redraw)

    def showEvent(self, event: QShowEvent) -> None:
        """Docks behind the tabs of others, most of them, need no drawing yet."""
        super().showEvent(event)
        if self._sign.pixmap().isNull():
            self._redraw()

    def _redraw(self) -> None:
        self._sign.setPixmap(icons.pixmap(self._icon, SIGN, theme.current().muted))


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
