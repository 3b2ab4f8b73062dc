"""The editors of a clip's composition: shape, place of the presenter, background, lower third, logo."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from vortex_gui.base.recipe.composition import MAX_LINE, MAX_NAME, MAX_PICTURE_BYTES, SHAPES, SIDES
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.editors.fields import Field
from vortex_gui.console.parts.editors.late_section import LateSection
from vortex_gui.console.parts.editors.still import Choice
from vortex_gui.console.recipe.own_files.file_choice import FileChoice

SECTION = "composition"


class CompositionEditors(LateSection):
    """Folded until something stands in it; what has no editor here stays as it was filled in.

    `shape` and `presenter` once it is made.
    """

    changed = Signal()
    shape: QComboBox
    presenter: QComboBox

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Composition"), parent)
        self.fields: dict[str, Field] = {}
        self._filling = False
        self._others: dict[str, object] = {}
        self._lines: dict[str, QLineEdit] = {}
        self._pictures: dict[str, FileChoice] = {}

    def put_fields(self) -> None:
        self.shape = self._combo(tr("as in the settings"), SHAPES)
        self.presenter = self._combo(tr("centre"), tuple(side for side in SIDES if side != "centre"))
        pair = QGridLayout()
        pair.setSpacing(theme.GAP)
        pair.addWidget(self._field("shape", tr("Shape"), self.shape), 0, 0)
        pair.addWidget(self._field("presenter", tr("Presenter's side"), self.presenter), 0, 1)
        for column in range(2):
            pair.setColumnStretch(column, 1)
        self.column.addLayout(pair)
        self.column.addWidget(self._text("name", tr("Name"), tr("none"), MAX_NAME))
        self.column.addWidget(self._text("line", tr("Line below it"), tr("none"), MAX_LINE))
        colour_hint = tr("as in the settings, such as 1b2a4a")
        self.column.addWidget(self._text("background_colour", tr("Background colour"), colour_hint))
        self.column.addWidget(self._picture("background_picture", tr("Background picture")))
        self.column.addWidget(self._picture("logo", tr("Logo")))

    def written(self) -> dict[str, object]:
        """What is written, right or wrong; empty where nothing is chosen."""
        data: dict[str, object] = dict(self._others)
        if not self.is_made:
            return data
        for name, combo in (("shape", self.shape), ("presenter", self.presenter)):
            if combo.currentIndex() > 0:
                data[name] = combo.currentText()
        return data | {name: text for name, line in self._lines.items() if (text := line.text().strip())}

    def faults(self) -> list[str]:
        """What was found wrong with the files, `path: what is wrong`."""
        choices = self._pictures.items()
        return [f"{SECTION}.{name}: {choice.fault}." for name, choice in choices if choice.fault]

    def fill(self, data: Mapping[str, object]) -> None:
        """Fills in plain data as `written` gives it."""
        if any(isinstance(value, str | int) for value in data.values()):
            self.make()
        if not self.is_made:
            return
        known = {"shape", "presenter", *self._lines}
        self._filling = True
        self._others = {
            key: value for key, value in data.items() if key not in known and isinstance(value, str | int)
        }
        _choose(self.shape, data.get("shape"))
        _choose(self.presenter, data.get("presenter"))
        for name, line in self._lines.items():
            value = data.get(name)
            line.setText(value if isinstance(value, str) else "")
        self._filling = False
        if self.written():
            self.unfold()

    def _on_changed(self, *_: object) -> None:
        if not self._filling:
            self.changed.emit()

    def _field(self, name: str, label: str, editor: QWidget) -> Field:
        field = self.fields[f"{SECTION}.{name}"] = Field(label, editor)
        return field

    def _combo(self, first: str, words: tuple[str, ...]) -> QComboBox:
        combo = Choice()
        combo.addItems([first, *words])
        combo.currentTextChanged.connect(self._on_changed)
        return combo

    def _text(self, name: str, label: str, hint: str, most: int | None = None) -> Field:
        line = self._line(name, hint)
        if most is not None:
            line.setMaxLength(most)
        return self._field(name, label, line)

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = self._lines[name] = QLineEdit()
        line.setPlaceholderText(hint)
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self._on_changed)
        return line

    def _picture(self, name: str, label: str) -> Field:
        kinds = tr("Pictures (*.png *.jpg *.jpeg *.webp)")
        choice = FileChoice(tr("as in the settings"), tr("Choose a picture"), kinds, MAX_PICTURE_BYTES)
        choice.changed.connect(self._on_changed)
        self._pictures[name], self._lines[name] = choice, choice.line
        field = self._field(name, label, choice)
        field.take_editor(choice.line)
        return field


def _choose(combo: QComboBox, value: object) -> None:
    """Chooses a word; one that is not there is added, so that the check can tell it."""
    word = value if isinstance(value, str) else ""
    if not word or word == "centre":
        combo.setCurrentIndex(0)
        return
    if combo.findText(word) < 0:
        combo.addItem(word)
    combo.setCurrentText(word)
