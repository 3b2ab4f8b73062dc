"""Changes a profile's sizes, steps or precisions for a plan: what if?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from vortex_gui.base.errors import InputError, SettingsError
from vortex_gui.base.profile import ActorSpec, Precision, Profile, Sizes, bounds, with_precisions
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.base.words.translation import mark, tr

OPTIONS = ("size", "steps", "fps", "duration", "precision")
"""Names of the wishes, as the command line has them."""

Changed = tuple[Profile, tuple[str, ...]]
"""The profile, and a few words for each change against the one before."""


def what_if(profile: Profile, wishes: Mapping[str, str | None]) -> Changed:
    """Takes each wish of `OPTIONS` as text; `None` and the profile's own values change nothing.

    Raises `InputError` with a sentence for each impossible wish; it says what is allowed.
    """
    faults: list[str] = []
    changes: list[str] = []
    for option in OPTIONS:
        wish = wishes.get(option)
        if wish is None:
            continue
        try:
            profile, words = _TAKE[option](profile, wish)
            changes += words
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return profile, tuple(changes)


def _size(profile: Profile, wish: str) -> Changed:
    lowest, highest, step = bounds(Sizes, "width")
    found = re.fullmatch(r"(\d{1,6})\s*[x×]\s*(\d{1,6})", wish.strip(), re.ASCII)
    sides = [int(side) for side in found.groups()] if found else []
    if not sides or any(side % step or not lowest <= side <= highest for side in sides):
        allowed = tr(
            "WIDTHxHEIGHT, each a multiple of {step:g} from {lowest:g} to {highest:g}",
            step=step,
            lowest=lowest,
            highest=highest,
        )
        raise _refused("size", wish, allowed)
    width, height = sides
    before = f"{profile.sizes.width}x{profile.sizes.height}"
    sizes = profile.sizes.model_copy(update={"width": width, "height": height})
    words = _change(mark("size {now} instead of {before}"), f"{width}x{height}", before)
    return profile.model_copy(update={"sizes": sizes}), words


def _steps(profile: Profile, wish: str) -> Changed:
    steps = _whole("steps", wish, *bounds(ActorSpec, "steps")[:2])
    actor = profile.actor.model_copy(update={"steps": steps})
    words = _change(mark("steps {now} instead of {before}"), steps, profile.actor.steps)
    return profile.model_copy(update={"actor": actor}), words


def _fps(profile: Profile, wish: str) -> Changed:
    fps = _whole("fps", wish, *bounds(Sizes, "fps")[:2])
    sizes = profile.sizes.model_copy(update={"fps": fps})
    words = _change(mark("frames a second {now} instead of {before}"), fps, profile.sizes.fps)
    return profile.model_copy(update={"sizes": sizes}), words


def _duration(profile: Profile, wish: str) -> Changed:
    _, longest, _ = bounds(Sizes, "max_duration_s")
    shortest = 1 / profile.sizes.fps
    try:
        seconds = float(wish)
    except ValueError:
        seconds = -1.0
    if not shortest <= seconds <= longest:
        allowed = tr(
            "seconds from one frame ({shortest:.3f}) to {longest:g}", shortest=shortest, longest=longest
        )
        raise _refused("duration", wish, allowed)
    sizes = profile.sizes.model_copy(update={"max_duration_s": seconds})
    length = mark("length {now} instead of {before}")
    words = _change(length, f"{seconds:g} s", f"{profile.sizes.max_duration_s:g} s")
    return profile.model_copy(update={"sizes": sizes}), words


def _precision(profile: Profile, wish: str) -> Changed:
    wishes: dict[Role, Precision] = {}
    for pair in wish.split(","):
        role, equals, precision = (part.strip() for part in pair.partition("="))
        if not equals or role not in ROLES:
            allowed = tr("ROLE=PRECISION with a role of {roles}", roles=", ".join(ROLES))
            raise _refused("precision", pair, allowed)
        wishes[role] = cast(Precision, precision)
    try:
        changed = with_precisions(profile, wishes, where="--precision")
    except SettingsError as error:
        raise InputError(error.faults) from None
    return changed, tuple(_precision_words(profile, wishes))


def _precision_words(profile: Profile, wishes: Mapping[Role, Precision]) -> Iterator[str]:
    for role, precision in wishes.items():
        before = profile.roles[role].precision
        if precision != before:
            yield tr("{role} {now} instead of {before}", role=role, now=precision, before=before)


def _whole(option: str, wish: str, lowest: float, highest: float) -> int:
    number = int(wish) if wish.isascii() and wish.isdigit() and len(wish) < 7 else -1
    if not lowest <= number <= highest:
        allowed = tr("a whole number from {lowest:g} to {highest:g}", lowest=lowest, highest=highest)
        raise _refused(option, wish, allowed)
    return number


def _change(sentence: str, now: object, before: object) -> tuple[str, ...]:
    return (tr(sentence, now=now, before=before),) if now != before else ()


def _refused(option: str, wish: str, allowed: str) -> InputError:
    sentence = tr(
        "--{option}: {wish!r} is not possible; allowed is {allowed}.",
        option=option,
        wish=wish[:60],
        allowed=allowed,
    )
    return InputError([sentence])


_TAKE: Mapping[str, Callable[[Profile, str], Changed]] = {
    "size": _size,
    "steps": _steps,
    "fps": _fps,
    "duration": _duration,
    "precision": _precision,
}


def wishes_of(arguments: object) -> dict[str, str | None]:
    """The wishes among a command's arguments."""
    return {option: getattr(arguments, option, None) for option in OPTIONS}
