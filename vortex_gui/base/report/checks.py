"""The checks of a finished clip, in one table: what each measures, and its sentence when it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from vortex_gui.base.words.translation import mark, tr

CheckName = Literal[
    "length",
    "silence",
    "clipping",
    "loudness",
    "true_peak",
    "black",
    "frozen",
    "face",
    "lips_match",
    "lips_offset",
]
"""A type checker reads names from a type alone; a test holds it to the table."""
CHECK_NAMES: tuple[CheckName, ...] = get_args(CheckName)


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """One check, for the operator."""

    label: str
    sentence: str
    """When it fails, with `value` and `limit`."""
    at_least: bool = False
    """Whether the value has to reach the limit; otherwise it must not be over it."""
    of_size: bool = False
    """Whether the limit holds on both sides of zero."""


CHECK_FACTS: Mapping[CheckName, CheckFacts] = {
    "length": CheckFacts(
        mark("Length"),
        mark("The clip is {value:+.2f} s off its length; {limit:.2f} s is allowed."),
        of_size=True,
    ),
    "silence": CheckFacts(
        mark("Silence"),
        mark("Nothing is heard for {value:.2f} s in which words should be; {limit:g} s is allowed."),
    ),
    "clipping": CheckFacts(
        mark("Clipping"), mark("The sound clips: {value:.0f} samples are cut off; {limit:g} are allowed.")
    ),
    "loudness": CheckFacts(
        mark("Loudness"),
        mark("The sound is {value:+.1f} LU off its loudness; {limit:g} LU is allowed."),
        of_size=True,
    ),
    "true_peak": CheckFacts(
        mark("True peak"), mark("The sound peaks at {value:.1f} dBTP; {limit:g} dBTP is allowed.")
    ),
    "black": CheckFacts(mark("Black frames"), mark("{value:.0f} frames are black; {limit:g} are allowed.")),
    "frozen": CheckFacts(
        mark("Frozen picture"), mark("The picture stands still for {value:.2f} s; {limit:g} s is allowed.")
    ),
    "face": CheckFacts(
        mark("Face"),
        mark("The face is lost: a frame is {value:.2f} like the actor; {limit:g} is needed."),
        at_least=True,
    ),
    "lips_match": CheckFacts(
        mark("Lips"),
        mark("The lips do not follow the sound: they match by {value:.2f}; {limit:g} is needed."),
        at_least=True,
    ),
    "lips_offset": CheckFacts(
        mark("Lip sync"),
        mark("The lips are {value:+.1f} frames behind the sound; {limit:g} is allowed."),
        of_size=True,
    ),
}
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found. What cannot be measured has no value, and fails nothing."""

    name: CheckName
    value: float | None
    limit: float
    passed: bool
    uncertainty: float | None = None
    """Of the value, as one standard deviation, where it is an estimate."""
    at_s: tuple[tuple[float, float], ...] = ()
    """Where in the clip it failed, as begins and ends in seconds."""


def checked(
    name: CheckName,
    value: float | None,
    limit: float,
    *,
    uncertainty: float | None = None,
    at_s: Sequence[tuple[float, float]] = (),
) -> Check:
    """The finding held against its limit, by the table's rule; places are kept of a failed one alone."""
    facts = CHECK_FACTS[name]
    rounded = None if value is None else round(value, 3)
    if rounded is None:
        passed = True
    elif facts.at_least:
        passed = rounded >= limit
    else:
        passed = (abs(rounded) if facts.of_size else rounded) <= limit
    places = tuple((round(begin, 3), round(end, 3)) for begin, end in at_s)
    return Check(
        name,
        rounded,
        limit,
        passed,
        None if uncertainty is None else round(uncertainty, 3),
        () if passed else places[:MAX_PLACES],
    )


MAX_PLACES = 20
"""Of one check in a report."""


def failed(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Those that failed, in the order of the table."""
    return tuple(check for name in CHECK_NAMES for check in checks if check.name == name and not check.passed)


def sentence_of(check: Check) -> str:
    """Why a check failed, for the operator."""
    return tr(CHECK_FACTS[check.name].sentence, value=check.value or 0.0, limit=check.limit)
