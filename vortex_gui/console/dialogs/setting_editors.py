"""The widgets that the settings are edited in, chosen by each setting's declared type."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Union, get_args, get_origin

import yaml
from pydantic.fields import FieldInfo
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from vortex_gui.base.files.standing import is_folder
from vortex_gui.base.notation.plain_yaml import PlainTextError, load_plain
from vortex_gui.base.profile import Precision, profile_names
from vortex_gui.base.roles import ROLES
from vortex_gui.base.settings.settings import FolderSettings
from vortex_gui.base.settings.worker_wish import WorkerWish
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look.labels import layer_label
from vortex_gui.console.parts.buttons.menu_button import give_menu
from vortex_gui.console.parts.buttons.tool_button import tool_button
from vortex_gui.console.parts.editors.still import Choice


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of file that a setting names: what button and dialog say, and the names that are shown."""

    tip: str
    title: str
    names: str


_CLIP = _Kind(mark("Choose a clip …"), mark("Choose a clip"), mark("Clips (*.mp4 *.mov *.mkv *.webm)"))
_PICTURE = _Kind(
    mark("Choose a picture …"), mark("Choose a picture"), mark("Pictures (*.png *.jpg *.jpeg *.webp)")
)
_FONT = _Kind(mark("Choose a font …"), mark("Choose a font"), mark("Fonts (*.ttf *.otf *.ttc)"))
FILES: Mapping[str, _Kind] = MappingProxyType(
    {
        "program.filler": _CLIP,
        "composition.background_picture": _PICTURE,
        "composition.logo": _PICTURE,
        "composition.font": _FONT,
    }
)

"""The settings that name a file of the operator's own, or none."""


@dataclass(frozen=True, slots=True)
class Editor:
    """A widget for one setting, with how to read and write it; `box` holds it with its button."""

    widget: QWidget
    read: Callable[[], object]
    write: Callable[[Any], None]
    """The value is of the setting's own type, which the widget was chosen for."""
    box: QWidget | None = None


def editor_of(path: str, info: FieldInfo, changed: Callable[[], None]) -> Editor:
    """The widget for the declared type; it takes any value, and the fault below names the range."""
    kind = info.annotation
    if path == "pipeline.profile":
        return _profile(changed)
    if path in ("folders.output", "folders.data"):
        return _folder(getattr(FolderSettings(), f"{path.split('.')[1]}_path"), changed)
    if path in FILES:
        return _file(FILES[path], _hint(info, kind), changed)
    if path == "pipeline.precision_overrides":
        return _precisions(changed)
    if path == "pipeline.workers":
        return _line(changed, read=_plain, show=_show_workers, hint="auto")
    if kind is bool:
        return _switch(changed)
    if get_origin(kind) is Literal:
        return _choice([str(word) for word in get_args(kind)], changed)
    if kind is str:
        return _line(changed, read=lambda text: text, show=str, hint=_hint(info, kind))
    return _line(changed, read=_plain, show=_shown, hint=_hint(info, kind))


def _switch(changed: Callable[[], None]) -> Editor:
    box = QCheckBox()
    box.toggled.connect(lambda _: changed())
    return Editor(box, box.isChecked, box.setChecked)


def _choice(words: list[str], changed: Callable[[], None], *, editable: bool = False) -> Editor:
    box = Choice()
    box.addItems(words)
    box.setEditable(editable)
    box.currentTextChanged.connect(lambda _: changed())
    return Editor(box, box.currentText, box.setCurrentText)


def _line(
    changed: Callable[[], None],
    *,
    read: Callable[[str], object],
    show: Callable[[object], str],
    hint: str = "",
) -> Editor:
    line = QLineEdit()
    line.setPlaceholderText(hint)
    line.textChanged.connect(lambda _: changed())
    return Editor(line, lambda: read(line.text().strip()), lambda value: line.setText(show(value)))


def _profile(changed: Callable[[], None]) -> Editor:
    """A profile that ships, or a file of the operator's own."""
    editor = _choice(profile_names(), changed, editable=True)
    button = tool_button("open", tr("Choose a profile file …"))
    button.clicked.connect(partial(_ask_profile, editor))
    return _beside(editor, button)


