"""Arguments of the commands that measure this program: bench, rehearse, soak."""

from __future__ import annotations

import argparse
from pathlib import Path

from vortex_gui.base.recipe.recipe import MAX_SEED
from vortex_gui.base.words.translation import tr
from vortex_gui.commands.arguments.shared import (
    Commands,
    add_command,
    add_json,
    add_required_profile,
    add_workers,
)
from vortex_gui.commands.arguments.values import minutes, path, share, whole


def add_bench(commands: Commands) -> None:
    command = add_command(
        commands, "bench", tr("Measure speed and memory on this machine."), "vortex_gui.measure.bench.command"
    )
    command.add_argument("--json", action="store_true", help=tr("print one JSON object per figure"))
    command.add_argument("figures", nargs="*", help=tr("only these figures"))


def add_rehearse(commands: Commands) -> None:
    command = add_command(
        commands,
        "rehearse",
        tr("Load and run a profile on random weights of its real sizes."),
        "vortex_gui.measure.rehearse.command",
    )
    add_required_profile(command)
    command.add_argument(
        "--scale", choices=("full", "medium", "small"), default="small", help=tr("size of the networks")
    )
    command.add_argument("--folder", type=path, help=tr("where the weights are written for the while"))
    command.add_argument("--presenter", type=path, metavar="PICTURE", help=tr("animate this face, too"))
    command.add_argument("--yes", action="store_true", help=tr("do not ask before the disk is filled"))
    command.add_argument("--part", type=Path, help=argparse.SUPPRESS)
    command.add_argument("--slot", action="store_true", help=argparse.SUPPRESS)
    add_json(command)


def add_soak(commands: Commands) -> None:
    command = add_command(
        commands, "soak", tr("Generate real slots under random kills."), "vortex_gui.measure.soak.command"
    )
    on_air = tr("put the slots on air for so long, and count from the screen")
    command.add_argument("--program", type=minutes, metavar="MINUTES", help=on_air)
    command.add_argument("--slots", type=whole(1, 100_000), default=20, help=tr("number of slots"))
    add_workers(command)
    command.add_argument(
        "--kill-worker", type=share, default=0.0, metavar="P", help=tr("chance of killing a slot's worker")
    )
    command.add_argument(
        "--kill-console", type=share, default=0.0, metavar="P", help=tr("chance of killing the console")
    )
    _add_soak_machines(command)
    command.add_argument("--seed", type=whole(0, MAX_SEED), default=0, help=tr("seed of the random kills"))
    command.add_argument("--profile", help=tr("use this profile instead of mini"))
    add_json(command)


def _add_soak_machines(command: argparse.ArgumentParser) -> None:
    """Agents of other machines, all on this one."""
    command.add_argument(
        "--machines",
        type=whole(1, 8),
        metavar="N",
        help=tr("have so many other machines make slots, too"),
    )
    command.add_argument(
        "--transport", choices=("pipe", "ssh"), default="pipe", help=tr("how the console reaches them")
    )
    command.add_argument(
        "--ray", type=whole(1, 8), metavar="N", help=tr("run them on a Ray cluster with N simulated nodes")
    )
    for name, words in (
        ("--kill-link", tr("chance of cutting the link to a slot's machine")),
        ("--freeze", tr("chance of freezing a slot's machine or node")),
        ("--kill-agent", tr("chance of killing the agent of a slot's machine")),
        ("--kill-node", tr("with --ray: chance of killing a slot's node")),
    ):
        command.add_argument(name, type=share, default=0.0, metavar="P", help=words)
