"""The arguments of the command line: one function for each command."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from vortex_gui import __version__
from vortex_gui.base.profile import LEAST_PICTURES
from vortex_gui.base.recipe import MAX_SEED, MAX_SLOT_ID
from vortex_gui.base.words.translation import tr
from vortex_gui.base.worker_wish import MOST_WORKERS
from vortex_gui.commands.argument_values import minutes as _minutes
from vortex_gui.commands.argument_values import path as _path
from vortex_gui.commands.argument_values import share as _share
from vortex_gui.commands.argument_values import whole as _whole

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser() -> argparse.ArgumentParser:
    """`home` of what it parses names the module and the function of the command."""
    whole = argparse.ArgumentParser(
        prog="vortex-gui",
        description=tr("Operate a resident generation pipeline that turns a recipe into a presenter's clip."),
    )
    whole.add_argument("--version", action="version", version=f"vortex-gui {__version__}")
    _add_settings(whole, default=None)
    whole.set_defaults(home=("vortex_gui.console.app", "run_console"))
    commands = whole.add_subparsers(title=tr("commands"), metavar="COMMAND")
    for add in (
        _add_generate,
        _add_plan,
        _add_fit,
        _add_bench,
        _add_doctor,
        _add_prefetch,
        _add_prepare,
        _add_calibrate,
        _add_rehearse,
        _add_backup,
        _add_soak,
        _add_serve,
        _add_machines,
    ):
        add(commands)
    return whole


def _add_generate(commands: Commands) -> None:
    command = _add(
        commands, "generate", tr("Generate one slot without a window."), "vortex_gui.commands.generate"
    )
    command.add_argument("recipe", type=_path, help=tr("a recipe in YAML or JSON"))
    command.add_argument("--slot-id", type=_whole(0, MAX_SLOT_ID), help=tr("the slot's number"))
    command.add_argument("--seed", type=_whole(0, MAX_SEED), help=tr("the slot's seed"))
    command.add_argument("--out", type=_path, help=tr("folder for finished slots"))
    command.add_argument(
        "--machine", metavar="USER@HOST", help=tr("generate it on that machine, which serves consoles")
    )
    _add_profile(command)
    command.add_argument("--json", action="store_true", help=tr("print the report as one JSON object"))


def _add_plan(commands: Commands) -> None:
    command = _add(
        commands,
        "plan",
        tr("Compute a profile's needs before anything loads."),
        "vortex_gui.commands.generate",
    )
    _add_profile(command)
    command.add_argument("--gpu", help=tr("the card to compute for, such as 'RTX 3060'"))
    command.add_argument("--workers", type=_whole(1, MOST_WORKERS), metavar="N", help=tr("number of workers"))
    wish = command.add_argument_group(tr("what if the profile had"))
    wish.add_argument("--size", metavar="WxH", help=tr("another resolution, such as 768x512"))
    wish.add_argument("--steps", metavar="N", help=tr("another number of denoising steps"))
    wish.add_argument("--fps", metavar="N", help=tr("another frame rate"))
    wish.add_argument("--duration", metavar="SECONDS", help=tr("another length of the longest clip"))
    wish.add_argument(
        "--precision", metavar="ROLE=P", help=tr("other precisions, such as flux=int8,clip_l=fp16")
    )
    _add_json(command)


def _add_fit(commands: Commands) -> None:
    command = _add(
        commands,
        "fit",
        tr("Write a profile for a card, and say why each choice was made."),
        "vortex_gui.commands.fit",
    )
    command.add_argument("--gpu", required=True, help=tr("the card, such as 'RTX 4060'"))
    command.add_argument(
        "--memory", type=float, metavar="GB", help=tr("its memory, for a card that the plan does not know")
    )
    command.add_argument(
        "--deadline", type=float, metavar="SECONDS", help=tr("how long a slot should take at most")
    )
    command.add_argument(
        "--out", type=_path, metavar="FILE", help=tr("the profile's file; without it, in the data folder")
    )
    command.add_argument("--replace", action="store_true", help=tr("replace the file without asking"))
    _add_json(command)


def _add_bench(commands: Commands) -> None:
    command = _add(
        commands, "bench", tr("Measure speed and memory on this machine."), "vortex_gui.measure.bench.command"
    )
    command.add_argument("--json", action="store_true", help=tr("print one JSON object per figure"))
    command.add_argument("figures", nargs="*", help=tr("only these figures"))


def _add_doctor(commands: Commands) -> None:
    command = _add(
        commands,
        "doctor",
        tr("Check this machine and name a remedy for each fault."),
        "vortex_gui.commands.doctor.command",
    )
    _add_profile(command)
    command.add_argument(
        "--hash-all", action="store_true", help=tr("hash every checkpoint file, however large")
    )
    _add_json(command)


def _add_prefetch(commands: Commands) -> None:
    command = _add(
        commands, "prefetch", tr("Download a profile's checkpoints."), "vortex_gui.commands.prefetch"
    )
    command.add_argument("--profile", required=True, help=tr("the profile, by name or as a .yaml file"))
    command.add_argument("--dry-run", action="store_true", help=tr("stop after the sizes"))
    command.add_argument(
        "--drop-sources",
        action="store_true",
        help=tr("delete what the prepared weights stand for, instead of fetching"),
    )
    command.add_argument("--yes", action="store_true", help=tr("do not ask before files are deleted"))
    _add_json_lines(command)


def _add_prepare(commands: Commands) -> None:
    command = _add(
        commands,
        "prepare",
        tr("Quantise a profile's networks once, for faster starts."),
        "vortex_gui.commands.prepare",
    )
    _add_profile(command)
    command.add_argument("--dry-run", action="store_true", help=tr("stop after the sizes"))
    _add_json_lines(command)


def _add_calibrate(commands: Commands) -> None:
    command = _add(
        commands,
        "calibrate",
        tr("Measure a profile's thresholds on pictures that it paints."),
        "vortex_gui.commands.calibrate",
    )
    command.add_argument("--profile", required=True, help=tr("the profile, by name or as a .yaml file"))
    command.add_argument(
        "--pictures",
        type=_whole(LEAST_PICTURES, 10_000),
        default=40,
        help=tr("number of pictures to paint"),
    )
    command.add_argument(
        "--false-alarms",
        type=_share,
        default=0.05,
        metavar="SHARE",
        help=tr("share of good pictures that may fail the check, from 0 to 1"),
    )
    command.add_argument("--prompts", type=_path, help=tr("a text file with one prompt a line"))
    command.add_argument("--seed", type=_whole(0, MAX_SEED), default=0, help=tr("seed of the first picture"))
    command.add_argument(
        "--to", type=_path, metavar="FILE", help=tr("the profile to write, instead of your own copy")
    )
    command.add_argument("--dry-run", action="store_true", help=tr("propose, and write nothing"))
    command.add_argument("--yes", action="store_true", help=tr("replace the file without asking"))
    command.add_argument("--picture", type=_path, metavar="FILE", help=tr("draw the scores into a PNG file"))
    _add_json(command)


def _add_rehearse(commands: Commands) -> None:
    command = _add(
        commands,
        "rehearse",
        tr("Load and run a profile on random weights of its real sizes."),
        "vortex_gui.measure.rehearse.command",
    )
    command.add_argument("--profile", required=True, help=tr("the profile, by name or as a .yaml file"))
    command.add_argument(
        "--scale", choices=("full", "medium", "small"), default="small", help=tr("size of the networks")
    )
    command.add_argument("--folder", type=_path, help=tr("where the weights are written for the while"))
    command.add_argument("--presenter", type=_path, metavar="PICTURE", help=tr("animate this face, too"))
    command.add_argument("--yes", action="store_true", help=tr("do not ask before the disk is filled"))
    command.add_argument("--part", type=Path, help=argparse.SUPPRESS)
    command.add_argument("--slot", action="store_true", help=argparse.SUPPRESS)
    _add_json(command)


def _add_backup(commands: Commands) -> None:
    command = _add(
        commands,
        "backup",
        tr("Copy queue and history into one file, also while a console is open."),
        "vortex_gui.commands.backup",
    )
    command.add_argument("file", type=_path, metavar="FILE", help=tr("the copy; it must not be there yet"))


def _add_soak(commands: Commands) -> None:
    command = _add(
        commands, "soak", tr("Generate real slots under random kills."), "vortex_gui.measure.soak.command"
    )
    on_air = tr("put the slots on air for so long, and count from the screen")
    command.add_argument("--program", type=_minutes, metavar="MINUTES", help=on_air)
    command.add_argument("--slots", type=_whole(1, 100_000), default=20, help=tr("number of slots"))
    command.add_argument("--workers", type=_whole(1, MOST_WORKERS), metavar="N", help=tr("number of workers"))
    command.add_argument(
        "--kill-worker", type=_share, default=0.0, metavar="P", help=tr("chance of killing a slot's worker")
    )
    command.add_argument(
        "--kill-console", type=_share, default=0.0, metavar="P", help=tr("chance of killing the console")
    )
    _add_soak_machines(command)
    command.add_argument("--seed", type=_whole(0, MAX_SEED), default=0, help=tr("seed of the random kills"))
    command.add_argument("--profile", help=tr("use this profile instead of mini"))
    _add_json(command)


def _add_soak_machines(command: argparse.ArgumentParser) -> None:
    """Agents of other machines, all on this one."""
    command.add_argument(
        "--machines",
        type=_whole(1, 8),
        metavar="N",
        help=tr("have so many other machines make slots, too"),
    )
    command.add_argument(
        "--transport", choices=("pipe", "ssh"), default="pipe", help=tr("how the console reaches them")
    )
    command.add_argument(
        "--ray", type=_whole(1, 8), metavar="N", help=tr("run them on a Ray cluster with N simulated nodes")
    )
    for name, words in (
        ("--kill-link", tr("chance of cutting the link to a slot's machine")),
        ("--freeze", tr("chance of freezing a slot's machine or node")),
        ("--kill-agent", tr("chance of killing the agent of a slot's machine")),
        ("--kill-node", tr("with --ray: chance of killing a slot's node")),
    ):
        command.add_argument(name, type=_share, default=0.0, metavar="P", help=words)


def _add_serve(commands: Commands) -> None:
    command = _add(
        commands,
        "serve",
        tr("Let a console on another machine use this machine's workers."),
        "vortex_gui.commands.serve",
    )
    way = command.add_mutually_exclusive_group()
    way.add_argument(
        "--dial",
        action="store_true",
        help=tr("join stdin and stdout to the agent; the console's ssh runs it"),
    )
    way.add_argument("--install", action="store_true", help=tr("write a systemd user unit for the agent"))
    command.add_argument(
        "--ray",
        nargs="?",
        const="auto",
        metavar="ADDRESS",
        help=tr("use the workers of a Ray cluster whose head is this machine"),
    )


def _add_machines(commands: Commands) -> None:
    command = _add(
        commands,
        "machines",
        tr("Add, list, remove and test machines that generate slots for this one."),
        "vortex_gui.commands.machines",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help=tr("name a machine, once its host key is known"))
    listing = actions.add_parser("list", help=tr("print the machines that were added"))
    remove = actions.add_parser("remove", help=tr("forget a machine"))
    test = actions.add_parser("test", help=tr("connect, and say what is there or missing"))
    for each in (add, listing, remove, test):
        _add_settings(each, default=argparse.SUPPRESS)
    for each in (add, remove, test):
        each.add_argument("address", metavar="USER@HOST", help=tr("the machine, as ssh takes it"))
    add.add_argument(
        "--program",
        default="vortex-gui",
        metavar="PATH",
        help=tr("how the program is called on that machine"),
    )
    add.add_argument(
        "--fingerprint", metavar="SHA256:…", help=tr("accept this host key and no other, without a question")
    )
    for each in (listing, test):
        _add_json(each)


def _add(commands: Commands, name: str, about: str, module: str) -> argparse.ArgumentParser:
    """A command whose work is the function of its own name in a module."""
    command = commands.add_parser(name, help=about, description=about)
    _add_settings(command, default=argparse.SUPPRESS)
    command.set_defaults(home=(module, name))
    return command


def _add_profile(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", help=tr("use this profile instead of the settings' profile"))


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def _add_json_lines(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--json", action="store_true", help=tr("print sizes and progress, one JSON object per line")
    )


def _add_settings(parser: argparse.ArgumentParser, *, default: object) -> None:
    """Before and after the command; a command that is not given it leaves what stands before it."""
    about = tr("use this settings file instead of your own")
    parser.add_argument("--settings", type=_path, default=default, metavar="FILE", help=about)
