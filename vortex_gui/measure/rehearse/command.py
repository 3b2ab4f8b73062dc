"""The command `rehearse`: asks for room, writes random weights, has them loaded and run, cleans up."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import yaml

from vortex_gui.base.errors import InputError, VortexError, VortexInitializationError
from vortex_gui.base.files.disk import free_disk
from vortex_gui.base.files.shipped import program
from vortex_gui.base.files.standing import unusable_folder
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.process.heap import GENERATING_HEAPS, share_heaps
from vortex_gui.base.process.stopping import stopping_signals
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.roles import Role
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.quantised import prepared_folder
from vortex_gui.measure.rehearse.account import (
    DATA,
    DOES_NOT_PROVE,
    FOUND,
    NOT_A_CARD,
    NOT_FULL,
    PROFILE,
    PROVES,
    PROVES_PRESENTER,
    Account,
    read_part,
    sentences,
)
from vortex_gui.pipeline.worker.quiet import quiet_libraries

if TYPE_CHECKING:  # torch is imported below, after the libraries are quiet
    from vortex_gui.measure.rehearse.stage_set import Needs

PREFIX = "vortex-rehearse-"
ASKED_FROM_BYTES = 1_000_000_000
"""Disk beyond which the operator is asked first."""


def rehearse(arguments: argparse.Namespace) -> int:
    """0 when the slot came out and every network's bytes are as planned."""
    quiet_libraries()
    if arguments.part is not None:
        return _part(arguments)
    profile = load_profile(arguments.profile)
    _check_folder(arguments.folder)
    with _stopping_as_interrupts():
        account = _rehearsed(arguments, profile.name)
    print(json.dumps(asdict(account), indent=2) if arguments.json else "\n".join(sentences(account)))
    return DONE if account.is_good else FAILED


def _part(arguments: argparse.Namespace) -> int:
    """In a child of the command, with a worker's heap: one load, and a slot in the first."""
    share_heaps(GENERATING_HEAPS)
    from vortex_gui.measure.rehearse.part import rehearse_part

    stdout = os.dup(1)
    os.dup2(2, 1)  # model libraries print
    try:
        rehearse_part(
            arguments.part, arguments.scale, with_slot=arguments.slot, presenter=arguments.presenter
        )
    finally:
        sys.stdout.flush()
        os.dup2(stdout, 1)
        os.close(stdout)
    return DONE


def _check_folder(folder: Path | None) -> None:
    """Raises `InputError` for one that the weights cannot be written to."""
    if folder is None:
        return
    fault = unusable_folder(folder) or ("" if folder.is_dir() else tr("no such folder; make it first"))
    if fault:
        raise InputError([tr("--folder: {path} cannot be used ({why}).", path=folder, why=fault)])


def _check_presenter(picture: Path | None, profile: Profile) -> None:
    """Raises `InputError` for a picture that no slot of this size can be made of."""
    from vortex_gui.measure.rehearse.part import rehearsed_recipe
    from vortex_gui.pipeline.slot.sources.faults import source_faults

    recipe = rehearsed_recipe(picture)
    if faults := [fault.partition(": ")[2] for fault in source_faults(recipe, profile, Path())]:
        raise InputError([f"--presenter: {fault}" for fault in faults])


