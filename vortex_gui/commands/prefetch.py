"""The command `prefetch`: prints a profile's needs from the hub, fetches them, and reports progress."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator

from vortex_gui.base.errors import InputError, VortexError
from vortex_gui.base.fetch_lines import (
    FetchEnd,
    FetchFault,
    FetchFile,
    FetchLine,
    FetchProgress,
    FetchSizes,
    to_json_line,
)
from vortex_gui.base.process.exit_codes import BAD_INPUT, DONE, FAILED
from vortex_gui.base.profile import load_profile
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.fetch import Hub, Progress, Survey


def prefetch(arguments: Namespace) -> int:
    """0 done, 1 failed, 2 bad input.

    Takes `profile`, with `dry_run` stops after the sizes, and with `json` prints one object a line: a
    `survey`, then `progress`, at the end `done` or a `fault`.
    """
    try:
        return (_as_json if getattr(arguments, "json", False) else _as_text)(arguments)
    except InputError as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return BAD_INPUT


def _as_text(arguments: Namespace) -> int:
    """The survey on stdout, progress and faults on stderr."""
    try:
        hub = Hub()
        survey = hub.survey(load_profile(arguments.profile))
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
        hub = Hub()
        survey = hub.survey(load_profile(arguments.profile))
        _tell(sizes_of(survey))
        if survey.missing and not getattr(arguments, "dry_run", False):
            hub.fetch(survey, _tell_progress)
        _tell(FetchEnd(not getattr(arguments, "dry_run", False)))
    except InputError:
        raise
    except VortexError as error:
        _tell(FetchFault(error.sentence, error.remedy))
        return FAILED
    return DONE


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
    _tell(
        FetchProgress(file.name, file.role, progress.done_bytes, progress.total_bytes, progress.seconds_left)
    )


def _tell(line: FetchLine) -> None:
    try:
        print(to_json_line(line), flush=True)
    except BrokenPipeError:
        # The line's own errors are tried again; this one means that the console has gone.
        sys.stdout = None
        raise SystemExit(FAILED) from None


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
