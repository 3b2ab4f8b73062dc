"""The command `generate --machine`: one slot on another machine, its folder brought home."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from vortex_gui.base.errors import InputError, VortexError
from vortex_gui.base.files.own_files import read_plain
from vortex_gui.base.formats import clip_in
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.process.stopping import stopping_signals
from vortex_gui.base.profile import profile_names
from vortex_gui.base.publishing.free_number import next_free_number
from vortex_gui.base.recipe.recipe import MAX_SEED, Recipe
from vortex_gui.base.report.report import Report, slot_files
from vortex_gui.base.report.report_reading import MAX_REPORT_CHARS, read_report
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.commands.kept_log import kept_log
from vortex_gui.commands.streams import quiet_when_nobody_reads
from vortex_gui.engine.machines.address import checked_address
from vortex_gui.engine.machines.console_identity import console_identity
from vortex_gui.engine.machines.link.slot_there import MOST_ATTEMPTS, SlotOutcome, SlotThere
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_list import load_machines
from vortex_gui.wire.protocol import RunSlot

PART = "generate"
MOST_RUNS = 2**29


def generate_there(arguments: argparse.Namespace, settings: Settings, recipe: Recipe) -> int:
    """Takes the same as `generate`, and `machine`; a profile is one of that machine's, by its name."""
    if arguments.profile and arguments.profile not in profile_names():
        raise InputError([tr("--profile: another machine takes a profile by its name, never a file.")])
    machine = _machine(settings, checked_address(arguments.machine))
    with kept_log(settings):
        outcome = asyncio.run(_until_stopped(arguments, settings, machine, recipe))
    with quiet_when_nobody_reads():
        _tell(arguments, outcome)
    return DONE if outcome.folder is not None else FAILED


def _machine(settings: Settings, address: str) -> Machine:
    """One that was added, with the name of its program; any other may be used too."""
    known = load_machines(settings.folders.data_path)
    return next((machine for machine in known if machine.address == address), Machine(address))


async def _until_stopped(
    arguments: argparse.Namespace, settings: Settings, machine: Machine, recipe: Recipe
) -> SlotOutcome:
    """A signal stops the slot there, too."""
    try:
        console = console_identity(settings.folders.data_path, PART)
    except OSError as error:
        raise VortexError(
            tr(
                "{folder} cannot be used ({why}).",
                folder=settings.folders.data_path,
                why=error.strerror or error,
            )
        ) from None
    order = _order(arguments, settings, recipe)
    slot = SlotThere(machine, order, console=console, profile=arguments.profile or "")
    work = asyncio.ensure_future(slot.run())
    with suppress(NotImplementedError):  # Windows knows none of it; there the link alone ends
        for number in stopping_signals():
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    try:
        return await work
    except asyncio.CancelledError:
        return SlotOutcome(None, "cancelled", tr("Cancelled by the operator."))


def _order(arguments: argparse.Namespace, settings: Settings, recipe: Recipe) -> RunSlot:
    """With a number that is free here, and an attempt that no earlier command had."""
    output_dir: Path = (arguments.out or settings.folders.output_path).absolute()
    slot = recipe.slot_params
    number = slot.slot_id if arguments.slot_id is None else arguments.slot_id
    seed = slot.seed if arguments.seed is None else arguments.seed
    return RunSlot(
        slot_id=next_free_number(output_dir) if number is None else number,
        attempt=1 + MOST_ATTEMPTS * secrets.randbelow(MOST_RUNS),
        recipe_json=recipe.to_json(),
        seed=secrets.randbelow(MAX_SEED + 1) if seed is None else seed,
        output_dir=str(output_dir),
        due_in_s=slot.deadline_sec,
    )


def _tell(arguments: argparse.Namespace, outcome: SlotOutcome) -> None:
    """The report or the clip's path on stdout, the reason of a failure on stderr."""
    if outcome.folder is None:
        if arguments.json and (report := read_report(outcome.report_json)):
            print(report.to_json())
        print(joined(outcome.sentence, outcome.remedy), file=sys.stderr)
        return
    clip = clip_in(outcome.folder)
    if not arguments.json:
        print(clip)
    elif report := _report_of(outcome.folder, clip):
        print(report.to_json())


def _report_of(folder: Path, clip: Path) -> Report | None:
    """With the paths of this machine: those inside are the other one's."""
    report = read_report(read_plain(folder / "report.json", MAX_REPORT_CHARS).decode("utf-8"))
    return report and replace(report, files=slot_files(folder, clip.name))
