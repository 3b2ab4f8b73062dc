"""The recipe of a slot's picture and speech: its fields, their checks, load and save."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, cast, get_args

import yaml
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.faults import sentences, shown
from vortex_gui.base.files.text_file import TextFileError, read_text_file, write_text_file
from vortex_gui.base.notation.bounds import MAX_SEED as MAX_SEED
from vortex_gui.base.notation.bounds import MAX_SLOT_ID as MAX_SLOT_ID
from vortex_gui.base.notation.bounds import MAX_TAKES
from vortex_gui.base.notation.fitting import cut_texts, fitted
from vortex_gui.base.notation.plain_json import load_json, looks_like_json
from vortex_gui.base.notation.plain_yaml import PlainTextError, load_scalars
from vortex_gui.base.recipe.composition import Composition
from vortex_gui.base.recipe.recipe_files import ActorSource, SoundSource
from vortex_gui.base.recipe.recipe_part import RecipePart, Text
from vortex_gui.base.words.translation import tr

MAX_SCRIPT_WORDS = 500
MAX_RECIPE_BYTES = 256 * 1024

Emotion = Literal["neutral", "excited", "sad", "angry", "manic"]
Expression = Literal["neutral", "excited", "manic", "calm"]
EMOTIONS: tuple[str, ...] = get_args(Emotion)
EXPRESSIONS: tuple[str, ...] = get_args(Expression)


NOT_GIVEN = cast(str, None)
"""The default of a text that is needed unless a file takes its place: seen by validators alone."""


def _given(text: Any, *, is_needed: bool) -> Any:
    """The text as it was given; an empty one where none was given and none is needed."""
    if text is not None:
        return text
    if is_needed:
        raise PydanticCustomError("missing", "missing")
    return ""


class SlotParams(RecipePart):
    """Number, length and time of the slot. `None` means: chosen by the queue or the profile."""

    slot_id: Annotated[int, Field(ge=0, le=MAX_SLOT_ID)] | None = None
    duration_sec: Annotated[float, Field(gt=0, le=3600)] | None = None
    """Length of the clip in seconds; `None` is as long as the speech."""
    fps: Annotated[int, Field(ge=1, le=120)] | None = None
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None
    deadline_sec: Annotated[float, Field(gt=0, le=86_400)] | None = None
    """Seconds from the submission after which the slot is worth nothing."""
    takes: Annotated[int, Field(ge=1, le=MAX_TAKES)] | None = None
    """How often the slot is made, each time with the next seed, until it passes its check."""


class AudioTrack(RecipePart):
    """What is said, and how; or the sound of it."""

    sound: SoundSource | None = None
    """The operator's own recording, in place of the voice; a script beside it serves captions."""
    script: Annotated[Text, Field(validate_default=True)] = NOT_GIVEN
    voice_id: Text = "af_heart"
    speed: Annotated[float, Field(ge=0.8, le=1.2)] = 1.0
    emotion: Emotion = "neutral"

    @field_validator("script", mode="before")
    @classmethod
    def _a_recording_needs_no_script(cls, script: Any, info: ValidationInfo) -> Any:
        return _given(script, is_needed=info.data.get("sound", True) is None)

    @field_validator("script")
    @classmethod
    def _script_has_1_to_500_words(cls, script: str, info: ValidationInfo) -> str:
        words, is_spoken = len(script.split()), info.data.get("sound", True) is None
        if words == 0 and is_spoken:
            raise ValueError(tr("the script is empty; 1 to {most} words are allowed", most=MAX_SCRIPT_WORDS))
        if words > MAX_SCRIPT_WORDS:
            raise ValueError(
                tr(
                    "the script has {words} words; 1 to {most} are allowed",
                    words=words,
                    most=MAX_SCRIPT_WORDS,
                )
            )
        return script


