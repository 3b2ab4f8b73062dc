"""The file of a rundown: plain YAML, read as strictly as every file of the operator's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from vortex_gui.base.errors import RecipeError, RundownError
from vortex_gui.base.faults import sentences, shown
from vortex_gui.base.files.text_file import TextFileError, read_text_file, write_text_file
from vortex_gui.base.notation.fitting import fitted
from vortex_gui.base.notation.plain_yaml import MAX_CHARS, PlainTextError, load_scalars
from vortex_gui.base.recipe.recipe import MAX_SLOT_ID, Recipe
from vortex_gui.base.recipe.recipe_part import Text
from vortex_gui.base.words.translation import tr
from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem
from vortex_gui.console.state.rundown.rundown import BEAT_S, LONGEST_BEAT_S, MOST_ITEMS, Pace, Rundown
from vortex_gui.console.state.rundown.titles import MOST_TITLE, file_title, script_title


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class FileItem(_Part):
    """One row of the file: a recipe's file, a recipe as it stands, or a finished slot."""

    title: Annotated[Text, Field(max_length=MOST_TITLE)] | None = None
    recipe_file: Annotated[Text, Field(min_length=1, max_length=4000)] | None = None
    recipe: Recipe | None = None
    slot: Annotated[int, Field(ge=0, le=MAX_SLOT_ID)] | None = None
    skip: bool = False

    @model_validator(mode="after")
    def _stands_for_one_thing(self) -> FileItem:
        if self.recipe_file is not None and self.recipe is not None:
            raise ValueError(tr("has both recipe_file and recipe; one is allowed"))
        if self.recipe_file is None and self.recipe is None and self.slot is None:
            raise ValueError(tr("needs a recipe_file, a recipe or a slot"))
        return self


class RundownFile(_Part):
    """The whole file."""

    loop: bool = False
    pace: Literal["clips", "beat"] = "clips"
    beat_sec: Annotated[float, Field(gt=0, le=LONGEST_BEAT_S)] = BEAT_S
    items: Annotated[tuple[FileItem, ...], Field(max_length=MOST_ITEMS, strict=False)] = ()


def load_rundown(path: Path) -> Rundown:
    """Reads a rundown's file; paths in it count from its folder. Raises `RundownError`."""
    try:
        text = read_text_file(path, MAX_CHARS)
    except TextFileError as error:
        fault = tr("{path}: {fault} (a rundown is a file in YAML).", path=path, fault=error)
        raise RundownError([fault]) from None
    return rundown_from_text(text, path.parent)


def rundown_from_text(text: str, folder: Path) -> Rundown:
    """Reads the text of a rundown's file. Raises `RundownError` with one sentence for each fault."""
    try:
        found = fitted(load_scalars(text), RundownFile)
    except PlainTextError as error:
        raise RundownError([tr("rundown: not readable as YAML ({reason}).", reason=error)]) from None
    if not isinstance(found, dict):
        fault = tr("rundown: {value} found; a list of items is needed, below items.", value=shown(found))
        raise RundownError([fault])
    try:
        read = RundownFile.model_validate(found)
    except ValidationError as error:
        raise RundownError(sentences(error)) from None
    items = tuple(_item(entry, folder) for entry in read.items)
    return Rundown(loop=read.loop, pace=Pace(read.pace), beat_s=read.beat_sec).with_added(items)


def save_rundown(rundown: Rundown, path: Path, *, keeps_slots: bool = False) -> None:
    """Writes a rundown's file. Raises `OSError`, and `RundownError` when it could not be read again.

    With `keeps_slots` the slots that are made already for recipes stand in it, too.
    """
    text = rundown_text(rundown, path.parent, keeps_slots=keeps_slots)
    if len(text) > MAX_CHARS:
        limit = MAX_CHARS // 1024
        raise RundownError([tr("The rundown is over {limit} KB; save it in parts.", limit=limit)])
    write_text_file(path, text)


def rundown_text(rundown: Rundown, folder: Path, *, keeps_slots: bool = False) -> str:
    """The rundown as the text of a file in a folder."""
    items = [_plain(item, folder, keeps_slots) for item in rundown.items]
    plain = {
        "loop": rundown.loop,
        "pace": rundown.pace.value,
        "beat_sec": rundown.beat_s,
        "items": [entry for entry in items if len(entry) > 1],
    }
    text: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100)
    return text


def _item(entry: FileItem, folder: Path) -> RundownItem:
    path = None if entry.recipe_file is None else Path(os.path.normpath(folder / entry.recipe_file))
    slots = () if entry.slot is None else (ItemSlot(entry.slot),)
    title = entry.title or _title(entry, path)
    return RundownItem(0, title, path, _placed(entry.recipe, folder), slots=slots, skipped=entry.skip)


def _placed(recipe: Recipe | None, folder: Path) -> Recipe | None:
    """A recipe in the rundown's own file: the paths in it begin beside that file."""
    try:
        return None if recipe is None else recipe.beside(folder)
    except RecipeError as error:
        raise RundownError(error.faults) from None


def _title(entry: FileItem, path: Path | None) -> str:
    if path is not None:
        return file_title(path)
    if entry.recipe is not None:
        return script_title(entry.recipe)
    return tr("Slot {slot}", slot=entry.slot)


def _plain(item: RundownItem, folder: Path, keeps_slots: bool) -> dict[str, object]:
    plain: dict[str, object] = {"title": item.title}
    if item.path is not None:
        plain["recipe_file"] = _from(folder, item.path)
    elif item.recipe is not None:
        plain["recipe"] = item.recipe.plain()
    slot_id = item.slot_id if keeps_slots or not item.makes_slots else None
    if slot_id is not None:
        plain["slot"] = slot_id
    if item.skipped:
        plain["skip"] = True
    return plain


def _from(folder: Path, path: Path) -> str:
    """Relative below the folder, so that both can be moved together; else whole."""
    whole = path if path.is_absolute() else Path.cwd() / path
    try:
        return whole.relative_to(folder.resolve()).as_posix()
    except ValueError:
        return str(whole)