def _folder(usual: Path, changed: Callable[[], None]) -> Editor:
    """Empty is the system's usual folder, which is shown in its place."""
    editor = _line(changed, read=lambda text: text, show=str, hint=str(usual))
    button = tool_button("folder", tr("Choose a folder …"))
    button.clicked.connect(partial(_ask_folder, editor, usual))
    return _beside(editor, button)


def _file(kind: _Kind, hint: str, changed: Callable[[], None]) -> Editor:
    editor = _line(changed, read=lambda text: text, show=str, hint=hint)
    button = tool_button("open", tr(kind.tip))
    button.clicked.connect(partial(_ask_file, editor, kind))
    return _beside(editor, button)


def _precisions(changed: Callable[[], None]) -> Editor:
    """`role: precision, …`; the menu of the button fills it in."""
    editor = _line(changed, read=_read_precisions, show=_show_precisions, hint=tr("as the profile says"))
    button = tool_button("plus", tr("Choose the precision of a role"))
    menu = QMenu(button)
    for role in ROLES:
        choices = menu.addMenu(layer_label(role))
        usual = choices.addAction(tr("as the profile says"))
        usual.triggered.connect(partial(_put_precision, editor, role, None))
        for precision in get_args(Precision):
            action = choices.addAction(precision)
            action.triggered.connect(partial(_put_precision, editor, role, precision))
    give_menu(button, menu)
    return _beside(editor, button)


def _beside(editor: Editor, button: QToolButton) -> Editor:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(editor.widget, 1)
    row.addWidget(button)
    return Editor(editor.widget, editor.read, editor.write, box)


def _ask_folder(editor: Editor, usual: Path, _: bool = False) -> None:
    begun = Path(str(editor.read()) or usual).expanduser()
    dialog = QFileDialog(editor.widget.window(), tr("Choose a folder"), str(_nearest(begun)))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(editor.write)
    _open(dialog)


def _ask_profile(editor: Editor, _: bool = False) -> None:
    dialog = QFileDialog(
        editor.widget.window(), tr("Choose a profile file"), str(Path.home()), tr("Profiles (*.yaml *.yml)")
    )
    dialog.fileSelected.connect(editor.write)
    _open(dialog)


def _ask_file(editor: Editor, kind: _Kind, _: bool = False) -> None:
    begun = Path(str(editor.read()) or Path.home()).expanduser()
    kinds = tr(kind.names) + ";;" + tr("All files (*)")
    dialog = QFileDialog(editor.widget.window(), tr(kind.title), str(_nearest(begun)), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(editor.write)
    _open(dialog)


def _open(dialog: QFileDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((each for each in (folder, *folder.parents) if is_folder(each)), Path.home())


def _put_precision(editor: Editor, role: str, precision: str | None, _: bool = False) -> None:
    written = editor.read()
    chosen = dict(written) if isinstance(written, dict) else {}
    chosen.pop(role, None)
    editor.write(chosen if precision is None else {**chosen, role: precision})


def _read_precisions(text: str) -> object:
    """With or without the braces of YAML; nothing is no override."""
    return _plain(text if text.startswith("{") else text.join("{}"))


def _show_precisions(value: object) -> str:
    return ", ".join(f"{key}: {word}" for key, word in value.items()) if isinstance(value, dict) else ""


def _show_workers(value: object) -> str:
    """`auto`, a number, or the list as YAML writes it in one line, without what is left as it was."""
    if not isinstance(value, list):
        return str(value)
    entries = [entry.model_dump(exclude_defaults=True) for entry in value if isinstance(entry, WorkerWish)]
    return yaml.safe_dump(entries, default_flow_style=True, width=10_000, sort_keys=False).strip()


def _plain(text: str) -> object:
    """The text as YAML reads it: a number, a mapping, or nothing."""
    try:
        return load_plain(text)
    except PlainTextError:
        return text


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _hint(info: FieldInfo, kind: object) -> str:
    """What an empty field means, or the allowed range, shown while the field is empty."""
    more = info.json_schema_extra
    if isinstance(more, dict) and (empty := more.get("empty")):
        return tr(str(empty))
    if get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind):
        return tr("the profile's")
    bounds = [
        f"{sign} {getattr(part, name):g}"
        for part in info.metadata
        for name, sign in (("gt", ">"), ("ge", "≥"), ("lt", "<"), ("le", "≤"))
        if getattr(part, name, None) is not None
    ]
    return ", ".join(bounds)