def _rehearsed(arguments: argparse.Namespace, name: str) -> Account:
    import torch

    from vortex_gui.measure.rehearse.published.profile import write_published
    from vortex_gui.measure.rehearse.published.scales import SCALES
    from vortex_gui.measure.rehearse.stage_set import at_hand, needs_of

    scale = SCALES[arguments.scale]
    profile = at_hand(load_profile(arguments.profile), scale, has_card=torch.cuda.is_available())
    place = arguments.folder or Path(tempfile.gettempdir())
    presenter = arguments.presenter and arguments.presenter.absolute()
    _check_presenter(presenter, profile)
    remove_left(place)
    _ask(needs_of(scale), place, arguments, is_cpu=profile.device == "cpu")
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    try:
        told = _Teller()
        written = write_published(profile, folder / "checkpoints", scale, told.role, told.count)
        text = yaml.safe_dump(written.model_dump(mode="json", exclude_none=True))
        (folder / PROFILE).write_text(text, encoding="utf-8")
        seen = [] if presenter is None else ["--presenter", str(presenter)]
        first = _run(folder, scale.name, "--slot", *seen)
        kept = _kept(folder)
        second = _run(folder, scale.name)
        if _kept(folder) != kept:
            first = replace(first, error=first.error or tr("the second start prepared the weights again"))
        not_proven = [*DOES_NOT_PROVE]
        not_proven += [NOT_A_CARD] if profile.device == "cpu" else []
        not_proven += [NOT_FULL] if scale.name != "full" else []
        account = replace(
            first,
            profile=name,
            second_load_s=second.second_load_s,
            does_not_prove=tuple(map(tr, not_proven)),
        )
        proven = [*PROVES] + ([PROVES_PRESENTER] if account.presenter_stages else [])
        return replace(account, proves=tuple(map(tr, proven)) if account.is_good else ())
    finally:
        _remove(folder)


def _ask(needs: Needs, place: Path, arguments: argparse.Namespace, *, is_cpu: bool) -> None:
    """Tells what it takes; refuses what is not there, and asks before it fills a disk."""
    from vortex_gui.measure.rehearse.stage_set import free_memory

    free = free_disk(place)
    print(
        tr(
            "The rehearsal takes {disk} of disk in {place} ({free} free) and {memory} of memory; "
            "it removes all of it.",
            disk=bytes_text(needs.disk_bytes),
            place=place,
            free=bytes_text(free),
            memory=bytes_text(needs.memory_bytes),
        ),
        file=sys.stderr,
    )
    if free < needs.disk_bytes:
        raise InputError(
            [tr("--folder: the disk of {place} has too little room; name another.", place=place)]
        )
    if is_cpu and free_memory() < needs.memory_bytes:
        raise VortexInitializationError(
            tr("{free} of memory are free.", free=bytes_text(free_memory())),
            remedy=tr("Close other programs, or rehearse with --scale small."),
        )
    if arguments.yes or needs.disk_bytes < ASKED_FROM_BYTES:
        return
    if not sys.stdin.isatty():
        raise InputError([tr("--yes: it is needed where nobody can be asked.")])
    print(tr("Go on? [y/N]"), end=" ", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise KeyboardInterrupt


def _run(folder: Path, scale: str, *words: str) -> Account:
    """A part in a process of its own, as a worker starts: the second finds what the first has kept."""
    (folder / FOUND).unlink(missing_ok=True)
    child = subprocess.Popen(
        program("rehearse", "--profile", "mini", "--scale", scale, "--part", str(folder), *words),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )
    try:
        code = child.wait()
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if code or not (folder / FOUND).is_file():
        raise VortexError(tr("The rehearsal's own process ended with code {code}.", code=code))
    return read_part(folder)


def _kept(folder: Path) -> set[tuple[str, int]]:
    """The prepared weights with their times of change."""
    return {(path.name, path.stat().st_mtime_ns) for path in prepared_folder(folder / DATA).glob("*")}


class _Teller:
    """Progress of the writing on stderr: a line a role and a line each tenth gigabyte."""

    def __init__(self) -> None:
        self._written = self._told = 0

    def role(self, role: Role) -> None:
        print(tr("Writing {role}", role=role), file=sys.stderr)

    def count(self, count: int) -> None:
        self._written += count
        if self._written - self._told >= 10 * ASKED_FROM_BYTES:
            self._told = self._written
            print(tr("{size} written", size=bytes_text(self._written)), file=sys.stderr)


def remove_left(place: Path) -> None:
    """Removes the folders of rehearsals that were killed."""
    for folder in place.glob(f"{PREFIX}*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and len(number) < 10 and not psutil.pid_exists(int(number)):
            _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _stopping_as_interrupts() -> Iterator[None]:
    """SIGTERM and a closed terminal end it as Ctrl+C does, so that the folder goes."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    previous = {number: signal.signal(number, stop) for number in stopping_signals()}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
