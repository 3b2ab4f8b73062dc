"""The what-if controls of the plan: another resolution, steps, frame rate, length or precision by role."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QWidget,
)

from vortex_gui.base.profile import ActorSpec, Profile, Sizes, bounds
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.look.labels import layer_label
from vortex_gui.console.parts.editors.fields import FlowRow, inset
from vortex_gui.console.parts.editors.still import Choice, DecimalNumber, WholeNumber
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip

SIDES = ("256x256", "512x512", "768x512", "512x768", "768x768", "1024x1024")
"""Offered for choice; another can be typed, and the plan says when it is not possible."""

GAP = 12


class WhatIfRow(FlowRow):
    """Shows a profile's own values; `wishes` are those that were changed, as `vortex-gui plan` takes them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(GAP, parent)
        self._profile: Profile | None = None
        self.size_box = Choice()
        self.size_box.setEditable(True)
        self.size_box.addItems(SIDES)
        self.steps = _whole(*bounds(ActorSpec, "steps"))
        self.fps = _whole(*bounds(Sizes, "fps"))
        self.duration = DecimalNumber()
        self.duration.setRange(1.0, bounds(Sizes, "max_duration_s")[1])
        self.duration.setDecimals(1)
        self.duration.setSuffix(" s")
        inset(self.duration)
        self.precisions: dict[Role, QComboBox] = {role: Choice() for role in ROLES}
        self._captioned: dict[QWidget, QWidget] = {}
        self.reset = QPushButton()
        self.reset.setAccessibleName(tr("Restore the profile's values"))
        icons.dress(self.reset, "retry")
        self.reset.clicked.connect(lambda: self._profile and self.show_profile(self._profile))
        self._build()
        self.size_box.editTextChanged.connect(self._on_change)
        for box in (self.steps, self.fps, self.duration):
            box.valueChanged.connect(self._on_change)
        for choice in self.precisions.values():
            choice.currentTextChanged.connect(self._on_change)

    def show_profile(self, profile: Profile) -> None:
        """Sets every control to what the profile declares."""
        self._profile = None  # nothing is a change while they are set
        sizes = profile.sizes
        self.size_box.setEditText(f"{sizes.width}x{sizes.height}")
        self.steps.setValue(profile.actor.steps)
        self.fps.setValue(sizes.fps)
        self.duration.setValue(sizes.max_duration_s)
        for role, choice in self.precisions.items():
            self._offer(choice, profile, role)
        self._profile = profile
        self._on_change()

    def wishes(self) -> dict[str, str]:
        """What differs from the profile: `size`, `steps`, `fps`, `duration`, `precision`."""
        profile = self._profile
        if profile is None:
            return {}
        sizes = profile.sizes
        now = {
            "size": self.size_box.currentText().replace(" ", ""),
            "steps": str(self.steps.value()),
            "fps": str(self.fps.value()),
            "duration": f"{self.duration.value():g}",
            "precision": ",".join(
                f"{role}={choice.currentText()}"
                for role, choice in self.precisions.items()
                if choice.currentText() != profile.roles[role].precision
            ),
        }
        own = {
            "size": f"{sizes.width}x{sizes.height}",
            "steps": str(profile.actor.steps),
            "fps": str(sizes.fps),
            "duration": f"{sizes.max_duration_s:g}",
            "precision": "",
        }
        return {name: value for name, value in now.items() if value != own[name]}

    def _build(self) -> None:
        for caption, box, width in (
            (tr("Size"), self.size_box, 118),
            (tr("Steps"), self.steps, 62),
            (tr("Frames/s"), self.fps, 62),
            (tr("Length"), self.duration, 92),
            *((layer_label(role), choice, 70) for role, choice in self.precisions.items()),
        ):
            box.setFixedWidth(width)
            self._captioned[box] = captioned(caption, box)
            self.flow.addWidget(self._captioned[box])
        self.flow.addWidget(self.reset)

    def _offer(self, choice: QComboBox, profile: Profile, role: Role) -> None:
        spec = profile.roles[role]
        choice.clear()
        choice.addItems(spec.precisions)
        choice.setCurrentText(spec.precision)
        tip = tr("Precision of {role}", role=layer_label(role))
        set_tip(choice, tip)
        choice.setAccessibleName(tip)
        self._captioned[choice].setVisible(len(spec.precisions) > 1)  # nothing to choose from one

    def _on_change(self, *_: object) -> None:
        if self._profile is None:
            return
        differs = bool(self.wishes())
        self.reset.setEnabled(differs)
        set_tip(
            self.reset,
            tr("Restore the profile's values") if differs else tr("These are the profile's values."),
        )
        self.changed.emit()


def _whole(lowest: float, highest: float, step: float) -> QSpinBox:
    box = WholeNumber()
    box.setRange(int(lowest), int(highest))
    box.setSingleStep(int(step))
    inset(box)
    return box


def captioned(text: str, box: QWidget) -> QWidget:
    """The box with its caption before it, as one word of a row."""
    label = PlainLabel(text)
    label.setProperty("muted", True)
    label.setBuddy(box)
    box.setAccessibleName(text)
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(label)
    row.addWidget(box)
    return pair
