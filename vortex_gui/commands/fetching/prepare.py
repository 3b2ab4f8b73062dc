"""The command `prepare`: quantises a profile's large networks once and keeps them for every later start."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from vortex_gui.base.errors import SettingsError, VortexError
from vortex_gui.base.fetch_lines import FetchEnd, FetchFault, FetchProgress
from vortex_gui.base.files.disk import free_disk
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.profile import OVERRIDES, Profile, load_profile, with_precisions
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.parts import Part, parts_of, source_bytes
from vortex_gui.checkpoints.prepared import find
from vortex_gui.checkpoints.quantised import is_intact, prepared_folder
from vortex_gui.commands.fetching.json_lines import tell
from vortex_gui.pipeline.worker.quiet import quiet_libraries

if TYPE_CHECKING:
    from vortex_gui.models.contracts import OnLoadBytes

SPARE_BYTES = 1_000_000_000


def prepare(arguments: argparse.Namespace) -> int:
    """0 when all is prepared; tells the space it takes before it begins."""
    if getattr(arguments, "json", False):
        return _as_json(arguments)
    profile, place = asked_for(arguments)
    parts = {part: part.folder(profile) for part in parts_of(profile)}
    if not parts:
        print(tr("Nothing to prepare: {profile} has no quantised network.", profile=profile.name))
        return DONE
    missing = _missing(parts, place)
    size, free = _needed(missing), free_disk(place)
    print(
        tr(
            "To prepare: {count} of {all} networks, {size} in {place} ({free} free).",
            count=len(missing),
            all=len(parts),
            size=bytes_text(size),
            place=place,
            free=bytes_text(free),
        )
    )
    if arguments.dry_run or not missing:
        return DONE
    _make_all(missing, place, Printer)
    print(tr("All networks of {profile} are prepared.", profile=profile.name))
    return DONE


def asked_for(arguments: argparse.Namespace) -> tuple[Profile, Path]:
    """The profile at the precisions of the settings, and the folder of prepared weights.

    Precisions that another profile than the settings' own cannot have are left out.
    """
    settings = load_settings(getattr(arguments, "settings", None))
    profile = load_profile(arguments.profile or settings.pipeline.profile)
    is_the_settings_own = arguments.profile in (None, settings.pipeline.profile)
    try:
        profile = with_precisions(profile, settings.pipeline.precision_overrides, where=OVERRIDES)
    except SettingsError:
        if is_the_settings_own:
            raise
    return profile, prepared_folder(settings.folders.data_path)


def _as_json(arguments: argparse.Namespace) -> int:
    """Lines for the console's dialog, as `prefetch --json` has them."""
    try:
        profile, place = asked_for(arguments)
        parts = {part: part.folder(profile) for part in parts_of(profile)}
        _make_all(_missing(parts, place), place, JsonPrinter)
    except VortexError as error:
        tell(FetchFault(error.sentence, error.remedy))
        return FAILED
    tell(FetchEnd(is_fetched=True))
    return DONE


def _missing(parts: Mapping[Part, Path], place: Path) -> dict[Part, Path]:
    return {part: folder for part, folder in parts.items() if not is_here(folder, part, place)}


def _needed(missing: Mapping[Part, Path]) -> int:
    return sum(part.prepared_bytes(source_bytes(folder)) for part, folder in missing.items())


def _make_all(missing: Mapping[Part, Path], place: Path, hear: Callable[[Part], OnLoadBytes]) -> None:
    """Raises `VortexError` for too little disk, and for a file that did not come out whole."""
    size, free = _needed(missing), free_disk(place)
    if missing and free < size + SPARE_BYTES:
        raise VortexError(
            tr("{size} are needed and {free} are free.", size=bytes_text(size), free=bytes_text(free)),
            remedy=tr("Make room, or name another data folder in the settings."),
        )
    quiet_libraries()
    for part, folder in missing.items():
        _make(part, folder, place, hear(part))
        if not is_here(folder, part, place):
            raise VortexError(
                tr(
                    "The prepared weights of {part} could not be kept in {place}.",
                    part=part.name,
                    place=place,
                ),
                remedy=tr("Make room, or name another data folder in the settings."),
            )


def is_here(folder: Path, part: Part, place: Path) -> bool:
    """Whether its file is there and every byte of it is right; a damaged one goes."""
    path = find(folder, part.scheme, place)
    if path is None:
        return False
    if is_intact(path):
        return True
    print(tr("{path} is damaged and will be made again.", path=path), file=sys.stderr)
    path.unlink(missing_ok=True)
    return False


def _make(part: Part, folder: Path, place: Path, hear: OnLoadBytes) -> None:
    """As a start does it: on the card where there is one, else on all cores."""
    import torch

    from vortex_gui.models.contracts import LoadAid
    from vortex_gui.models.judging.clip import ClipScorer
    from vortex_gui.models.painting.flux_quantised import load_t5, load_transformer

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    aid = LoadAid(place, hear)
    if part.role != "flux":
        ClipScorer(folder, torch.device("cpu"), precision=part.scheme, aid=aid)
    else:
        load: Callable[..., object] = load_transformer if part.below == "transformer" else load_t5
        load(folder, device, part.scheme, aid)
    gc.collect()


class Printer:
    """Progress on stderr: a line at every tenth of a phase."""

    def __init__(self, part: Part) -> None:
        self._name = part.name
        self._last = ("", -1)

    def __call__(self, phase: str, done: int, total: int) -> None:
        here = (phase, 10 * done // total if total else 10)
        if here == self._last:
            return
        self._last = here
        line = tr(
            "{name}: {phase}, {done} of {total}",
            name=self._name,
            phase=tr(phase),
            done=bytes_text(done),
            total=bytes_text(total),
        )
        print(line, file=sys.stderr)


class JsonPrinter:
    """Progress as lines of JSON: at every hundredth of a phase."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._last = ("", -1)

    def __call__(self, phase: str, done: int, total: int) -> None:
        here = (phase, 100 * done // total if total else 100)
        if here != self._last:
            self._last = here
            tell(FetchProgress(f"{self._part.name}, {tr(phase)}", self._part.role, done, total, None))
