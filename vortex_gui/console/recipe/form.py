"""The form that a recipe is written in: presets, inline checks, open and save, Generate."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.files.standing import why
from vortex_gui.base.recipe.recipe import (
    Recipe,
    profile_faults,
    read_recipe,
    recipe_from_mapping,
    save_recipe,
)
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.buttons.tool_button import tool_button
from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.parts.editors.fields import inset, rule
from vortex_gui.console.parts.editors.still import WholeNumber
from vortex_gui.console.parts.editors.text_edit import TextEdit
from vortex_gui.console.parts.editors.undo_keys import UndoKeys
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.recipe.draft.form_steps import Draft, FormSteps
from vortex_gui.console.recipe.draft.presets import preset_paths, preset_title
from vortex_gui.console.recipe.editors import RecipeEditors
from vortex_gui.console.recipe.form_scroll import FormScroll
from vortex_gui.console.recipe.needs_line import NeedsLine
from vortex_gui.console.recipe.preset_box import PresetBox
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.engine.facts.events import Severity

MAX_COPIES = 999
COPIES_WIDTH = 76
SCRIPT_HEAD = 24
"""Height above the script that comes into sight with it."""


class RecipeForm(QWidget):
    """Edits one recipe; `recipe_changed` whenever what is written changed, right or wrong.

    `files_given(paths)` when files were pasted into one of its texts by the mouse. `section_made(section)`
    when one that was folded has got its fields.
    """

    recipe_changed = Signal()
    section_made = Signal(object)
    files_given = Signal(object)

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._recipe: Recipe | None = None
        self._dialog: QFileDialog | None = None
        self._build()
        self._steps = FormSteps(state.undo, self.editors.fill, self.draft())
        state.read_only_changed.connect(self._check)
        self._check()

    # ── what others ask ──────────────────────────────────────────────────────────────────

    def recipe(self) -> Recipe | None:
        """The recipe as written, or `None` while it has faults."""
        return self._recipe

    def faults(self) -> dict[str, str]:
        """What is wrong, by path."""
        return {path: field.fault for path, field in self.editors.fields.items() if field.fault}

    def set_recipe(self, recipe: Recipe) -> None:
        """Fills the form; a recipe with a seed locks it. Ctrl+Z brings back what stood there."""
        self._replace(recipe, tr("Loaded another recipe over your own text."))

    def draft(self) -> Draft:
        """What is written, right or wrong, as plain data by section."""
        return self.editors.written()

    def set_draft(self, data: Mapping[str, object]) -> None:
        """Fills the form with plain data as `draft` gives it; unknown keys are left out."""
        with self._steps.replacing(tr("Loaded another recipe over your own text.")):
            self.editors.fill(data)

    def keep_presenter(self, actor: ActorSource, prompt: str) -> None:
        """Puts a presenter into the form, with the prompt that describes it; the words stay."""
        draft = self.draft()
        seen = {**draft["visual_track"], "actor": actor.model_dump(exclude_none=True), "prompt": prompt}
        with self._steps.replacing(tr("Kept the presenter of another slot.")):
            self.editors.fill({**draft, "visual_track": seen})

    def generate(self, copies: int = 1) -> None:
        """Asks for the recipe as written; does nothing while it has faults."""
        if self._recipe is not None:
            self._intents.generate(self._recipe, copies)

    def generate_copies(self) -> None:
        """As `generate`, as often as the counter beside the button says."""
        self.generate(self._copies.value())

    def load_preset(self, path: Path) -> None:
        """Reads a recipe file into the form; a notice names the faults of a bad one."""
        try:
            found = read_recipe(path)
        except RecipeError as error:
            self._intents.notify(
                Severity.ERROR,
                tr("{name} cannot be used.", name=path.name),
                remedy="\n".join(error.faults),
                key=f"recipe {path}",
            )
            self._presets.show_held()
            return
        self._replace(found.recipe, tr("Loaded {name} over your own text.", name=preset_title(path)))
        if found.warnings:
            self._intents.notify(Severity.WARNING, "\n".join(found.warnings), key=f"recipe {path}")

    def has_place_for(self, paths: Sequence[Path]) -> bool:
        """Whether a picture or a sound is among the files."""
        return any(self.editors.own.place_of(path) for path in paths)

    def take_files(self, paths: Sequence[Path]) -> None:
        """A picture and a sound take their places in the form; any other file is a recipe."""
        own = self.editors.own
        files = {own.place_of(path): path for path in paths}
        if len(files) < len(paths) or ("" in files and len(files) > 1):
            self._intents.notify(
                Severity.WARNING,
                tr("None of the dropped files was used."),
                remedy=tr("Drop one picture, one sound, or one of each. Drop recipes separately."),
                key="dropped files",
            )
        elif "" in files:
            self.load_preset(files[""])
        else:
            own.take(files)
            self._scroll.follow(own)

    def ask_open(self) -> None:
        """Opens the dialog that chooses a recipe file."""
        self._ask(QFileDialog.AcceptMode.AcceptOpen, tr("Open recipe"), self.load_preset)

    def ask_save(self) -> None:
        """Opens the dialog that names the file to save to."""
        if self._recipe is not None:
            self._ask(QFileDialog.AcceptMode.AcceptSave, tr("Save recipe"), self._save_unless_there)

    def _save_unless_there(self, path: Path) -> None:
        """Asks before it replaces a file: Qt's own question would take the file's name for HTML."""
        if not os.path.lexists(path):
            self.save_to(path)
            return
        text = tr("{name} is there already. Replace it?", name=path.name)
        question = Question(tr("Save recipe"), text, str(path), tr("Replace"), self)
        question.accepted.connect(partial(self.save_to, path))
        question.open()

    def save_to(self, path: Path) -> None:
        """Writes the recipe, as JSON into a `.json` file; a notice names a failure."""
        if self._recipe is None:
            return
        try:
            save_recipe(self._recipe, path)
        except OSError as error:
            self._intents.notify(
                Severity.ERROR,
                tr("The recipe was not saved: {path}: {why}.", path=path, why=why(error)),
                key=f"recipe {path}",
            )
        else:
            self._intents.notify(
                Severity.SUCCESS, tr("Recipe saved as {name}.", name=path.name), key=f"recipe {path}"
            )

    def focus_script(self) -> None:
        """Puts the keyboard into the script, and the script into sight."""
        self._scroll.ensureWidgetVisible(self.editors.script, 0, SCRIPT_HEAD)
        self.editors.script.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _replace(self, recipe: Recipe, words: str) -> None:
        with self._steps.replacing(words):
            self.editors.fill(recipe.model_dump(mode="json"))

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        self.editors = RecipeEditors(self._state.profile, lambda: self._state.settings.folders)
        self.editors.changed.connect(self._on_changed)
        self._keys = UndoKeys(self._state.undo, self)
        for text in self.editors.findChildren(TextEdit):
            self._keys.take_over(text)
            text.files_given.connect(self.files_given)
        self._take_lines(self.editors)
        self.editors.made.connect(self._on_made)
        self._scroll = FormScroll(self.editors)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._preset_row())
        outer.addWidget(self._scroll, 1)
        outer.addWidget(rule())
        self.needs = NeedsLine(self._state)
        outer.addWidget(self.needs)
        outer.addLayout(self._generate_row())

    def _on_made(self, section: QWidget) -> None:
        self._take_lines(section)
        self.section_made.emit(section)

    def _take_lines(self, part: QWidget) -> None:
        for line in part.findChildren(QLineEdit):
            self._keys.take_over(line)

    def _preset_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, 0)
        self._presets = PresetBox()
        self._presets.chosen.connect(self.load_preset)
        row.addWidget(self._presets, 1)
        for name, tip, slot in (
            ("open", tr("Open a recipe file (Ctrl+O)"), self.ask_open),
            ("save", tr("Save the recipe (Ctrl+S)"), self.ask_save),
        ):
            button = tool_button(name, tip, slot)
            row.addWidget(button)
        self._save = button
        return row

    def _generate_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.MARGIN)
        self._generate = QPushButton(tr("Generate"))
        self._generate.setProperty("primary", True)
        self._generate.setObjectName("generate")
        icons.dress(self._generate, "generate", "on_accent")
        self._generate.clicked.connect(lambda: self.generate(1))
        self._copies = WholeNumber()
        self._copies.setRange(2, MAX_COPIES)
        self._copies.setValue(4)
        self._copies.setPrefix("× ")
        inset(self._copies)
        self._copies.setFixedWidth(COPIES_WIDTH)
        self._copies.setAccessibleName(tr("How many slots"))
        self._generate_n = QPushButton(tr("Generate N"))
        self._generate_n.setObjectName("generateN")
        self._generate_n.clicked.connect(self.generate_copies)
        row.addWidget(self._generate, 1)
        row.addWidget(self._generate_n)
        row.addWidget(self._copies)
        return row

    # ── from what is written to a recipe ──────────────────────────────────────────────────

    def _on_changed(self) -> None:
        self._steps.note(self.draft())
        self._check()

    def _check(self) -> None:
        faults: list[str] = []
        try:
            recipe: Recipe | None = recipe_from_mapping(self.editors.written())
        except RecipeError as error:
            recipe, faults = None, list(error.faults)
        self._presets.note(recipe)
        if recipe is not None:
            profile = self._state.profile
            faults = profile_faults(
                recipe,
                max_duration_s=profile.sizes.max_duration_s,
                fps=profile.sizes.fps,
                voices=profile.voices,
            )
        faults += self.editors.file_faults()
        self._recipe = None if faults else recipe
        self.editors.show_faults(faults)
        self._dress_buttons(faults)
        self.needs.show_recipe(self._recipe and _with_length(self._recipe, self.editors.own.sound_s))
        self.recipe_changed.emit()

    def _dress_buttons(self, faults: list[str]) -> None:
        reason = self._state.held or "\n".join(faults)
        self._generate.setEnabled(not reason)
        self._generate_n.setEnabled(not reason)
        self._save.setEnabled(not faults)
        set_tip(self._generate, reason or tr("Queue this recipe as one slot (Ctrl+Return)"))
        set_tip(
            self._generate_n,
            reason or tr("Queue this recipe several times (Ctrl+Shift+Return); unlocked seeds differ"),
        )
        set_tip(self._save, "\n".join(faults) or tr("Save the recipe (Ctrl+S)"))

    # ── small things ─────────────────────────────────────────────────────────────────────

    def _ask(self, mode: QFileDialog.AcceptMode, title: str, then: Callable[[Path], object]) -> None:
        dialog = self._dialog = QFileDialog(
            self, title, str(Path.home()), tr("Recipes (*.yaml *.yml *.json)")
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        if mode is QFileDialog.AcceptMode.AcceptSave:
            dialog.setDefaultSuffix("yaml")
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
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


def _with_length(recipe: Recipe, sound_s: float | None) -> Recipe:
    """As it will be generated: with the length of its own sound, which its file alone tells."""
    track = recipe.audio_track
    if track.sound is None or sound_s is None:
        return recipe
    sound = track.sound.model_copy(update={"end": track.sound.start + sound_s})
    return recipe.model_copy(update={"audio_track": track.model_copy(update={"sound": sound})})


def _call_with_path(then: Callable[[Path], object], name: str) -> None:
    then(Path(name))
