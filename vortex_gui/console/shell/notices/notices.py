"""Messages as cards beside the picture: what happened, what to do, details to copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.states import NOTICE, StateLook
from vortex_gui.console.parts.buttons.tool_button import tool_button
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.shell.keyboard.ring import COVERS
from vortex_gui.console.shell.notices.focus_return import FocusReturn
from vortex_gui.console.shell.notices.on_top import OnTop
from vortex_gui.console.state.messages import Notice, NoticeButton, Notices
from vortex_gui.engine.facts.events import Severity

MOST_CARDS = 4
CARD_WIDTH = 380
PASSING_S = 8
"""A card that asks nothing of the operator closes by itself after so many seconds."""
MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
PASSING = (Severity.INFO, Severity.SUCCESS)


class NoticeStack(QWidget):
    """The cards of `notices`, newest on top, in a corner of its window where they do not cover the picture.

    Where there is no such corner, fewer cards are shown or none: the messages page has them all.
    """

    def __init__(self, notices: Notices, parent: QMainWindow) -> None:
        super().__init__(parent)
        self._window = parent
        self._picture: QWidget | None = None
        self._notices = notices
        self._cards: dict[str, NoticeCard] = {}
        self._focus = FocusReturn(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        self.setAccessibleName(tr("Notices"))
        self.setProperty(COVERS, True)
        notices.changed.connect(self._refresh)
        parent.installEventFilter(self)
        self._refresh()

    def keep_clear_of(self, picture: QWidget) -> None:
        """From now on the cards cover nothing of this widget of the window."""
        self._picture = picture
        at: QWidget | None = picture
        while at is not None and at is not self._window:
            at.installEventFilter(self)
            at = at.parentWidget()
        self._place()

    def stay_above(self, panels: Iterable[QWidget]) -> None:
        """Qt puts a panel that comes to the front above all that stands in the window."""
        self._on_top = OnTop(self)
        for panel in panels:
            panel.installEventFilter(self._on_top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVES:
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()  # a card now knows the height of its words
        return done

    def dismiss_newest(self) -> None:
        """Takes the topmost card away; bound to Escape."""
        if shown := self._shown():
            self._notices.dismiss(shown[0].key)

    def _shown(self) -> list[Notice]:
        return list(reversed(self._notices.all()))[:MOST_CARDS]

    def _refresh(self) -> None:
        shown = {notice.key: notice for notice in self._shown()}
        for key in [key for key, card in self._cards.items() if shown.get(key) != card.notice]:
            card = self._cards.pop(key)
            self._focus.leave(card)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for index, notice in enumerate(shown.values()):
            if notice.key not in self._cards:
                self._cards[notice.key] = NoticeCard(notice, self._notices, self)
                self._column.insertWidget(index, self._cards[notice.key])
        self._place()

    def _place(self) -> None:
        """As many of the cards as some corner has room for, the lower right one first."""
        body = self._body()
        width = min(CARD_WIDTH, body.width())
        cards = [self._cards[notice.key] for notice in self._shown() if notice.key in self._cards]
        for count in range(len(cards), 0, -1):
            size = QSize(width, self._height(cards[:count], width))
            corner = free_corner(body, size, self._picture_box())
            if corner is not None:
                self._show(cards, count, QRect(corner, size))
                return
        self._focus.leave(self)
        self.hide()

    def _show(self, cards: Sequence[NoticeCard], count: int, box: QRect) -> None:
        for card in cards[count:]:
            self._focus.leave(card)
        for place, card in enumerate(cards):
            card.setVisible(place < count)
        if self.geometry() != box:
            self.setGeometry(box)
        self.show()
        self.raise_()

    def _height(self, cards: Sequence[NoticeCard], width: int) -> int:
        heights = [max(card.heightForWidth(width), card.minimumSizeHint().height()) for card in cards]
        return sum(heights) + theme.GAP * (len(cards) - 1)

    def _body(self) -> QRect:
        """Where cards may stand: the window without its bars."""
        window = self._window
        box, gap = window.rect(), theme.GAP
        for bar in window.findChildren(QToolBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            box.setTop(max(box.top(), bar.geometry().bottom()))
        status = window.findChild(QStatusBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if isinstance(status, QStatusBar) and status.isVisible():
            box.setBottom(min(box.bottom(), status.geometry().top()))
        return box.adjusted(gap, gap, -gap, -gap)

    def _picture_box(self) -> QRect:
        picture = self._picture
        if picture is None or not picture.isVisible():
            return QRect()
        return QRect(picture.mapTo(self._window, QPoint(0, 0)), picture.size())


def free_corner(body: QRect, size: QSize, picture: QRect) -> QPoint | None:
    """Where cards of this size stand in the body and clear of the picture; `None` where they cannot."""
    if size.height() > body.height():
        return None
    right, bottom = body.right() - size.width() + 1, body.bottom() - size.height() + 1
    for left, top in ((right, bottom), (body.left(), bottom), (right, body.top()), (body.left(), body.top())):
        if not QRect(QPoint(left, top), size).intersects(picture):
            return QPoint(left, top)
    return None


class NoticeCard(QFrame):
    """One message; the stripe on its left has the colour of its severity."""

    def __init__(self, notice: Notice, notices: Notices, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self._notices = notices
        self.setProperty("notice", True)
        look = NOTICE[notice.severity]
        self.setAccessibleName(f"{look.word}: {notice.text}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setStyleSheet(f"QFrame[notice='true'] {{ border-left: 4px solid {look.colour.name()}; }}")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, theme.GAP, 6, theme.GAP)
        row.setSpacing(theme.GAP)
        row.addWidget(self._sign(look), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(), 1)
        row.addLayout(self._buttons())
        passing_s = self._passing_s()
        if passing_s is not None:
            self._passing = QTimer(self, singleShot=True, interval=round(passing_s * 1000))
            self._passing.timeout.connect(self._dismiss)
            self._passing.start()

    def _passing_s(self) -> float | None:
        """So long the card stays; `None` until it is dismissed."""
        if self.notice.button is not None:
            return self.notice.button.lasts_s
        return PASSING_S if self.notice.severity in PASSING else None

    def text_to_copy(self) -> str:
        """All of the message as plain text."""
        parts = (self.notice.text, self.notice.remedy, self.notice.details)
        return "\n".join(part for part in parts if part)

    def _sign(self, look: StateLook) -> QLabel:
        sign = PlainLabel()
        sign.setPixmap(icons.pixmap(look.icon, 20, look.colour))
        return sign

    def _words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        count = f"  (× {self.notice.count})" if self.notice.count > 1 else ""
        text = PlainLabel(self.notice.text + count)
        text.setFont(theme.ui_font(bold=True))
        remedy = PlainLabel(self.notice.remedy)
        remedy.setProperty("muted", True)
        remedy.setVisible(bool(self.notice.remedy))
        for label in (text, remedy):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        if self.notice.button is not None:
            column.addWidget(self._offer(self.notice.button), 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        return column

    def _offer(self, offered: NoticeButton) -> QPushButton:
        button = QPushButton(offered.label)
        button.setObjectName("offered")
        button.setAutoDefault(False)
        set_tip(button, offered.tip)
        button.setAccessibleName(f"{offered.label}: {self.notice.text}")
        button.clicked.connect(lambda: self._take_up(offered))
        return button

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        for name, tip, slot in (
            ("close", tr("Dismiss (Esc)"), self._dismiss),
            ("copy", tr("Copy the message"), self._copy),
        ):
            button = tool_button(name, tip, slot, "muted")
            button.setObjectName("dockButton")
            button.setIconSize(QSize(14, 14))
            column.addWidget(button)
        column.addStretch()
        return column

    def _take_up(self, offered: NoticeButton) -> None:
        self._dismiss()
        offered.press()

    def _dismiss(self) -> None:
        self._notices.dismiss(self.notice.key)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text_to_copy())
