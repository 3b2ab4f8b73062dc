"""The form's section for a picture and a sound of the operator's own, in place of painter and voice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vortex_gui.base.profile import Profile
from vortex_gui.base.settings.settings import FolderSettings
from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.editors.fields import Field
from vortex_gui.console.parts.editors.late_section import LateSection

if TYPE_CHECKING:
    from vortex_gui.console.recipe.own_files.file_choice import FileChoice
    from vortex_gui.console.recipe.own_files.picture_choice import PictureChoice
    from vortex_gui.console.recipe.own_files.sound_choice import SoundChoice

ACTOR, SOUND = "visual_track.actor", "audio_track.sound"
PATHS = (SOUND, ACTOR)
RECORDINGS = "recordings"


class OwnFiles(LateSection):
    """Folded until one is named: most recipes are painted and spoken. `actor` and `sound` once it is made."""

    changed = Signal()
    actor: PictureChoice
    sound: SoundChoice

    def __init__(
        self, profile: Profile, folders: Callable[[], FolderSettings], parent: QWidget | None = None
    ) -> None:
        """Finished slots lie in the output folder, whose presenters may be kept, recordings in the data."""
        super().__init__(tr("Own picture and sound"), parent)
        self._profile, self._folders = profile, folders
        self.fields: dict[str, Field] = {}
        self._choices: dict[str, FileChoice] = {}

    def put_fields(self) -> None:
        # Not before the first paint.
        from vortex_gui.console.recipe.own_files.picture_choice import PictureChoice
        from vortex_gui.console.recipe.own_files.sound_choice import SoundChoice

        self.actor = PictureChoice(self._profile, lambda: self._folders().output_path)
        self.sound = SoundChoice(lambda: self._folders().data_path / RECORDINGS)
        self._choices = {SOUND: self.sound, ACTOR: self.actor}
        for choice in self._choices.values():
            choice.changed.connect(self.changed)
        help = tr("A recording of the words, in the voice's place; the script then serves captions")
        self.fields[ACTOR] = Field(tr("Presenter"), self.actor, help=self.actor.help)
        self.fields[SOUND] = Field(tr("Own sound"), self.sound, help=help)
        for field in self.fields.values():
            self.column.addWidget(field)

    @property
    def has_sound(self) -> bool:
        """Whether a recording takes the voice's place."""
        return self.is_made and self.sound.is_used

    @property
    def has_actor(self) -> bool:
        """Whether a picture takes the painter's place."""
        return self.is_made and bool(self.actor.written())

    @property
    def sound_s(self) -> float | None:
        """Seconds of the wanted part of the recording; `None` without one, and while it is not read."""
        return self.sound.length_s if self.is_made else None

    def compare(self, wished_s: float | None, most_s: float) -> None:
        """Tells how a recording's length fits the slot's."""
        if self.is_made:
            self.sound.compare(wished_s, most_s)

    def written(self) -> dict[str, object]:
        """What is written, by path."""
        found = {path: choice.written() for path, choice in self._choices.items()}
        return {path: source for path, source in found.items() if source is not None}

    def fill(self, *, actor: object, sound: object) -> None:
        """Fills in plain data as `written` gives it; unfolds itself where there is any."""
        if actor or sound:
            self.unfold()
        if self.is_made:
            self.sound.fill(sound)
            self.actor.fill(actor)

    def place_of(self, path: Path) -> str:
        """The field that takes the file: the presenter's for a picture, the words' for a sound, else none."""
        self.make()
        return next((place for place, choice in self._choices.items() if choice.suits(path)), "")

    def take(self, files: Mapping[str, Path]) -> None:
        """Puts each file into its field, in one change."""
        written = self.written() | {place: {"path": str(path)} for place, path in files.items()}
        self.fill(actor=written.get(ACTOR), sound=written.get(SOUND))
        self.changed.emit()

    def end_recording(self) -> None:
        """What was spoken so far is named, as *Stop* does."""
        if self.is_made:
            self.sound.recording.recorder.stop()

    def faults(self) -> list[str]:
        """What was found wrong with the files, `path: what is wrong`."""
        return [f"{path}: {choice.fault}." for path, choice in self._choices.items() if choice.fault]
