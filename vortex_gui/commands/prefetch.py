"""The command `prefetch`: prints what a profile needs of the hub, fetches it, and tells how far it is."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from vortex_gui.base.amounts import bytes_text
from vortex_gui.base.errors import InputError, VortexError
from vortex_gui.base.exit_codes import BAD_INPUT, DONE, FAILED
from vortex_gui.base.profile import load_profile
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
            print("All checkpoints are here.", file=sys.stderr)
    except InputError:
        raise
    except VortexError as error:
        print(error, file=sys.stderr)
        return FAILED
    return DONE


def _as_json(arguments: Namespace) -> int:
    """What the console's dialog reads; ends when nobody reads any more."""
    try:
        hub = Hub()
        survey = hub.survey(load_profile(arguments.profile))
        _tell("survey", as_json(survey))
        if survey.missing and not getattr(arguments, "dry_run", False):
            hub.fetch(survey, lambda progress: _tell("progress", _progress_json(progress)))
        _tell("done", not getattr(arguments, "dry_run", False))
    except InputError:
        raise
    except VortexError as error:
        _tell("fault", {"sentence": error.sentence, "remedy": error.remedy})
        return FAILED
    return DONE


def as_json(survey: Survey) -> dict[str, Any]:
    """The survey in plain values: files with role, repository, size and whether they are here; the sums."""
    files = [
        {"role": f.role, "repo": f.repo_id, "name": f.name, "bytes": f.size, "here": f.is_here}
        for f in survey.files
    ]
    sums = ("total_bytes", "missing_bytes", "begun_bytes", "free_bytes", "needed_bytes")
    return {
        "profile": survey.profile,
        "files": files,
        "elsewhere": list(survey.elsewhere),
        "cache": str(survey.cache),
        **{name: getattr(survey, name) for name in sums},
    }


def _progress_json(progress: Progress) -> dict[str, Any]:
    return asdict(progress) | {"file": progress.file.name, "role": progress.file.role}


def _tell(kind: str, content: object) -> None:
    try:
        print(json.dumps({kind: content}), flush=True)
    except BrokenPipeError:
        # The line's own errors are tried again; this one means that the console has gone.
        sys.stdout = None
        raise SystemExit(FAILED) from None


def describe(survey: Survey) -> Iterator[str]:
    """The survey for people: a line a role, then the sum and the room on the disk."""
    for role in dict.fromkeys(file.role for file in survey.files):
        files = [file for file in survey.files if file.role == role]
        size, missing = sum(f.size for f in files), sum(f.size for f in files if not f.is_here)
        state = f"{bytes_text(missing)} to fetch" if missing else "here"
        yield f"{role}: {files[0].repo_id}, {len(files)} files, {bytes_text(size)}, {state}"
    yield from survey.elsewhere
    to_fetch, free = bytes_text(survey.missing_bytes), bytes_text(survey.free_bytes)
    yield f"To fetch: {to_fetch} into {survey.cache} ({free} free)."


class _Printer:
    """Progress on stderr: one line that renews itself, or on no terminal a line at every tenth."""

    def __init__(self, is_terminal: bool) -> None:
        self._is_terminal = is_terminal
        self._last = -1

    def __call__(self, progress: Progress) -> None:
        share = progress.done_bytes / progress.total_bytes if progress.total_bytes else 1.0
        left = "time left n/a" if progress.seconds_left is None else f"{_span(progress.seconds_left)} left"
        sizes = f"{bytes_text(progress.done_bytes)} of {bytes_text(progress.total_bytes)}"
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