class VisualTrack(RecipePart):
    """Who is seen, and with which faces."""

    actor: ActorSource | None = None
    """Who is seen without the painter; a prompt beside it serves verification."""
    prompt: Annotated[Text, Field(max_length=4000, validate_default=True)] = NOT_GIVEN
    negative_prompt: Annotated[Text, Field(max_length=4000)] = ""
    expression_sequence: Annotated[
        tuple[Expression, ...], Field(min_length=1, max_length=64, strict=False)
    ] = ("neutral",)

    @field_validator("prompt", mode="before")
    @classmethod
    def _a_picture_needs_no_prompt(cls, prompt: Any, info: ValidationInfo) -> Any:
        return _given(prompt, is_needed=info.data.get("actor", True) is None)

    @field_validator("prompt")
    @classmethod
    def _prompt_says_something(cls, prompt: str, info: ValidationInfo) -> str:
        if not prompt.strip() and info.data.get("actor", True) is None:
            raise ValueError(tr("the prompt is empty; describe the presenter"))
        return prompt


class SemanticConstraints(RecipePart):
    """How well the picture has to match the prompt."""

    clip_threshold: Annotated[float, Field(ge=0, le=2.5)] | None = None
    """Lowest ensemble score (CLIPScore, 0 to 2.5); `None` takes the profile's."""


class Recipe(RecipePart):
    """One slot's recipe; frozen, checked when made."""

    slot_params: SlotParams = SlotParams()
    audio_track: AudioTrack
    visual_track: VisualTrack
    semantic_constraints: SemanticConstraints = SemanticConstraints()
    composition: Composition | None = None
    """What surrounds the presenter; `None` leaves it to the settings."""

    def with_slot(self, **changes: Any) -> Recipe:
        """The same recipe with fields of `slot_params` replaced."""
        return self.model_copy(update={"slot_params": self.slot_params.model_copy(update=changes)})

    def composed(self, house: Composition) -> Recipe:
        """The same recipe with the house's look where it leaves it open, if anything comes of it."""
        look = (self.composition or Composition()).over(house)
        return self if look.is_plain else self.model_copy(update={"composition": look})

    @property
    def said(self) -> str:
        """The script on one line; of a recording without one, its file's name."""
        track = self.audio_track
        written = " ".join(track.script.split())
        return written or (Path(track.sound.path).name if track.sound is not None else "")

    def beside(self, folder: Path) -> Recipe:
        """The same recipe with whole paths: relative ones begin in `folder`. Raises `RecipeError`."""
        faults, changes = list[str](), dict[str, object]()
        for name, part, source in self._own_files():
            try:
                changes[part] = getattr(self, part).model_copy(update={name: source.beside(folder)})
            except ValueError as error:
                faults.append(f"{part}.{name}: {error}.")
        if self.composition is not None:
            try:
                changes["composition"] = self.composition.beside(folder)
            except ValueError as error:
                faults.append(f"composition: {error}.")
        if faults:
            raise RecipeError(faults)
        return self.model_copy(update=changes)

    @property
    def brought(self) -> tuple[str, ...]:
        """The fields that name files of this machine."""
        fields = [f"{part}.{name}" for name, part, _ in self._own_files()]
        if self.composition is not None:
            fields += [f"composition.{name}" for name in self.composition.files]
        return tuple(fields)

    def _own_files(self) -> Iterator[tuple[str, str, ActorSource | SoundSource]]:
        """Field, section and source of each file that it brings."""
        if self.visual_track.actor is not None:
            yield "actor", "visual_track", self.visual_track.actor
        if self.audio_track.sound is not None:
            yield "sound", "audio_track", self.audio_track.sound

    def to_json(self) -> str:
        """The recipe as one line of JSON."""
        return self.model_dump_json()

    def to_yaml(self) -> str:
        """The recipe as YAML, without its open fields."""
        text: str = yaml.safe_dump(self.plain(), allow_unicode=True, sort_keys=False, width=100)
        return text

    def plain(self) -> dict[str, Any]:
        """The recipe as plain data, without its open fields."""
        return self.model_dump(mode="json", exclude_none=True)


def recipe_from_mapping(data: Any) -> Recipe:
    """Checks plain data; raises `RecipeError` with one sentence for each fault."""
    if not isinstance(data, Mapping):
        raise RecipeError(
            [tr("recipe: {value} found; a recipe of sections with fields is needed.", value=shown(data))]
        )
    try:
        return Recipe.model_validate(data)
    except ValidationError as error:
        raise RecipeError(sentences(error)) from None


@dataclass(frozen=True, slots=True)
class RecipeFile:
    """A recipe from a file, and a warning for each text that its writer may have meant otherwise."""

    recipe: Recipe
    warnings: tuple[str, ...] = ()


