"""The command `prefetch`: prints a profile's needs from the hub, fetches them, and reports progress."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from vortex_gui.base.errors import CheckpointError, InputError, VortexError
from vortex_gui.base.fetch_lines import (
    FetchEnd,
    FetchFault,
    FetchFile,
    FetchProgress,
    FetchSizes,
)
from vortex_gui.base.process.exit_codes import BAD_INPUT, DONE, FAILED
from vortex_gui.base.profile import Profile
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.fetch import Hub, Progress, RemoteFile, Survey
from vortex_gui.checkpoints.parts import Part, parts_of
from vortex_gui.checkpoints.places import WEIGHT_SUFFIXES
from vortex_gui.checkpoints.prepared import find
from vortex_gui.commands.fetching.drop_sources import drop_sources
from vortex_gui.commands.fetching.json_lines import tell
from vortex_gui.commands.fetching.prepare import asked_for


def prefetch(arguments: Namespace) -> int:
    """0 done, 1 failed, 2 bad input.

    Takes `profile`, with `dry_run` stops after the sizes, and with `json` prints one object a line: a
    `survey`, then `progress`, at the end `done` or a `fault`. With `drop_sources` it fetches nothing.
    """
    try:
        if getattr(arguments, "drop_sources", False):
            if getattr(arguments, "json", False):
                raise InputError(
                    [tr("--json: prefetch --drop-sources answers in sentences; leave one of the two out.")]
                )
            return drop_sources(arguments)
        return (_as_json if getattr(arguments, "json", False) else _as_text)(arguments)
    except InputError as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return BAD_INPUT


def _as_text(arguments: Namespace) -> int:
    """The survey on stdout, progress and faults on stderr."""
    try:
        hub = Hub()
        survey = hub.survey(*asked_for(arguments))
        print(*describe(survey), sep="\n")
        if survey.missing and not getattr(arguments, "dry_run", False):
            hub.fetch(survey, _Printer(sys.stderr.isatty()))
            print(tr("All checkpoints are here."), file=sys.stderr)
    except InputError:
        raise
    except VortexError as error:
        print(error, file=sys.stderr)
        return FAILED
    return DONE


def _as_json(arguments: Namespace) -> int:
    """Lines for the console's dialog; ends when nobody reads any more."""
    try:
        hub, (profile, place) = Hub(), asked_for(arguments)
        survey = hub.survey(profile, place)
        tell(replace(sizes_of(survey), unprepared_bytes=unprepared_bytes(survey, profile, place)))
        if survey.missing and not getattr(arguments, "dry_run", False):
            hub.fetch(survey, _tell_progress)
        tell(FetchEnd(not getattr(arguments, "dry_run", False)))
    except InputError:
        raise
    except VortexError as error:
        tell(FetchFault(error.sentence, error.remedy))
        return FAILED
    return DONE


def unprepared_bytes(survey: Survey, profile: Profile, place: Path) -> int:
    """What the quantised networks will take in the data folder; 0 when all of them are there."""
    return sum(
        part.prepared_bytes(sum(file.size for file in survey.files if _is_weight_of(file, part)))
        for part in parts_of(profile)
        if not _is_prepared(part, profile, place)
    )


def _is_weight_of(file: RemoteFile, part: Part) -> bool:
    name = PurePosixPath(file.name)
    below = "" if str(name.parent) == "." else str(name.parent)
    return file.role == part.role and below == part.below and name.suffix in WEIGHT_SUFFIXES


def _is_prepared(part: Part, profile: Profile, place: Path) -> bool:
    try:
        return find(part.folder(profile), part.scheme, place) is not None
    except CheckpointError:
        return False


def sizes_of(survey: Survey) -> FetchSizes:
    """The survey as a line: its files and the sums."""
    return FetchSizes(
        profile=survey.profile,
        files=tuple(FetchFile(f.role, f.repo_id, f.name, f.size, f.is_here) for f in survey.files),
        elsewhere=survey.elsewhere,
        cache=str(survey.cache),
        total_bytes=survey.total_bytes,
        missing_bytes=survey.missing_bytes,
        begun_bytes=survey.begun_bytes,
        free_bytes=survey.free_bytes,
        needed_bytes=survey.needed_bytes,
    )


def _tell_progress(progress: Progress) -> None:
    file = progress.file
    tell(
        FetchProgress(file.name, file.role, progress.done_bytes, progress.total_bytes, progress.seconds_left)
    )


def describe(survey: Survey) -> Iterator[str]:
    """The survey for people: a line a role, then the sum and the room on the disk."""
    for role in dict.fromkeys(file.role for file in survey.files):
        files = [file for file in survey.files if file.role == role]
        size, missing = sum(f.size for f in files), sum(f.size for f in files if not f.is_here)
        count = tr("1 file") if len(files) == 1 else tr("{count} files", count=len(files))
        state = tr("{size} to fetch", size=bytes_text(missing)) if missing else tr("here")
        yield f"{role}: {files[0].repo_id}, {count}, {bytes_text(size)}, {state}"
    yield from survey.elsewhere
    yield tr(
        "To fetch: {size} into {cache} ({free} free).",
        size=bytes_text(survey.missing_bytes),
        cache=survey.cache,
        free=bytes_text(survey.free_bytes),
    )


class _Printer:
    """Progress on stderr: on a terminal one line that redraws itself, elsewhere a line at every tenth."""

    def __init__(self, is_terminal: bool) -> None:
        self._is_terminal = is_terminal
        self._last = -1

    def __call__(self, progress: Progress) -> None:
        share = progress.done_bytes / progress.total_bytes if progress.total_bytes else 1.0
        left = (
            tr("time left n/a")
            if progress.seconds_left is None
            else tr("{time} left", time=_span(progress.seconds_left))
        )
        done, total = bytes_text(progress.done_bytes), bytes_text(progress.total_bytes)
        sizes = tr("{done} of {total}", done=done, total=total)
        line = f"{share:6.1%}  {sizes}, {left}, {progress.file.name}"
        if self._is_terminal:
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        elif int(share * 10) > self._last:
            self._last = int(share * 10)
            print(line, file=sys.stderr)


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
