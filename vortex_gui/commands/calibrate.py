"""The command that measures a profile's thresholds and writes them into the operator's copy of it."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vortex_gui.base.errors import InputError
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.files.standing import unwritable_file, why
from vortex_gui.base.files.text_file import TextFileError, read_text_file
from vortex_gui.base.notation.plain_yaml import MAX_CHARS
from vortex_gui.base.process.exit_codes import DONE
from vortex_gui.base.profile import Profile, Thresholds, load_profile
from vortex_gui.base.recipe.recipe import load_recipe
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.base.words.translation import tr
from vortex_gui.commands.profile_copy import copy_of, source_of, write_thresholds
from vortex_gui.pipeline.worker.libraries import import_libraries
from vortex_gui.pipeline.worker.quiet import quiet_libraries

if TYPE_CHECKING:
    from vortex_gui.pipeline.calibration.proposal import Proposal
    from vortex_gui.pipeline.calibration.scores import PairScores


def calibrate(arguments: argparse.Namespace) -> int:
    """Paints, scores, proposes, draws, and writes; asks before it replaces a file."""
    settings = load_settings(arguments.settings)
    profile = load_profile(arguments.profile)
    prompts = _prompts(arguments.prompts)
    _check_targets(arguments)
    quiet_libraries()
    import_libraries()
    from vortex_gui.pipeline.calibration.proposal import propose
    from vortex_gui.pipeline.calibration.scores import load_crew, paint, score
    from vortex_gui.pipeline.resident.device import Device

    device = Device(profile, settings)
    crew = load_crew(profile, device.torch)
    pictures = paint(
        crew, profile, prompts, arguments.pictures, seed=arguments.seed, on_picture=_tell_progress
    )
    scores = score(crew, pictures, prompts)
    proposal = propose(scores, arguments.false_alarms, measured=_origin(arguments))
    if arguments.picture:
        with _refusals(arguments.picture):
            _draw(arguments.picture, scores, proposal)
    print(
        _json(profile, arguments, scores, proposal)
        if arguments.json
        else "\n".join(_page(profile, scores, proposal))
    )
    if not arguments.dry_run:
        _write(arguments, proposal.thresholds)
    return DONE


def _prompts(path: Path | None) -> list[str]:
    """Those of a file, or of the recipes that ship; raises `InputError`."""
    if path is None:
        found = [
            load_recipe(recipe).visual_track.prompt
            for recipe in sorted((RESOURCES / "recipes").glob("*.yaml"))
        ]
    else:
        try:
            found = [line.strip() for line in read_text_file(path, MAX_CHARS).splitlines()]
        except TextFileError as error:
            raise InputError([tr("--prompts: {path}: {fault}.", path=path, fault=error)]) from None
    prompts = list(dict.fromkeys(prompt for prompt in found if prompt))
    if len(prompts) < 2:
        raise InputError([tr("--prompts: two or more different prompts are needed, one a line.")])
    return prompts


def _check_targets(arguments: argparse.Namespace) -> None:
    """Refuses what could not be written before minutes of painting; raises `InputError`."""
    targets = [] if arguments.dry_run else [_target(arguments)]
    targets += [arguments.picture] if arguments.picture else []
    faults = [_refusal(path, fault) for path in targets if (fault := unwritable_file(path))]
    if faults:
        raise InputError(faults)


def _target(arguments: argparse.Namespace) -> Path:
    """The file that the operator named, his own profile, or his copy of one that ships."""
    named: Path | None = arguments.to
    return named or copy_of(arguments.profile, arguments.settings)


def _origin(arguments: argparse.Namespace) -> str:
    """English in every language: it stands in a file."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    share = f"{100 * arguments.false_alarms:g} % false alarms"
    return f"vortex-gui calibrate, {today}, {arguments.pictures} pictures, seed {arguments.seed}, {share}"


def _tell_progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(tr("Painted {done} of {total} pictures.", done=done, total=total), end="\r", file=sys.stderr)
        if done == total:
            print(file=sys.stderr)


def _page(profile: Profile, scores: PairScores, proposal: Proposal) -> Iterator[str]:
    from vortex_gui.pipeline.calibration.drawing import text_histogram

    found, before = proposal.thresholds, profile.thresholds
    yield from text_histogram("CLIP B", scores.right_b, scores.wrong_b, found.clip_b)
    yield ""
    yield from text_histogram("CLIP L", scores.right_l, scores.wrong_l, found.clip_l)
    yield ""
    yield tr(
        "Proposed: clip_b {b:g}, clip_l {l:g}, outlier {outlier:g} (before: {b0:g}, {l0:g}, {outlier0:g}).",
        b=found.clip_b, l=found.clip_l, outlier=found.outlier,
        b0=before.clip_b, l0=before.clip_l, outlier0=before.outlier,
    )  # fmt: skip
    yield tr(
        "With them {alarms:.1%} of {right} right pairs fail the check (false alarms), and {misses:.1%} of "
        "{wrong} wrong pairs pass it.",
        alarms=proposal.false_alarms,
        misses=proposal.misses,
        right=proposal.right,
        wrong=proposal.wrong,
    )


def _json(profile: Profile, arguments: argparse.Namespace, scores: PairScores, proposal: Proposal) -> str:
    judges = {"clip_b": (scores.right_b, scores.wrong_b), "clip_l": (scores.right_l, scores.wrong_l)}
    data = {
        "profile": profile.name,
        "pictures": arguments.pictures,
        "seed": arguments.seed,
        "false_alarms_allowed": arguments.false_alarms,
        "thresholds": proposal.thresholds.model_dump(),
        "false_alarms": proposal.false_alarms,
        "misses": proposal.misses,
        "scores": {
            name: {
                kind: [round(float(s), 4) for s in each]
                for kind, each in zip(("right", "wrong"), both, strict=True)
            }
            for name, both in judges.items()
        },
    }
    return json.dumps(data, indent=2, allow_nan=False)


def _draw(path: Path, scores: PairScores, proposal: Proposal) -> None:
    from vortex_gui.pipeline.calibration.drawing import picture

    found = proposal.thresholds
    panels = [
        ("CLIP B", scores.right_b, scores.wrong_b, found.clip_b),
        ("CLIP L", scores.right_l, scores.wrong_l, found.clip_l),
    ]
    picture(panels).save(path, "PNG")


def _write(arguments: argparse.Namespace, thresholds: Thresholds) -> None:
    target = _target(arguments)
    if target.exists() and not (arguments.yes or _agrees(target)):
        print(tr("{path} stays as it is; --yes replaces it.", path=target), file=sys.stderr)
        return
    with _refusals(target):
        write_thresholds(arguments.profile, target, thresholds)
    print(tr("Wrote the thresholds to {path}.", path=target), file=sys.stderr)
    if target.resolve() != source_of(arguments.profile).resolve():
        print(tr("To use them, set pipeline.profile to {path}.", path=target), file=sys.stderr)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turns what the system refuses into a sentence."""
    try:
        yield
    except (OSError, TextFileError) as error:
        fault = why(error) if isinstance(error, OSError) else str(error)
        raise InputError([_refusal(path, fault)]) from None


def _refusal(path: Path, fault: str) -> str:
    return tr("{path} cannot be written ({why}).", path=path, why=fault)


def _agrees(target: Path) -> bool:
    """Asks a person; nobody there is a no."""
    if not sys.stdin.isatty():
        return False
    print(tr("Replace the thresholds in {path}? [y/N]", path=target), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
