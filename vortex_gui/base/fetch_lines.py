"""Lines of `prefetch --json` and `prepare --json`, typed once for the commands and the console."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from functools import cache

from pydantic import FiniteFloat, TypeAdapter

from vortex_gui.base.roles import Role


@dataclass(frozen=True, slots=True)
class FetchFile:
    """One file of a repository, and whether it is in the cache."""

    role: Role
    repo: str
    name: str
    bytes: int
    here: bool


@dataclass(frozen=True, slots=True)
class FetchSizes:
    """A profile's needs from the hub, before the first byte."""

    profile: str
    files: tuple[FetchFile, ...]
    elsewhere: tuple[str, ...]
    """Roles that need nothing from the hub: `ROLE: its place`."""
    cache: str
    total_bytes: int
    missing_bytes: int
    begun_bytes: int
    """Bytes of the missing files that are here already, from attempts that were cut."""
    free_bytes: int
    needed_bytes: int
    """Free disk that the fetch asks for, its spare included; 0 when no file is missing."""
    unprepared_bytes: int = 0
    """Disk that the profile's quantised networks will take once they are prepared; 0 when they are."""

    def all_here(self) -> FetchSizes:
        """The sizes after the whole fetch."""
        files = tuple(replace(file, here=True) for file in self.files)
        return replace(self, files=files, missing_bytes=0, begun_bytes=0, needed_bytes=0)


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """How far a fetch is; `seconds_left` is `None` until the speed is known."""

    file: str
    role: Role
    done_bytes: int
    total_bytes: int
    seconds_left: FiniteFloat | None


@dataclass(frozen=True, slots=True)
class FetchEnd:
    """The command is done: all that was asked for is here, or only the sizes are known."""

    is_fetched: bool


@dataclass(frozen=True, slots=True)
class FetchFault:
    """The command has failed."""

    sentence: str
    remedy: str


FetchLine = FetchSizes | FetchProgress | FetchEnd | FetchFault


@dataclass(frozen=True, slots=True)
class _Line:
    """The shape of a line: it has one of these parts."""

    survey: FetchSizes | None = None
    progress: FetchProgress | None = None
    done: bool | None = None
    fault: FetchFault | None = None


def to_json_line(line: FetchLine) -> str:
    """One line of JSON, without its end."""
    match line:
        case FetchSizes():
            return json.dumps({"survey": asdict(line)})
        case FetchProgress():
            return json.dumps({"progress": asdict(line)})
        case FetchEnd(is_fetched=is_fetched):
            return json.dumps({"done": is_fetched})
        case FetchFault():
            return json.dumps({"fault": asdict(line)})


def read_line(text: str | bytes) -> FetchLine | None:
    """The line in JSON text; `None` for a library's own words.

    Raises `ValueError` for a line that has one of the names but another shape.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not data.keys() & {part.name for part in fields(_Line)}:
        return None
    found = _adapter().validate_python(data)
    end = None if found.done is None else FetchEnd(found.done)
    return found.survey or found.progress or end or found.fault


@cache
def _adapter() -> TypeAdapter[_Line]:
    """Made at first use: few sittings fetch."""
    return TypeAdapter(_Line)
