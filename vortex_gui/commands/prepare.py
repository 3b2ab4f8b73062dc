"""The command `prepare`: quantises a profile's large networks once and keeps them for every later start."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.errors import VortexError
from vortex_gui.base.files.disk import free_disk
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.profile import OVERRIDES, Profile, load_profile, with_precisions
from vortex_gui.base.settings import load_settings
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.headers import BYTES_PER_WEIGHT, read_header
from vortex_gui.checkpoints.places import checkpoint_folder, shard_paths
from vortex_gui.checkpoints.quantised import is_intact, prepared_folder
from vortex_gui.pipeline.worker.quiet import quiet_libraries

PARTS = ("transformer", "text_encoder_2")
SCHEMES = ("nf4", "int8")
SPARE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """One network to prepare, and the bytes that it will take."""

    folder: Path
    scheme: str
    size: int


def prepare(arguments: argparse.Namespace) -> int:
    """0 when all is prepared; tells the space it takes before it begins."""
    settings = load_settings(arguments.settings)
    profile = load_profile(arguments.profile or settings.pipeline.profile)
    profile = with_precisions(profile, settings.pipeline.precision_overrides, where=OVERRIDES)
    place = prepared_folder(settings.folders.data_path)
    parts = list(parts_of(profile))
    if not parts:
        print(tr("Nothing to prepare: {profile} has no quantised network.", profile=profile.name))
        return DONE
    quiet_libraries()
    missing = [part for part in parts if not _is_here(part, place)]
    size = sum(part.size for part in missing)
    free = free_disk(place)
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
    if free < size + SPARE_BYTES:
        raise VortexError(
            tr("{size} are needed and {free} are free.", size=bytes_text(size), free=bytes_text(free)),
            remedy=tr("Make room, or name another data folder in the settings."),
        )
    for part in missing:
        _make(part, place)
    if all(_is_here(part, place) for part in missing):
        print(tr("All networks of {profile} are prepared.", profile=profile.name))
        return DONE
    return FAILED


def parts_of(profile: Profile) -> Iterator[Part]:
    """The networks that the profile quantises; raises `CheckpointError` where the checkpoint is not here."""
    spec = profile.roles["flux"]
    if spec.precision not in SCHEMES:
        return
    folder = checkpoint_folder(spec)
    for name in PARTS:
        weights = sum(read_header(path).weights for path in shard_paths(folder / name) if path.is_file())
        yield Part(folder / name, spec.precision, round(weights * BYTES_PER_WEIGHT[spec.precision]))


def _is_here(part: Part, place: Path) -> bool:
    """Whether its file is there and every byte of it is right; a damaged one goes."""
    from vortex_gui.models.quantise.prepared import find

    path = find(part.folder, part.scheme, place)
    if path is None:
        return False
    if is_intact(path):
        return True
    print(tr("{path} is damaged and will be made again.", path=path), file=sys.stderr)
    path.unlink(missing_ok=True)
    return False


def _make(part: Part, place: Path) -> None:
    """As a start does it: on the card where there is one, else on all cores."""
    import torch

    from vortex_gui.models.contracts import LoadAid
    from vortex_gui.models.painting.flux_quantised import load_t5, load_transformer

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    load: Callable[..., object] = load_transformer if part.folder.name == "transformer" else load_t5
    load(part.folder, device, part.scheme, LoadAid(place, Printer(part.folder.name)))
    gc.collect()


class Printer:
    """Progress on stderr: a line at every tenth of a phase."""

    def __init__(self, name: str) -> None:
        self._name = name
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
