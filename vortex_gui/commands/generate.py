"""The commands that generate or plan a slot without a window."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from vortex_gui.base.errors import InputError, RecipeError, SlotCancelled
from vortex_gui.base.files.standing import unusable_folder
from vortex_gui.base.plan.cards import find_card
from vortex_gui.base.process.address_limit import check_addresses
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.process.heap import GENERATING_HEAPS, share_heaps
from vortex_gui.base.process.stopping import stopping_signals
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.recipe.recipe import Recipe, read_recipe
from vortex_gui.base.report.checks import failed, sentence_of
from vortex_gui.base.report.report import kept_take, slot_name
from vortex_gui.base.settings.settings import Settings, load_settings
from vortex_gui.base.settings.worker_wish import wished_count
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.commands.generate_there import generate_there
from vortex_gui.commands.kept_log import kept_log
from vortex_gui.commands.streams import quiet_when_nobody_reads
from vortex_gui.engine.output.output_drive import OutputDrive
from vortex_gui.pipeline.plan.what_if import what_if, wishes_of
from vortex_gui.pipeline.worker.libraries import import_libraries, uncollected
from vortex_gui.pipeline.worker.quiet import quiet_libraries

if TYPE_CHECKING:
    from vortex_gui.pipeline.slot.result import GenerationResult


def generate(arguments: argparse.Namespace) -> int:
    """Generates one slot with the same pipeline as the console's worker, here or on another machine."""
    quiet_libraries()  # before the input is checked: that imports some of them
    settings, profile, recipe = _checked_input(arguments)
    if arguments.machine:
        return generate_there(arguments, settings, recipe)
    began = time.monotonic()
    with kept_log(settings):
        result, is_stuck = _generate(arguments, settings, profile, recipe, began)
    with quiet_when_nobody_reads():
        _tell(arguments, result)
    if is_stuck:  # a stage hangs in a call that does not return, and the process would wait for it
        sys.stdout.flush()
        os._exit(FAILED)
    return DONE if result.success else FAILED


def _tell(arguments: argparse.Namespace, result: GenerationResult) -> None:
    """The report or the clip's path on stdout, warnings and the reason of a failure on stderr."""
    if arguments.json:
        print(result.report_json())
    elif result.files is not None:
        print(result.files.video)
        for warning in result.warnings:
            print(tr("Warning: {warning}", warning=warning), file=sys.stderr)
        for line in (*_failures(result), *_times(result)):
            print(line, file=sys.stderr)
    if not result.success:
        print(joined(result.error_msg, result.remedy), file=sys.stderr)


def _failures(result: GenerationResult) -> Iterator[str]:
    """What did not pass: parts of the clip, or its scores alone."""
    wrong, scores = failed(result.checks), result.verification
    for check in wrong:
        yield tr("Check failed: {why}", why=sentence_of(check))
    if scores is not None and not scores.self_check_passed and not wrong:
        yield tr(
            "Check failed: the scores are B {clip_b:.2f} · L {clip_l:.2f}.",
            clip_b=scores.score_clip_b,
            clip_l=scores.score_clip_l,
        )


def _times(result: GenerationResult) -> Iterator[str]:
    """Which take is kept, and how long it took, against deadline and target."""
    if place := kept_take(result.takes):
        yield tr("Take {place} of {count} is kept.", place=place, count=len(result.takes))
    took_s, due_s, target_s = result.generation_time_ms / 1000, result.deadline.due_s, result.target.target_s
    if due_s is not None:
        met = tr("deadline met") if result.deadline.met else tr("deadline missed")
        yield tr(
            "Took {took:.1f} s of the {due:.1f} s to its deadline: {met}.", took=took_s, due=due_s, met=met
        )
    if target_s is not None:
        met = tr("target met") if result.target.met else tr("target not met")
        yield tr(
            "Took {took:.1f} s; the target is {target:g} s: {met}.", took=took_s, target=target_s, met=met
        )


def plan(arguments: argparse.Namespace) -> int:
    """Prints a profile's needs and a card's shortest times, as the profile is or with what-if options."""
    settings = load_settings(arguments.settings).pipeline
    profile = load_profile(arguments.profile or settings.profile)
    wishes, workers = wishes_of(arguments), arguments.workers or wished_count(settings.workers)
    what_if(profile, wishes)  # refuses an impossible wish before torch, which takes seconds to import
    if arguments.gpu:
        find_card(arguments.gpu)
    quiet_libraries()
    check_addresses()
    with uncollected():
        from vortex_gui.pipeline.plan.plan import plan as plan_profile
        from vortex_gui.pipeline.plan.text import to_text

    found = plan_profile(profile, arguments.gpu, wishes, workers=workers)
    print(found.report().to_json() if arguments.json else to_text(found))
    return DONE


