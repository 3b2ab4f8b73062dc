"""What a slot shows and says: the recipe's fields, their checks, load and save."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.faults import sentences
from vortex_gui.base.plain_yaml import FAULTS, load_plain, where_of

MAX_SCRIPT_WORDS = 500
MAX_RECIPE_BYTES = 256 * 1024
MAX_SEED = 2**32 - 1
MAX_SLOT_ID = 999_999

Emotion = Literal["neutral", "excited", "sad", "angry", "manic"]
Expression = Literal["neutral", "excited", "manic", "calm"]
EMOTIONS: tuple[str, ...] = get_args(Emotion)
EXPRESSIONS: tuple[str, ...] = get_args(Expression)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class SlotParams(_Part):
    """Number, length and time of the slot. `None` means: chosen by the queue or the profile."""

    slot_id: Annotated[int, Field(ge=0, le=MAX_SLOT_ID)] | None = None
    duration_sec: Annotated[float, Field(gt=0, le=3600)] | None = None
    """Length of the clip in seconds; `None` is as long as the speech."""
    fps: Annotated[int, Field(ge=1, le=120)] | None = None
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None
    deadline_sec: Annotated[float, Field(gt=0, le=86_400)] | None = None
    """Seconds from the submission after which the slot is worth nothing."""


class AudioTrack(_Part):
    """What is said, and how."""

    script: str
    voice_id: str = "af_heart"
    speed: Annotated[float, Field(ge=0.8, le=1.2)] = 1.0
    emotion: Emotion = "neutral"

    @field_validator("script")
    @classmethod
    def _script_has_1_to_500_words(cls, script: str) -> str:
        words = len(script.split())
        if words == 0:
            raise ValueError(f"the script is empty; 1 to {MAX_SCRIPT_WORDS} words are allowed")
        if words > MAX_SCRIPT_WORDS:
            raise ValueError(f"the script has {words} words; 1 to {MAX_SCRIPT_WORDS} are allowed")
        return script


class VisualTrack(_Part):
    """Who is seen, and with which faces."""

    prompt: Annotated[str, Field(min_length=1, max_length=4000)]
    negative_prompt: Annotated[str, Field(max_length=4000)] = ""
    expression_sequence: Annotated[
        tuple[Expression, ...], Field(min_length=1, max_length=64, strict=False)
    ] = ("neutral",)

    @field_validator("prompt")
    @classmethod
    def _prompt_says_something(cls, prompt: str) -> str:
        if not prompt.strip():
            raise ValueError("the prompt is empty; describe the presenter")
        return prompt


class SemanticConstraints(_Part):
    """How well the picture has to match the prompt."""

    clip_threshold: Annotated[float, Field(ge=0, le=2.5)] | None = None
    """Lowest ensemble score (CLIPScore, 0 to 2.5); `None` takes the profile's."""


class Recipe(_Part):
    """One slot's recipe; frozen, checked when made."""

    slot_params: SlotParams = SlotParams()
    audio_track: AudioTrack
    visual_track: VisualTrack
    semantic_constraints: SemanticConstraints = SemanticConstraints()

    def with_slot(self, **changes: Any) -> Recipe:
        """The same recipe with fields of `slot_params` replaced."""
        return self.model_copy(update={"slot_params": self.slot_params.model_copy(update=changes)})

    def to_json(self) -> str:
        """The recipe as one line of JSON."""
        return self.model_dump_json()

    def to_yaml(self) -> str:
        """The recipe as YAML, without the fields that were left open."""
        plain = json.loads(self.model_dump_json(exclude_none=True))
        text: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100)
        return text


def recipe_from_mapping(data: Any) -> Recipe:
    """Checks plain data; raises `RecipeError` with one sentence for each fault."""
    if not isinstance(data, Mapping):
        found = "nothing" if data is None else f"a {type(data).__name__}"
        raise RecipeError([f"recipe: {found} found; a mapping of sections is needed."])
    try:
        return Recipe.model_validate(data)
    except ValidationError as error:
        raise RecipeError(sentences(error)) from None


def recipe_from_text(text: str) -> Recipe:
    """Reads YAML or JSON (JSON is YAML); raises `RecipeError`."""
    if len(text.encode("utf-8", "replace")) > MAX_RECIPE_BYTES:
        raise RecipeError([f"recipe: over {MAX_RECIPE_BYTES // 1024} KB; a recipe is a page of text."])
    try:
        data = load_plain(text)
    except FAULTS as error:
        raise RecipeError([f"recipe: not readable as YAML or JSON ({where_of(error)})."]) from None
    return recipe_from_mapping(data)


def load_recipe(path: Path) -> Recipe:
    """Reads a recipe file; raises `RecipeError` when it is missing, unreadable or faulty."""
    try:
        return recipe_from_text(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecipeError([f"{path}: no such recipe file."]) from None
    except IsADirectoryError:
        raise RecipeError([f"{path}: a folder; a recipe file (YAML or JSON) is needed."]) from None
    except UnicodeDecodeError:
        raise RecipeError([f"{path}: not a text file in UTF-8."]) from None
    except OSError as error:
        raise RecipeError([f"{path}: cannot be read ({error.strerror})."]) from None


def profile_faults(recipe: Recipe, *, max_duration_s: float, fps: int, voices: Collection[str]) -> list[str]:
    """One sentence for each wish of the recipe that the profile cannot fulfil."""
    faults = []
    slot = recipe.slot_params
    wished_s = slot.duration_sec
    if wished_s is not None and wished_s > max_duration_s:
        faults.append(
            f"slot_params.duration_sec: {wished_s:g} is too long; up to {max_duration_s:g} s is allowed."
        )
    if slot.fps is not None and slot.fps > fps:
        faults.append(f"slot_params.fps: {slot.fps} is too many; up to {fps} is allowed by this profile.")
    if recipe.audio_track.voice_id not in voices:
        allowed = ", ".join(sorted(voices))
        faults.append(
            f"audio_track.voice_id: unknown voice {recipe.audio_track.voice_id!r}; allowed is {allowed}."
        )
    return faults
