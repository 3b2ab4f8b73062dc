"""The Settings dialog, made from the declared settings: every field, its range, its help, its fault."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.faults import sentences
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.at_once import AT_ONCE
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.dialogs.setting_editors import Editor, editor_of
from vortex_gui.console.look import theme
from vortex_gui.console.parts.dialogs.screens import room_for
from vortex_gui.console.parts.editors.fields import Field
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip

SECTIONS: Mapping[str, tuple[str, str]] = {
    "pipeline": (mark("Pipeline"), mark("Which models run, and where.")),
    "folders": (mark("Folders"), mark("Where files go; empty means the system's usual folder.")),
    "worker": (mark("Worker"), mark("Time limits, restarts and CPU share of the worker process.")),
    "memory": (mark("Memory"), mark("How the console watches memory.")),
    "output": (mark("Output"), mark("How the encoder writes the clip.")),
    "composition": (
        mark("Composition"),
        mark("Shape and look of a clip where its recipe leaves them open."),
    ),
    "console": (mark("Console"), mark("How the window looks and behaves.")),
    "program": (mark("Program"), mark("What goes on air, and where.")),
    "log": (mark("Log"), mark("The structured log.")),
    "metrics": (mark("Metrics"), mark("The metrics endpoint; off by default.")),
    "serve": (mark("Serve"), mark("How this machine serves a console on another one.")),
}
"""Title and purpose of each section, before translation."""


class SettingsDialog(QDialog):
    """Edits a copy of the settings; `saved(Settings)` when the operator keeps them."""

    saved = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(room_for(QSize(720, 640)))
        self._editors: dict[str, Editor] = {}
        self._fields: dict[str, Field] = {}
        self._build()
        self._fill(settings)

    def editor(self, path: str) -> QWidget:
        """The widget of a setting by its path, such as `console.volume`."""
        return self._editors[path].widget

    def settings(self) -> Settings | None:
        """The settings as edited, or `None` while they have faults."""
        return None if self.faults() else Settings.model_validate(self._written())

    def faults(self) -> dict[str, str]:
        return {path: field.fault for path, field in self._fields.items() if field.fault}

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        self._list = QListWidget()
        self._list.setFixedWidth(150)
        self._list.setSpacing(3)
        self._list.setAccessibleName(tr("Sections"))
        self._pages = QStackedWidget()
        for name, section in _sections().items():
            self._list.addItem(tr(SECTIONS[name][0]))
            self._pages.addWidget(self._page(name, section))
        self._list.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._list.setCurrentRow(0)
        body = QHBoxLayout()
        body.setSpacing(theme.GAP)
        body.addWidget(self._list)
        body.addWidget(self._pages, 1)
        column = QVBoxLayout(self)
        column.addLayout(body, 1)
        column.addWidget(self._button_row())

    def _page(self, name: str, section: type[BaseModel]) -> QWidget:
        page = QWidget()
        page.setObjectName("panel")
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.MARGIN * 2, theme.MARGIN, theme.MARGIN * 2, theme.MARGIN)
        column.setSpacing(theme.GAP * 2)
        about = PlainLabel(f"{tr(SECTIONS[name][1])} {self._when(name)}")
        about.setProperty("muted", True)
        about.setWordWrap(True)
        column.addWidget(about)
        for key, info in section.model_fields.items():
            column.addWidget(self._row(f"{name}.{key}", info))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from the sections to the first field
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        return scroll

    def _when(self, name: str) -> str:
        if name in AT_ONCE:
            return tr("Takes effect at once.")
        if early := [path for path in AT_ONCE if path.startswith(f"{name}.")]:
            labels = [
                tr(info.title or key)
                for key, info in _sections()[name].model_fields.items()
                if f"{name}.{key}" in early
            ]
            return tr(
                "{setting} takes effect at once, the others when you restart the console.",
                setting=", ".join(labels),
            )
        return tr("Takes effect when you restart the console.")

    def _row(self, path: str, info: FieldInfo) -> Field:
        editor = self._editors[path] = editor_of(path, info, self._check)
        label, help = tr(info.title or path), tr(info.description or "")
        field = self._fields[path] = Field(label, editor.box or editor.widget, help=help)
        field.take_editor(editor.widget)
        field.explain(help)
        return field

    def _button_row(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        kinds = QDialogButtonBox.ButtonRole
        self._save = QPushButton(tr("Save"))
        self._save.setProperty("primary", True)
        defaults = QPushButton(tr("Restore defaults"))
        set_tip(defaults, tr("Fill in the program's defaults; Save keeps them"))
        defaults.setAutoDefault(False)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        buttons.addButton(self._save, kinds.AcceptRole)
        buttons.addButton(cancel, kinds.RejectRole)
        buttons.addButton(defaults, kinds.ResetRole)
        defaults.clicked.connect(lambda: self._fill(Settings()))
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        return buttons

    # ── values ───────────────────────────────────────────────────────────────────────────

    def _fill(self, settings: Settings) -> None:
        for path, editor in self._editors.items():
            section, key = path.split(".")
            editor.write(getattr(getattr(settings, section), key))
        self._check()

    def _written(self) -> dict[str, dict[str, object]]:
        data: dict[str, dict[str, object]] = {}
        for path, editor in self._editors.items():
            section, key = path.split(".")
            data.setdefault(section, {})[key] = editor.read()
        return data

    def _check(self) -> None:
        if len(self._fields) < sum(len(section.model_fields) for section in _sections().values()):
            return  # still building
        by_path: dict[str, str] = {}
        try:
            load_profile(Settings.model_validate(self._written()).pipeline.profile)
        except ValidationError as error:
            by_path = dict(sentence.partition(": ")[::2] for sentence in sentences(error))
        except SettingsError as error:
            by_path = {"pipeline.profile": error.faults[0].removeprefix("profile: ")}
        for path, field in self._fields.items():
            fault = next(
                (text for at, text in by_path.items() if at == path or at.startswith(f"{path}.")), ""
            )
            field.set_fault(fault[:1].upper() + fault[1:])
        self._save.setEnabled(not by_path)
        set_tip(self._save, "\n".join(f"{path}: {text}" for path, text in by_path.items()))

    def _on_save(self) -> None:
        settings = self.settings()
        if settings is not None:
            self.saved.emit(settings)
            self.accept()


def _sections() -> dict[str, type[BaseModel]]:
    """The sections of the settings, by name in their order."""
    found = {}
    for name, info in Settings.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            found[name] = info.annotation
    return found