def _checked_input(arguments: argparse.Namespace) -> tuple[Settings, Profile, Recipe]:
    """Checks all that the operator gave together, before anything loads."""
    faults: list[str] = []
    settings = load_settings(arguments.settings)
    profile = load_profile(arguments.profile or settings.pipeline.profile)
    recipe = None
    try:
        found = read_recipe(arguments.recipe)
    except RecipeError as error:
        faults += error.faults
    else:
        recipe = found.recipe
        for warning in found.warnings:
            print(tr("Warning: {warning}", warning=warning), file=sys.stderr)
    if recipe is not None:
        if arguments.profile or not arguments.machine:  # else that machine's own profile decides
            faults += _recipe_faults(recipe, profile, settings)
        faults += _number_faults(arguments, recipe, settings)
        if arguments.machine:
            faults += _faults_of_brought(recipe)
        else:
            faults += _source_faults(recipe, profile, arguments.out or settings.folders.output_path)
    if arguments.out:
        faults += _output_faults("--out", arguments.out)
    else:
        faults += _drive_faults(settings) or _output_faults("folders.output", settings.folders.output_path)
    if faults or recipe is None:
        raise InputError(faults)
    return settings, profile, recipe


def _recipe_faults(recipe: Recipe, profile: Profile, settings: Settings) -> list[str]:
    """Of the recipe with the settings' look, before the models load."""
    from vortex_gui.pipeline.slot.recipe_check import recipe_faults

    return recipe_faults(recipe.composed(settings.composition.house), profile)


def _faults_of_brought(recipe: Recipe) -> list[str]:
    return [
        tr("{field}: it names a file of this machine, which another one does not have.", field=field)
        for field in recipe.brought
    ]


def _source_faults(recipe: Recipe, profile: Profile, output_dir: Path) -> list[str]:
    """Refuses pictures and sound that cannot be used, before the models load."""
    if recipe.visual_track.actor is None and recipe.audio_track.sound is None:
        return []
    from vortex_gui.pipeline.slot.sources.faults import source_faults

    return list(source_faults(recipe, profile, output_dir))


def _number_faults(arguments: argparse.Namespace, recipe: Recipe, settings: Settings) -> list[str]:
    """Refuses a number that has a folder, before the models load."""
    number = recipe.slot_params.slot_id if arguments.slot_id is None else arguments.slot_id
    if number is None:
        return []
    folder = (arguments.out or settings.folders.output_path) / slot_name(number)
    if not os.path.lexists(folder):
        return []
    return [
        tr("slot_id: {folder} is there already and stays as it is; choose another number.", folder=folder)
    ]


def _drive_faults(settings: Settings) -> list[str]:
    """Refuses to write where the console's drive was mounted."""
    output = settings.folders.output_path.absolute()
    told = OutputDrive(settings.folders.data_path).is_gone(output)
    return [] if told is None else [joined(told, tr("Connect it, or name another folder with --out."))]


def _output_faults(named: str, folder: Path) -> list[str]:
    """`named` is where the operator named the folder."""
    if fault := unusable_folder(folder):
        return [tr("{named}: {path} cannot be used ({why}).", named=named, path=folder, why=fault)]
    return []


def _generate(
    arguments: argparse.Namespace, settings: Settings, profile: Profile, recipe: Recipe, began: float
) -> tuple[GenerationResult, bool]:
    """The result, and whether a stage of it hangs. The recipe's deadline counts from `began`."""
    cancel = threading.Event()

    def stop_if_asked() -> None:
        if cancel.is_set():
            raise SlotCancelled

    previous = {number: signal.signal(number, lambda *_: cancel.set()) for number in stopping_signals()}
    stdout = os.dup(1)
    os.dup2(2, 1)  # model libraries print; stdout is for the report alone
    try:
        share_heaps(GENERATING_HEAPS)
        import_libraries()
        from vortex_gui.pipeline.resident.device import usable_profile
        from vortex_gui.pipeline.slot.slot_folder import remove_litter
        from vortex_gui.pipeline.vortex import VortexPipeline

        remove_litter(arguments.out or settings.folders.output_path)
        pipeline = VortexPipeline(usable_profile(profile, settings), settings, check=stop_if_asked)
        try:
            wished_s = recipe.slot_params.deadline_sec
            slot = pipeline.generate_slot(
                recipe,
                arguments.slot_id,
                seed=arguments.seed,
                output_dir=arguments.out,
                due_in_s=None if wished_s is None else wished_s - (time.monotonic() - began),
                cancel=cancel,
            )
            return asyncio.run(slot), pipeline.is_stuck
        finally:
            pipeline.close()
    finally:
        sys.stdout.flush()
        os.dup2(stdout, 1)
        os.close(stdout)
        for number, handler in previous.items():
            signal.signal(number, handler)
