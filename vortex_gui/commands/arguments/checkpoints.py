"""Arguments of the commands that fetch, prepare and calibrate checkpoints."""

from __future__ import annotations

import argparse

from vortex_gui.base.profile import LEAST_PICTURES
from vortex_gui.base.recipe.recipe import MAX_SEED
from vortex_gui.base.words.translation import tr
from vortex_gui.commands.arguments.shared import (
    Commands,
    add_command,
    add_json,
    add_json_lines,
    add_profile,
    add_required_profile,
)
from vortex_gui.commands.arguments.values import path, share, whole


def add_prefetch(commands: Commands) -> None:
    command = add_command(
        commands, "prefetch", tr("Download a profile's checkpoints."), "vortex_gui.commands.fetching.prefetch"
    )
    add_required_profile(command)
    _add_dry_run(command)
    command.add_argument(
        "--drop-sources",
        action="store_true",
        help=tr("delete what the prepared weights stand for, instead of fetching"),
    )
    command.add_argument("--yes", action="store_true", help=tr("do not ask before files are deleted"))
    add_json_lines(command)


def add_prepare(commands: Commands) -> None:
    command = add_command(
        commands,
        "prepare",
        tr("Quantise a profile's networks once, for faster starts."),
        "vortex_gui.commands.fetching.prepare",
    )
    add_profile(command)
    _add_dry_run(command)
    add_json_lines(command)


def add_calibrate(commands: Commands) -> None:
    command = add_command(
        commands,
        "calibrate",
        tr("Measure a profile's thresholds on pictures that it paints."),
        "vortex_gui.commands.calibrate",
    )
    add_required_profile(command)
    command.add_argument(
        "--pictures",
        type=whole(LEAST_PICTURES, 10_000),
        default=40,
        help=tr("number of pictures to paint"),
    )
    command.add_argument(
        "--false-alarms",
        type=share,
        default=0.05,
        metavar="SHARE",
        help=tr("share of good pictures that may fail the check, from 0 to 1"),
    )
    command.add_argument("--prompts", type=path, help=tr("a text file with one prompt a line"))
    command.add_argument("--seed", type=whole(0, MAX_SEED), default=0, help=tr("seed of the first picture"))
    command.add_argument(
        "--to", type=path, metavar="FILE", help=tr("the profile to write, instead of your own copy")
    )
    command.add_argument("--dry-run", action="store_true", help=tr("propose, and write nothing"))
    command.add_argument("--yes", action="store_true", help=tr("replace the file without asking"))
    command.add_argument("--picture", type=path, metavar="FILE", help=tr("draw the scores into a PNG file"))
    add_json(command)


def _add_dry_run(command: argparse.ArgumentParser) -> None:
    command.add_argument("--dry-run", action="store_true", help=tr("stop after the sizes"))
