"""The form that a recipe is written in: presets, inline checks, open and save, Generate."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.console import icons, theme
from vortex_gui.console.fields import Chips, Field, Section, TextEdit, mark, rule
from vortex_gui.console.intents import Intents
from vortex_gui.console.state import ConsoleState
from vortex_gui.errors import RecipeError
from vortex_gui.recipe import (
    EMOTIONS,
    EXPRESSIONS,
    MAX_SCRIPT_WORDS,
    MAX_SEED,
    Recipe,
    load_recipe,
    profile_faults,
    recipe_from_mapping,
)
from vortex_gui.shipped import RESOURCES

PRESETS = RESOURCES / "recipes"
WORDS_PER_SECOND = 2.6
"""How fast the built-in voice speaks at speed 1, for the guess beside the word counter."""
MAX_COPIES = 999
SPEED_STEPS = 100
"""The slider counts hundredths."""


class RecipeForm(QWidget):
    """Edits one recipe; `recipe_changed` whenever what is written changed, right or wrong."""

    recipe_changed = Signal()

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._filling = False
        self._recipe: Recipe | None = None
        self._fields: dict[str, Field] = {}
        self._dialog: QFileDialog | None = None
        self._build()
        self._check()

    # ── what others ask ──────────────────────────────────────────────────────────────────

    def recipe(self) -> Recipe | None:
        """The recipe as written, or `None` while it has faults."""
        return self._recipe

    def faults(self) -> dict[str, str]:
        """What is wrong, by path."""
        return {path: field.fault for path, field in self._fields.items() if field.fault}

    def set_recipe(self, recipe: Recipe) -> None:
        """Fills the form; a recipe with a seed locks it."""
        self.set_draft(recipe.model_dump(mode="json"))

    def draft(self) -> dict[str, Any]:
        """What is written, right or wrong, as plain data by section."""
        return self._written()

    def set_draft(self, data: dict[str, Any]) -> None:
        """Fills the form with plain data as `draft` gives it; unknown keys are left out."""
        slot, audio = data.get("slot_params") or {}, data.get("audio_track") or {}
        visual, limits = data.get("visual_track") or {}, data.get("semantic_constraints") or {}
        self._filling = True
        self._script.setPlainText(str(audio.get("script") or ""))
        self._prompt.setPlainText(str(visual.get("prompt") or ""))
        self._negative.setText(str(visual.get("negative_prompt") or ""))
        self._choose(self._voice, str(audio.get("voice_id") or "af_heart"))
        self._choose(self._emotion, str(audio.get("emotion") or "neutral"))
        self._speed.setValue(round(_number(audio.get("speed"), 1.0) * SPEED_STEPS))
        self._expressions.set_values(
            [word for word in visual.get("expression_sequence") or () if word in EXPRESSIONS]
        )
        self._lock.setChecked(slot.get("seed") is not None)
        for path, editor in self._open_numbers.items():
            value = (slot if path.startswith("slot_params") else limits).get(path.split(".")[1])
            editor.setText("" if value is None else f"{value}")
        self._filling = False
        self._check()

    def generate(self, copies: int = 1) -> None:
        """Asks for the recipe as written; does nothing while it has faults."""
        if self._recipe is not None:
            self._intents.generate(self._recipe, copies)

    def generate_copies(self) -> None:
        """As `generate`, as often as the counter beside the button says."""
        self.generate(self._copies.value())

    def load_preset(self, path: Path) -> None:
        """Reads a recipe file into the form; a faulty one is told in a notice."""
        try:
            self.set_recipe(load_recipe(path))
        except RecipeError as error:
            self._intents.notify(
                "error",
                self.tr("{name} cannot be used.").format(name=path.name),
                remedy="\n".join(error.faults),
                key="recipe",
            )

    def ask_open(self) -> None:
        """Opens the dialog that chooses a recipe file."""
        self._ask(QFileDialog.AcceptMode.AcceptOpen, self.tr("Open recipe"), self.load_preset)

    def ask_save(self) -> None:
        """Opens the dialog that names the file to save to."""
        if self._recipe is not None:
            self._ask(QFileDialog.AcceptMode.AcceptSave, self.tr("Save recipe"), self.save_to)

    def save_to(self, path: Path) -> None:
        """Writes the recipe as YAML; a failure is told in a notice."""
        if self._recipe is None:
            return
        try:
            path.write_text(self._recipe.to_yaml(), encoding="utf-8")
        except OSError as error:
            self._intents.notify(
                "error", self.tr("The recipe was not saved: {why}.").format(why=error.strerror), key="recipe"
            )
        else:
            self._intents.notify(
                "success", self.tr("Recipe saved as {name}.").format(name=path.name), key="recipe"
            )

    def focus_script(self) -> None:
        self._script.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        inner = QWidget()
        inner.setObjectName("panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP * 2)
        for section in (self._speech_section(), self._picture_section(), self._slot_section()):
            column.addWidget(section)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._preset_row())
        outer.addWidget(scroll, 1)
        outer.addWidget(rule())
        outer.addLayout(self._generate_row())

    def _preset_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, 0)
        self._presets = QComboBox()
        self._presets.setAccessibleName(self.tr("Preset"))
        self._presets.setToolTip(self.tr("Fills the form with a recipe that ships"))
        self._presets.addItem(self.tr("Choose a preset …"))
        for path in preset_paths():
            self._presets.addItem(preset_title(path), path)
        self._presets.activated.connect(self._on_preset)
        row.addWidget(self._presets, 1)
        for name, tip, slot in (
            ("open", self.tr("Open a recipe file (Ctrl+O)"), self.ask_open),
            ("save", self.tr("Save the recipe (Ctrl+S)"), self.ask_save),
        ):
            button = QToolButton()
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            icons.dress(button, name)
            button.clicked.connect(slot)
            row.addWidget(button)
        self._save = button
        return row

    def _speech_section(self) -> Section:
        section = Section(self.tr("Speech"))
        self._script = TextEdit(6)
        self._script.setPlaceholderText(self.tr("What the presenter says, 1 to 500 words"))
        self._script.textChanged.connect(self._check)
        section.column.addWidget(self._field("audio_track.script", self.tr("Script"), self._script))
        self._voice = self._combo(self._state.profile.voices)
        self._emotion = self._combo(EMOTIONS)
        pair = self._pair(
            self._field("audio_track.voice_id", self.tr("Voice"), self._voice),
            self._field("audio_track.emotion", self.tr("Emotion"), self._emotion),
        )
        section.column.addLayout(pair)
        self._speed = QSlider(Qt.Orientation.Horizontal)
        self._speed.setRange(80, 120)
        self._speed.setPageStep(5)
        self._speed.setValue(SPEED_STEPS)
        self._speed.valueChanged.connect(self._check)
        section.column.addWidget(
            self._field("audio_track.speed", self.tr("Speed"), self._speed, self.tr("0.8 slow to 1.2 fast"))
        )
        return section

    def _picture_section(self) -> Section:
        section = Section(self.tr("Picture"))
        self._prompt = TextEdit(4)
        self._prompt.setPlaceholderText(self.tr("Who is seen: skin, head, eyes, hair, suit, tie, background"))
        self._prompt.textChanged.connect(self._check)
        section.column.addWidget(self._field("visual_track.prompt", self.tr("Prompt"), self._prompt))
        self._expressions = Chips(
            EXPRESSIONS,
            add_label=self.tr("Add an expression at the end"),
            remove_tip=self.tr("Take out {value}"),
        )
        self._expressions.changed.connect(self._check)
        section.column.addWidget(
            self._field(
                "visual_track.expression_sequence",
                self.tr("Expressions"),
                self._expressions,
                self.tr("Spread evenly over the clip, in this order"),
            )
        )
        return section

    def _slot_section(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP * 2)
        self._open_numbers: dict[str, QLineEdit] = {}
        seed = self._open_number("slot_params.seed", self.tr("drawn for each slot"))
        column.addWidget(self._field("slot_params.seed", self.tr("Seed"), self._seed_row(seed)))
        self._fields["slot_params.seed"].label.setBuddy(seed)
        self._more = Section(self.tr("More"), folded=True)
        sizes = self._state.profile.sizes
        rows = (
            ("slot_params.duration_sec", self.tr("Length (s)"), self.tr("as the speech")),
            ("slot_params.fps", self.tr("Frames per second"), str(sizes.fps)),
            ("slot_params.deadline_sec", self.tr("Deadline (s)"), self.tr("none")),
            ("slot_params.slot_id", self.tr("Slot number"), self.tr("the next free")),
            ("semantic_constraints.clip_threshold", self.tr("Lowest score"), self.tr("the profile's")),
        )
        grid = QGridLayout()
        grid.setSpacing(theme.GAP)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for index, (path, label, hint) in enumerate(rows):
            grid.addWidget(self._field(path, label, self._open_number(path, hint)), index // 2, index % 2)
        self._more.column.addLayout(grid)
        self._negative = QLineEdit()
        self._negative.setPlaceholderText(self.tr("nothing; costs twice the steps"))
        self._negative.textChanged.connect(self._check)
        self._more.column.addWidget(
            self._field("visual_track.negative_prompt", self.tr("Negative prompt"), self._negative)
        )
        column.addWidget(self._more)
        column.addStretch(1)
        return box

    def _seed_row(self, seed: QLineEdit) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        seed.setAccessibleName(self.tr("Seed"))
        self._lock = QToolButton()
        self._lock.setCheckable(True)
        self._lock.toggled.connect(self._apply_lock)
        dice = QToolButton()
        dice.setToolTip(self.tr("Draw a seed and keep it"))
        dice.setAccessibleName(dice.toolTip())
        icons.dress(dice, "dice")
        dice.clicked.connect(self._draw_seed)
        for widget in (seed, dice, self._lock):
            line.addWidget(widget, 1 if widget is seed else 0)
        self._apply_lock(False)
        return row

    def _generate_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.MARGIN)
        self._generate = QPushButton(self.tr("Generate"))
        self._generate.setProperty("primary", True)
        self._generate.setObjectName("generate")
        icons.dress(self._generate, "generate", "on_accent")
        self._generate.clicked.connect(lambda: self.generate(1))
        self._copies = QSpinBox()
        self._copies.setRange(2, MAX_COPIES)
        self._copies.setValue(4)
        self._copies.setPrefix("× ")
        self._copies.setAccessibleName(self.tr("How many slots"))
        self._generate_n = QPushButton(self.tr("Generate N"))
        self._generate_n.setObjectName("generateN")
        self._generate_n.clicked.connect(self.generate_copies)
        row.addWidget(self._generate, 1)
        row.addWidget(self._generate_n)
        row.addWidget(self._copies)
        return row

    def _field(self, path: str, label: str, editor: QWidget, help: str = "") -> Field:
        field = self._fields[path] = Field(label, editor, help=help)
        return field

    def _combo(self, words: tuple[str, ...]) -> QComboBox:
        combo = QComboBox()
        combo.addItems(words)
        combo.currentTextChanged.connect(self._check)
        return combo

    def _open_number(self, path: str, hint: str) -> QLineEdit:
        editor = self._open_numbers[path] = QLineEdit()
        editor.setPlaceholderText(hint)
        editor.setMinimumWidth(60)
        editor.textChanged.connect(self._check)
        return editor

    def _pair(self, left: QWidget, right: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(left, 1)
        row.addWidget(right, 1)
        return row

    # ── from the form to a recipe ─────────────────────────────────────────────────────────

    def _written(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "slot_params": {},
            "audio_track": {
                "script": self._script.toPlainText().strip(),
                "voice_id": self._voice.currentText(),
                "speed": self._speed.value() / SPEED_STEPS,
                "emotion": self._emotion.currentText(),
            },
            "visual_track": {
                "prompt": self._prompt.toPlainText().strip(),
                "negative_prompt": self._negative.text().strip(),
                "expression_sequence": list(self._expressions.values),
            },
            "semantic_constraints": {},
        }
        for path, editor in self._open_numbers.items():
            section, name = path.split(".")
            text = editor.text().strip()
            if text and (name != "seed" or self._lock.isChecked()):
                data[section][name] = _plain_number(text)
        return data

    def _check(self) -> None:
        if self._filling:
            return
        faults: list[str] = []
        try:
            recipe: Recipe | None = recipe_from_mapping(self._written())
        except RecipeError as error:
            recipe, faults = None, list(error.faults)
        if recipe is not None:
            profile = self._state.profile
            faults = profile_faults(
                recipe,
                max_duration_s=profile.sizes.max_duration_s,
                fps=profile.sizes.fps,
                voices=profile.voices,
            )
        self._recipe = None if faults else recipe
        self._show_faults(faults)
        self._show_words()
        self.recipe_changed.emit()

    def _show_faults(self, faults: list[str]) -> None:
        by_path = dict(fault.partition(": ")[::2] for fault in reversed(faults))
        for path, field in self._fields.items():
            told = next((text for at, text in by_path.items() if at == path or at.startswith(f"{path}.")), "")
            told = self._empty_words(path) if told and self._is_empty(path) else told
            field.set_fault(told[:1].upper() + told[1:])
        if any(fault.startswith(("slot_params", "semantic")) and "seed" not in fault for fault in faults):
            self._more.unfold()
        self._dress_buttons(faults)

    def _is_empty(self, path: str) -> bool:
        section, name = path.split(".")
        return not self._written()[section].get(name)

    def _empty_words(self, path: str) -> str:
        """What to do about a needed field in which nothing stands."""
        return {
            "audio_track.script": self.tr("Write what the presenter says."),
            "visual_track.prompt": self.tr("Describe the presenter."),
            "visual_track.expression_sequence": self.tr("Choose at least one expression."),
        }.get(path, "")

    def _dress_buttons(self, faults: list[str]) -> None:
        reason = "\n".join(faults)
        self._generate.setEnabled(not faults)
        self._generate_n.setEnabled(not faults)
        self._save.setEnabled(not faults)
        self._generate.setToolTip(reason or self.tr("Queue this recipe as one slot (Ctrl+Return)"))
        self._generate_n.setToolTip(
            reason or self.tr("Queue this recipe several times (Ctrl+Shift+Return); unlocked seeds differ")
        )
        self._save.setToolTip(reason or self.tr("Save the recipe (Ctrl+S)"))

    def _show_words(self) -> None:
        words = len(self._script.toPlainText().split())
        seconds = words / WORDS_PER_SECOND / (self._speed.value() / SPEED_STEPS)
        note = self._fields["audio_track.script"].note
        note.setText(
            self.tr("{words} / {most} words · about {seconds} s").format(
                words=words, most=MAX_SCRIPT_WORDS, seconds=round(seconds)
            )
        )
        mark(note, "fault", words > MAX_SCRIPT_WORDS)
        self._fields["audio_track.speed"].note.setText(f"× {self._speed.value() / SPEED_STEPS:.2f}")

    # ── small things ─────────────────────────────────────────────────────────────────────

    def _on_preset(self, index: int) -> None:
        path = self._presets.itemData(index)
        if path is not None:
            self.load_preset(Path(path))

    def _draw_seed(self) -> None:
        self._lock.setChecked(True)
        self._open_numbers["slot_params.seed"].setText(str(random.randint(0, MAX_SEED)))

    def _apply_lock(self, locked: bool) -> None:
        seed = self._open_numbers["slot_params.seed"]
        icons.dress(self._lock, "lock" if locked else "unlock", "accent" if locked else "text")
        tip = (
            self.tr("The seed is kept: the same recipe gives the same slot. Click to draw one for each slot")
            if locked
            else self.tr("Each slot draws its own seed. Click to keep one")
        )
        self._lock.setToolTip(tip)
        self._lock.setAccessibleName(tip)
        seed.setEnabled(locked)
        if locked and not seed.text() and not self._filling:
            seed.setText(str(random.randint(0, MAX_SEED)))
        if not locked:
            seed.clear()
        if "slot_params.seed" in self._fields:
            self._check()

    def _choose(self, combo: QComboBox, word: str) -> None:
        """Shows a word; one that the profile does not have is added, so that the check can tell it."""
        if combo.findText(word) < 0:
            combo.addItem(word)
        combo.setCurrentText(word)

    def _ask(self, mode: QFileDialog.AcceptMode, title: str, then: Any) -> None:
        dialog = self._dialog = QFileDialog(
            self, title, str(Path.home()), self.tr("Recipes (*.yaml *.yml *.json)")
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        if mode is QFileDialog.AcceptMode.AcceptSave:
            dialog.setDefaultSuffix("yaml")
        dialog.fileSelected.connect(partial(_call_with_path, then))
        dialog.open()

    def actions_for_menu(self, parent: QWidget) -> list[QAction]:
        """One action for each preset, for the menu bar."""
        made = []
        for path in preset_paths():
            action = QAction(preset_title(path), parent)
            action.triggered.connect(partial(self.load_preset, path))
            made.append(action)
        return made


def preset_paths() -> list[Path]:
    """The recipes that ship, by name."""
    return sorted(PRESETS.glob("*.yaml"))


def preset_title(path: Path) -> str:
    """`breaking-toast.yaml` → `Breaking toast`."""
    return path.stem.replace("-", " ").capitalize()


def _call_with_path(then: Any, name: str) -> None:
    then(Path(name))


def _number(value: Any, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default


def _plain_number(text: str) -> int | float | str:
    """A number as YAML would read it; anything else stays text, and the recipe's check tells it."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
