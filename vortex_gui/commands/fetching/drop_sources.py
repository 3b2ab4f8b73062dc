"""`prefetch --drop-sources`: frees the disk of checkpoints that prepared weights stand for."""

from __future__ import annotations

import argparse
import sys

from vortex_gui.base.errors import InputError, VortexError
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words
from vortex_gui.checkpoints.dropping import drop, sources_in
from vortex_gui.checkpoints.parts import parts_of
from vortex_gui.commands.fetching.prepare import asked_for, is_here


def drop_sources(arguments: argparse.Namespace) -> int:
    """0 when they are gone, or none are left; asks first, and only once the prepared weights are verified.

    Flux's alone: the judges' sources are small, and another painter's text tower is compared with them.

    Raises:
        VortexError: a network is not prepared, or a file cannot be deleted.
        InputError: nobody can be asked, and `yes` was not given.
    """
    profile, place = asked_for(arguments)
    parts = [part for part in parts_of(profile) if part.role == "flux"]
    folders = {part: part.folder(profile) for part in parts}
    sources = [source for folder in folders.values() for source in sources_in(folder)]
    if not sources:
        print(tr("Nothing to drop: no source of {profile} lies in the hub's cache.", profile=profile.name))
        return DONE
    for part, folder in folders.items():
        if not is_here(folder, part, place):
            raise VortexError(
                tr("{part} is not prepared, so its source must stay.", part=part.name),
                remedy=tr("Run vortex-gui prepare --profile {profile} first.", profile=arguments.profile),
            )
    size = sum(source.size for source in sources)
    print(
        tr(
            "The prepared weights of {profile} are whole. Dropping {count} files frees {size}; "
            "another precision, or another profile with this checkpoint, has to fetch them again.",
            profile=profile.name,
            count=len(sources),
            size=bytes_text(size),
        )
    )
    if arguments.dry_run:
        return DONE
    if not (arguments.yes or _agrees()):
        print(tr("Nothing was dropped."), file=sys.stderr)
        return FAILED
    try:
        freed = drop(sources)
    except OSError as error:
        raise VortexError(tr("A source could not be deleted ({why}).", why=own_words(error))) from None
    print(tr("Freed {size}.", size=bytes_text(freed)))
    return DONE


def _agrees() -> bool:
    if not sys.stdin.isatty():
        raise InputError([tr("--yes: it is needed where nobody can be asked.")])
    print(tr("Drop them? [y/N]"), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
