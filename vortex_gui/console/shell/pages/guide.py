"""Shows the docs that ship with the program in the window, without a network."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QShortcut,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.files.shipped import DOCS
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.dialogs.close_row import close_row
from vortex_gui.console.parts.dialogs.screens import room_for

FIRST_PAGE = DOCS / "operator.md"
WIDTH, HEIGHT = 860, 720
HEADING_MARGIN = 16
PICTURE_WIDTH = WIDTH - 70


class GuideDialog(QDialog):
    """Opens on the operator's page; links between pages work, links outside go to the system's browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Operator's guide"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(room_for(QSize(WIDTH, HEIGHT)))
        self.page = _Pages(self)
        self.page.setAccessibleName(tr("Operator's guide"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find on this page (Ctrl+F); Return finds the next place"))
        self.search.setAccessibleName(tr("Find on this page"))
        self.search.setClearButtonEnabled(True)
        self.search.returnPressed.connect(self.find_next)
        back = self._button("to-start", tr("Back"), self.page.backward)
        back.setEnabled(False)
        self.page.backwardAvailable.connect(back.setEnabled)
        home = self._button("help", tr("Guide"), self.show_first)
        row = QHBoxLayout()
        for widget in (back, home, self.search):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addLayout(row)
        column.addWidget(self.page)
        column.addWidget(close_row(self))
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self.show_first()
        self.page.setFocus()

    def show_first(self) -> None:
        """Goes to the operator's page."""
        self.page.setSource(QUrl.fromLocalFile(str(FIRST_PAGE)))

    def find_next(self) -> bool:
        """Selects the next place of the searched words, from the top again after the last one."""
        words = self.search.text()
        if self.page.find(words):
            return True
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        return self.page.find(words)

    def _button(self, icon: str, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        icons.dress(button, icon)
        button.clicked.connect(slot)
        return button


class _Pages(QTextBrowser):
    """Shows Markdown files, pictures no wider than the page; other links leave the window."""

    def loadResource(self, type: int, name: QUrl | str) -> object:
        if type != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(type, name)
        picture = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        if picture.width() <= PICTURE_WIDTH:
            return picture
        return picture.scaledToWidth(PICTURE_WIDTH, Qt.TransformationMode.SmoothTransformation)

    def doSetSource(
        self,
        name: QUrl | str,
        /,
        type: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource,
    ) -> None:
        page = QUrl(name)
        if page.isLocalFile() or page.isRelative():
            super().doSetSource(page, QTextDocument.ResourceType.MarkdownResource)
            _lay_out(self.document())
        else:
            QDesktopServices.openUrl(page)


def _lay_out(document: QTextDocument) -> None:
    """Adds room above headings and a ground for code: Qt's Markdown reader gives neither."""
    block = document.begin()
    while block.isValid():
        shape = block.blockFormat()
        if shape.headingLevel() > 1:
            shape.setTopMargin(HEADING_MARGIN)
        if shape.hasProperty(QTextFormat.Property.BlockCodeLanguage.value):
            shape.setBackground(theme.current().panel)
        QTextCursor(block).setBlockFormat(shape)
        block = block.next()
    document.setModified(False)
