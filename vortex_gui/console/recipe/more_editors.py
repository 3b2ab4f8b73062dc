"""The form's section for what few recipes say: length, deadline, takes, lowest score, negative prompt."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from vortex_gui.base.profile import Profile
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.editors.fields import Field
from vortex_gui.console.parts.editors.late_section import LateSection
from vortex_gui.console.recipe.draft.plain_values import plain_number, section_of, text_of

NEGATIVE = "visual_track.negative_prompt"
LENGTH = "slot_params.duration_sec"
NUMBERS = (
    LENGTH,
    *(f"slot_params.{name}" for name in ("fps", "deadline_sec", "slot_id", "takes")),
    "semantic_constraints.clip_threshold",
)


class MoreEditors(LateSection):
    """Stays folded when it is filled in; `lines` has each field's editor by its path once it is made."""

    changed = Signal()

    def __init__(self, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(tr("More"), parent)
        self._fps = profile.sizes.fps
        self.fields: dict[str, Field] = {}
        self.lines: dict[str, QLineEdit] = {}

    def put_fields(self) -> None:
        labels = (
            (tr("Length (s)"), tr("as the speech")),
            (tr("Frames per second"), str(self._fps)),
            (tr("Deadline (s)"), tr("none")),
            (tr("Slot number"), tr("next free number")),
            (tr("Takes"), tr("the profile's")),
            (tr("Lowest score"), tr("the profile's")),
        )
        grid = QGridLayout()
        grid.setSpacing(theme.GAP)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for index, (path, (label, hint)) in enumerate(zip(NUMBERS, labels, strict=True)):
            grid.addWidget(self._field(path, label, number_line(hint)), index // 2, index % 2)
        self.column.addLayout(grid)
        negative = QLineEdit()
        negative.setPlaceholderText(tr("none; it doubles the steps"))
        self.column.addWidget(self._field(NEGATIVE, tr("Negative prompt"), negative))

    def written(self) -> dict[str, object]:
        """What is written, right or wrong, by path."""
        found = {path: line.text().strip() for path, line in self.lines.items()}
        return {
            path: text if path == NEGATIVE else plain_number(text) for path, text in found.items() if text
        }

    @property
    def wished_s(self) -> float | None:
        """The length that is written, in seconds; `None` where it is left open or is no length."""
        wished = self.written().get(LENGTH)
        return wished if isinstance(wished, int | float) and wished > 0 else None

    def fill(self, data: Mapping[str, object]) -> None:
        """Fills in plain data by section."""
        texts = {path: _text_at(data, path) for path in (*NUMBERS, NEGATIVE)}
        if any(texts.values()):
            self.make()
        for path, line in self.lines.items():
            line.setText(texts[path])

    def _field(self, path: str, label: str, line: QLineEdit) -> Field:
        self.lines[path] = line
        line.textChanged.connect(self.changed)
        field = self.fields[path] = Field(label, line)
        return field


def number_line(hint: str) -> QLineEdit:
    """An editor of a number that may be left out; `hint` says what holds then."""
    line = QLineEdit()
    line.setPlaceholderText(hint)
    line.setMinimumWidth(60)
    return line


def _text_at(data: Mapping[str, object], path: str) -> str:
    section, name = path.split(".")
    return text_of(section_of(data, section).get(name))