def recipe_from_text(text: str) -> Recipe:
    """Reads JSON or YAML; raises `RecipeError`."""
    return _read(text, is_json=None).recipe


def load_recipe(path: Path) -> Recipe:
    """Reads a recipe file; raises `RecipeError` when it is missing, unreadable or faulty."""
    return read_recipe(path).recipe


def read_recipe(path: Path) -> RecipeFile:
    """Reads a recipe file, `.json` as JSON and any other as YAML or JSON; raises `RecipeError`."""
    try:
        text = read_text_file(path, MAX_RECIPE_BYTES)
    except TextFileError as error:
        raise RecipeError(
            [tr("{path}: {fault} (a recipe is a file in YAML or JSON).", path=path, fault=error)]
        ) from None
    found = _read(text, is_json=path.suffix.lower() == ".json" or None)
    return replace(found, recipe=found.recipe.beside(path.parent))


def told_of_file(path: Path, faults: Sequence[str]) -> str:
    """A recipe file and all that is wrong with it in one line, which names the file once."""
    told = " ".join(fault.removeprefix(f"{path}: ").removeprefix("recipe: ") for fault in faults)
    return f"{path.name}: {told}" if told else path.name


def save_recipe(recipe: Recipe, path: Path) -> None:
    """Writes a recipe file: JSON into `.json`, YAML into any other; raises `OSError`."""
    text = recipe.to_yaml()
    if path.suffix.lower() == ".json":
        text = json.dumps(recipe.plain(), ensure_ascii=False, indent=2) + "\n"
    write_text_file(path, text)


def _read(text: str, *, is_json: bool | None) -> RecipeFile:
    """`is_json` is `None` where both are possible: JSON is tried first, and is YAML where it is not JSON."""
    if len(text.encode("utf-8", "replace")) > MAX_RECIPE_BYTES:
        raise RecipeError(
            [tr("recipe: over {limit} KB; a recipe is a page of text.", limit=MAX_RECIPE_BYTES // 1024)]
        )
    if is_json or (is_json is None and looks_like_json(text)):
        try:
            return RecipeFile(recipe_from_mapping(fitted(load_json(text), Recipe)))
        except PlainTextError as error:
            if is_json:
                raise RecipeError([tr("recipe: not readable as JSON ({reason}).", reason=error)]) from None
    try:
        found = load_scalars(text)
    except PlainTextError as error:
        raise RecipeError([tr("recipe: not readable as YAML or JSON ({reason}).", reason=error)]) from None
    cuts = tuple(_cut_warnings(found))
    try:
        return RecipeFile(recipe_from_mapping(fitted(found, Recipe)), cuts)
    except RecipeError as error:  # a text that a comment took away whole is missing
        raise RecipeError([*error.faults, *cuts]) from None


def _cut_warnings(found: Any) -> Iterator[str]:
    for path, line in cut_texts(found, Recipe):
        yield tr(
            '{path}: "#" in line {line} begins a comment, which is left out; quotes keep it in the text.',
            path=path,
            line=line,
        )


def profile_faults(recipe: Recipe, *, max_duration_s: float, fps: int, voices: Collection[str]) -> list[str]:
    """One sentence for each wish of the recipe that the profile cannot fulfil."""
    faults = []
    slot = recipe.slot_params
    wished_s = slot.duration_sec
    if wished_s is not None and wished_s > max_duration_s:
        faults.append(
            tr(
                "slot_params.duration_sec: {seconds:g} is too long; up to {longest:g} s is allowed.",
                seconds=wished_s,
                longest=max_duration_s,
            )
        )
    if slot.fps is not None and slot.fps > fps:
        faults.append(
            tr(
                "slot_params.fps: {wished} is too many; up to {most} is allowed by this profile.",
                wished=slot.fps,
                most=fps,
            )
        )
    if recipe.audio_track.voice_id not in voices:
        allowed = ", ".join(sorted(voices))
        faults.append(
            tr(
                "audio_track.voice_id: unknown voice {voice}; allowed is {allowed}.",
                voice=repr(recipe.audio_track.voice_id),
                allowed=allowed,
            )
        )
    return faults
