"""The editors that a recipe is written in: how they are laid out, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import EMOTIONS, EXPRESSIONS, MAX_SCRIPT_WORDS
from vortex_gui.base.settings.settings import FolderSettings
from vortex_gui.base.speaking.reading_aloud import read_aloud
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.gaps import declared_gaps
from vortex_gui.checkpoints.vocabulary import declared_words, manifest_of
from vortex_gui.console.look import theme
from vortex_gui.console.parts.editors.fields import Chips, Field, Section, set_style_flag
from vortex_gui.console.parts.editors.still import Choice, Range
from vortex_gui.console.parts.editors.text_edit import TextEdit
from vortex_gui.console.parts.editors.word_completion import WordCompletion
from vortex_gui.console.parts.labels.plain_text import PlainLabel
from vortex_gui.console.recipe.composition_editors import SECTION, CompositionEditors
from vortex_gui.console.recipe.draft.plain_values import number_of, plain_number, section_of, text_of
from vortex_gui.console.recipe.more_editors import MoreEditors, number_line
from vortex_gui.console.recipe.own_files.own_files import PATHS, OwnFiles
from vortex_gui.console.recipe.prompt_gaps import PromptGaps
from vortex_gui.console.recipe.prompt_words import PromptWords
from vortex_gui.console.recipe.seed_row import SeedRow

WORDS_PER_SECOND = 2.6
"""How fast the built-in voice speaks at speed 1, for the guess beside the word counter."""
SPEED_STEPS = 100
"""The slider counts hundredths."""


class RecipeEditors(QWidget):
    """One field for each path of a recipe; `changed` whenever something else is written.

    What is folded is made later: `made(section)` once its fields are there.
    """

    changed = Signal()
    made = Signal(object)

    def __init__(
        self, profile: Profile, folders: Callable[[], FolderSettings], parent: QWidget | None = None
    ) -> None:
        """Finished slots lie in the output folder, whose presenters may be kept, recordings in the data."""
        super().__init__(parent)
        self.setObjectName("panel")
        self._profile = profile
        self._filling = False
        self.fields: dict[str, Field] = {}
        self.own = OwnFiles(profile, folders)
        self.composition = CompositionEditors()
        self.more = MoreEditors(profile)
        for late in (self.own, self.composition, self.more):
            late.changed.connect(self._on_changed)
            late.made.connect(partial(self._on_made, late))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP * 2)
        for section in (
            self._speech_section(),
            self._picture_section(),
            self.own,
            self.composition,
            self._slot_section(),
        ):
            column.addWidget(section)
        column.addStretch(1)
        self._show_words()

    def written(self) -> dict[str, dict[str, object]]:
        """What is written, right or wrong, as plain data by section."""
        data: dict[str, dict[str, object]] = {
            "slot_params": {},
            "audio_track": {
                "script": self.script.toPlainText().strip(),
                "voice_id": self.voice.currentText(),
                "speed": self.speed.value() / SPEED_STEPS,
                "emotion": self.emotion.currentText(),
            },
            "visual_track": {
                "prompt": self.prompt.toPlainText().strip(),
                "negative_prompt": "",
                "expression_sequence": list(self.expressions.values),
            },
            "semantic_constraints": {},
        }
        seed = self.seed_line.text().strip()
        if seed and self.seed.lock.isChecked():
            data["slot_params"]["seed"] = plain_number(seed)
        for path, value in (self.own.written() | self.more.written()).items():
            section, name = path.split(".")
            data[section][name] = value
        return data | ({SECTION: look} if (look := self.composition.written()) else {})

    def fill(self, data: Mapping[str, object]) -> None:
        """Fills the form with plain data as `written` gives it; unknown keys are left out."""
        audio, visual = section_of(data, "audio_track"), section_of(data, "visual_track")
        seed = section_of(data, "slot_params").get("seed")
        expressions = visual.get("expression_sequence")
        self._filling = True
        self.script.put_text(text_of(audio.get("script")))
        self.prompt.put_text(text_of(visual.get("prompt")))
        self._choose(self.voice, text_of(audio.get("voice_id"), "af_heart"))
        self._choose(self.emotion, text_of(audio.get("emotion"), "neutral"))
        self.speed.setValue(round(number_of(audio.get("speed"), 1.0) * SPEED_STEPS))
        self.expressions.set_values(
            [word for word in expressions if word in EXPRESSIONS] if isinstance(expressions, list) else []
        )
        self.composition.fill(section_of(data, SECTION))
        self.own.fill(actor=visual.get("actor"), sound=audio.get("sound"))
        self.seed.lock.setChecked(seed is not None)
        self.seed_line.setText(text_of(seed))
        self.more.fill(data)
        self._filling = False
        self._on_changed()

    def file_faults(self) -> list[str]:
        """What was found wrong with the files, `path: what is wrong`."""
        return [*self.own.faults(), *self.composition.faults()]

    def show_faults(self, faults: list[str]) -> None:
        """Tells each fault, `path: what is wrong`, at its field; an empty field says what is needed."""
        self._unfold_faulty(faults)
        by_path = dict(fault.partition(": ")[::2] for fault in reversed(faults))
        for path, field in self.fields.items():
            told = next((text for at, text in by_path.items() if at == path or at.startswith(f"{path}.")), "")
            told = (self._empty_words(path) or told) if told and self._is_empty(path) else told
            field.set_fault(told[:1].upper() + told[1:])

    def _unfold_faulty(self, faults: list[str]) -> None:
        """What folded sections say is wrong must be seen."""
        if any(fault.startswith(("slot_params", "semantic")) and "seed" not in fault for fault in faults):
            self.more.unfold()
        if any(fault.startswith(PATHS) for fault in faults):
            self.own.unfold()

    def _on_made(self, section: OwnFiles | CompositionEditors | MoreEditors) -> None:
        self.fields |= section.fields
        self.made.emit(section)

    def _on_changed(self, *_: object) -> None:
        if not self._filling:
            self._show_words()
            self._show_reading()
            painted = "" if self.own.has_actor else self.prompt.toPlainText()
            self.prompt_gaps.show_open(painted, self.seed.locked_seed)
            self._show_who_speaks()
            self.changed.emit()

    def _show_who_speaks(self) -> None:
        """A recording leaves the voice nothing to do, and the slot is as long as it."""
        self.own.compare(self.more.wished_s, self._profile.sizes.max_duration_s)
        for editor in (self.voice, self.emotion, self.speed):
            editor.setEnabled(not self.own.has_sound)

    def _speech_section(self) -> Section:
        section = Section(tr("Speech"))
        self.script = TextEdit(6)
        self.script.setPlaceholderText(tr("What the presenter says, 1 to 500 words"))
        self.script.textChanged.connect(self._on_changed)
        section.column.addWidget(self._field("audio_track.script", tr("Script"), self.script))
        self.reading = PlainLabel()
        self.reading.setProperty("muted", True)
        self.reading.setWordWrap(True)
        self.reading.hide()
        section.column.addWidget(self.reading)
        self.voice = self._combo(self._profile.voices)
        self.emotion = self._combo(EMOTIONS)
        pair = self._pair(
            self._field("audio_track.voice_id", tr("Voice"), self.voice),
            self._field("audio_track.emotion", tr("Emotion"), self.emotion),
        )
        section.column.addLayout(pair)
        self.speed = Range(Qt.Orientation.Horizontal)
        self.speed.setRange(80, 120)
        self.speed.setPageStep(5)
        self.speed.setValue(SPEED_STEPS)
        self.speed.valueChanged.connect(self._on_changed)
        section.column.addWidget(
            self._field("audio_track.speed", tr("Speed"), self.speed, tr("0.8 slow to 1.2 fast"))
        )
        return section

    def _picture_section(self) -> Section:
        section = Section(tr("Picture"))
        self.prompt = TextEdit(4)
        self.prompt.setPlaceholderText(tr("Who is seen: skin, head, eyes, hair, suit, tie, background"))
        self.prompt.textChanged.connect(self._on_changed)
        section.column.addWidget(self._field("visual_track.prompt", tr("Prompt"), self.prompt))
        manifest = manifest_of(self._profile.roles["flux"])
        words = declared_words(manifest)
        WordCompletion(self.prompt, words)
        self.prompt_words = PromptWords(self.prompt, words)
        section.column.addWidget(self.prompt_words)
        self.prompt_gaps = PromptGaps(declared_gaps(manifest))
        section.column.addWidget(self.prompt_gaps)
        self.expressions = Chips(
            EXPRESSIONS,
            add_label=tr("Add an expression at the end"),
            remove_tip=lambda value: tr("Remove {value}", value=value),
        )
        self.expressions.changed.connect(self._on_changed)
        section.column.addWidget(
            self._field(
                "visual_track.expression_sequence",
                tr("Expressions"),
                self.expressions,
                tr("Spread evenly over the clip, in this order"),
            )
        )
        return section

    def _slot_section(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP * 2)
        self.seed_line = number_line(tr("random for each slot"))
        self.seed_line.textChanged.connect(self._on_changed)
        self.seed = SeedRow(self.seed_line)
        self.seed.lock_changed.connect(self._on_changed)
        column.addWidget(self._field("slot_params.seed", tr("Seed"), self.seed))
        self.fields["slot_params.seed"].label.setBuddy(self.seed_line)
        column.addWidget(self.more)
        column.addStretch(1)
        return box

    def _field(self, path: str, label: str, editor: QWidget, help: str = "") -> Field:
        field = self.fields[path] = Field(label, editor, help=help)
        return field

    def _combo(self, words: tuple[str, ...]) -> QComboBox:
        combo = Choice()
        combo.addItems(words)
        combo.currentTextChanged.connect(self._on_changed)
        return combo

    def _pair(self, left: QWidget, right: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(left, 1)
        row.addWidget(right, 1)
        return row

    def _show_words(self) -> None:
        words = len(self.script.toPlainText().split())
        seconds = words / WORDS_PER_SECOND / (self.speed.value() / SPEED_STEPS)
        note = self.fields["audio_track.script"].note
        note.setText(
            tr(
                "{words} / {most} words · about {seconds} s",
                words=words,
                most=MAX_SCRIPT_WORDS,
                seconds=round(seconds),
            )
        )
        set_style_flag(note, "fault", words > MAX_SCRIPT_WORDS)
        self.fields["audio_track.speed"].note.setText(f"× {self.speed.value() / SPEED_STEPS:.2f}")

    def _show_reading(self) -> None:
        """What the voice will not read as written, before anything is generated; it reads no recording."""
        script = "" if self.own.has_sound else self.script.toPlainText()
        told = "\n".join(read_aloud(script).warnings)
        if told != self.reading.text():
            self.reading.setText(told)
            self.reading.setVisible(bool(told))

    def _is_empty(self, path: str) -> bool:
        section, name = path.split(".")
        return not self.written().get(section, {}).get(name)

    def _empty_words(self, path: str) -> str:
        """What to do about a needed field in which nothing stands."""
        return {
            "audio_track.script": tr("Write what the presenter says."),
            "visual_track.prompt": tr("Describe the presenter."),
            "visual_track.expression_sequence": tr("Choose at least one expression."),
        }.get(path, "")

    def _choose(self, combo: QComboBox, word: str) -> None:
        """Shows a word; one that the profile does not have is added, so that the check can tell it."""
        if combo.findText(word) < 0:
            combo.addItem(word)
        combo.setCurrentText(word)
