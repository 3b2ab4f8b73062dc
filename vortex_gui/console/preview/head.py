"""The head of the preview: which slot is shown, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_mapping
from vortex_gui.base.report.checks import failed, sentence_of
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.states import NOT_PASSED
from vortex_gui.console.parts.buttons.tool_button import show_words
from vortex_gui.console.parts.labels.chip import Chip
from vortex_gui.console.parts.labels.elided_label import ElidedLabel
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.engine.facts.events import Severity

LEAST_WIDTH, WORDS_FROM, ALL_WORDS_FROM = 260, 400, 780
"""Widths of the head: never less; from where *Retry* has its word, and from where all have."""


class PreviewHead(QWidget):
    """Number and script of the slot given to `show_slot`; seed, files, recipe and another take."""

    def __init__(self, profile: Profile, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._intents = intents
        self._slot: KnownSlot | None = None
        self._shown: tuple[object, ...] | None = ()
        self._build()

    def show_slot(self, slot: KnownSlot | None) -> None:
        """Shows what the slot says now, and enables what can be asked for; cheap when nothing is new."""
        shown = (slot, slot.recipe, slot.row, slot.report) if slot else None
        if shown == self._shown:
            return
        self._slot, self._shown = slot, shown
        self._number.setText(tr("Slot {slot_id}", slot_id=slot.slot_id) if slot else tr("Preview"))
        self._title.setText(self._script())
        self._refresh_chips()
        self._refresh_buttons()

    def _refresh_chips(self) -> None:
        """What must not be overlooked: a failed check, and less than the best quality."""
        row = self._slot.row if self._slot else None
        if row is not None and row.failed_check:
            report = self._slot.report if self._slot else None
            wrong = failed(report.checks) if report else ()
            tip = tr("The clip does not match its prompt well enough.")
            tip = "\n".join(map(sentence_of, wrong)) or tip
            self.verdict.show_text(NOT_PASSED.word, NOT_PASSED.icon, NOT_PASSED.tone, tip)
        else:
            self.verdict.show_text("")
        report = self._slot.report if self._slot else None
        rung = (row.rung if row else "") or (report.rung if report else "")
        if self._profile.is_lower(rung):
            tip = tr("Made on a lower rung to keep its deadline or budgets: {rung}", rung=rung)
            self.rung.show_text(rung, "down", "warn", tip)
        else:
            self.rung.show_text("")

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._number = PlainLabel()
        self._number.setFont(theme.ui_font(11, bold=True))
        self._title = ElidedLabel()
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._number)
        row.addSpacing(8)
        self.verdict, self.rung = Chip(), Chip()
        for chip in (self.verdict, self.rung):
            row.addWidget(chip)
            row.addSpacing(4)
        row.addWidget(self._title, 1)
        self.all_running = self._tool("multiview", tr("All running slots"), lambda: None)
        self.all_running.setCheckable(True)
        self.all_running.setChecked(True)
        self.all_running.hide()
        set_tip(self.all_running, tr("Show the running slots side by side, or the selected one alone"))
        self.copy_seed = self._tool("seed", tr("Seed"), self._copy_seed)
        self.open_folder = self._tool("folder", tr("Folder"), self._open_folder)
        self.edit_recipe = self._tool("recipe", tr("Recipe"), self._edit_recipe)
        self.regenerate = self._tool("retry", tr("Retry"), self._regenerate)
        for button in (self.all_running, self.copy_seed, self.open_folder, self.edit_recipe, self.regenerate):
            row.addWidget(button)

    def _tool(self, drawing: str, text: str, pressed: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        icons.dress(button, drawing)
        button.setText(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda: pressed())
        return button

    def minimumSizeHint(self) -> QSize:
        """Room for the buttons without their words."""
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        show_words(self.regenerate, self.width() >= WORDS_FROM)
        for button in (self.copy_seed, self.open_folder, self.edit_recipe):
            show_words(button, self.width() >= ALL_WORDS_FROM)

    def _refresh_buttons(self) -> None:
        slot = self._slot
        report = slot.report if slot else None
        none = tr("No slot is selected.") if slot is None else ""
        seed = self._seed()
        self._offer(
            self.copy_seed,
            tr("Copy the seed {seed}", seed=seed) if seed is not None else tr("Copy the seed"),
            none,
        )
        unfinished = tr("The slot has no files yet.") if report is None or report.files is None else ""
        self._offer(self.open_folder, tr("Open the slot's folder"), none or unfinished)
        unknown = tr("The recipe is unknown.") if slot and self._recipe() is None else ""
        self._offer(self.edit_recipe, tr("Load this slot's recipe into the form"), none or unknown)
        self._offer(self.regenerate, tr("The same recipe and seed again"), none or unknown)

    def _offer(self, button: QToolButton, tip: str, reason: str) -> None:
        button.setEnabled(not reason)
        set_tip(button, f"{tip}\n{reason}" if reason else tip)

    def _seed(self) -> int | None:
        slot = self._slot
        if slot is None:
            return None
        return slot.report.seed if slot.report and slot.report.seed is not None else slot.row.seed

    def _recipe(self) -> Recipe | None:
        """The recipe as the report has it, with the seed that was used; else as it was submitted."""
        slot = self._slot
        if slot is None:
            return None
        raw = slot.report.recipe if slot.report else None
        recipe = slot.recipe
        if raw:
            try:
                recipe = recipe_from_mapping(raw)
            except RecipeError:  # written by another version; what was submitted is still right
                recipe = slot.recipe
        return recipe.with_slot(slot_id=None, seed=self._seed()) if recipe else None

    def _script(self) -> str:
        """What is said, on one line."""
        recipe = self._recipe()
        return recipe.said if recipe else ""

    def _copy_seed(self) -> None:
        seed = self._seed()
        if seed is not None:
            QGuiApplication.clipboard().setText(str(seed))
            self._intents.notify(Severity.INFO, tr("Seed {seed} copied.", seed=seed), key="seed")

    def _open_folder(self) -> None:
        if self._slot is not None:
            self._intents.open_folder(self._slot.slot_id)

    def _edit_recipe(self) -> None:
        recipe = self._recipe()
        if recipe is not None:
            self._intents.use_recipe(recipe)

    def _regenerate(self) -> None:
        recipe = self._recipe()
        if recipe is not None:
            self._intents.generate(recipe)
