"""Arguments that several commands have, and the frame of a command."""

from __future__ import annotations

import argparse
from typing import TypeAlias

from vortex_gui.base.settings.worker_wish import MOST_WORKERS
from vortex_gui.base.words.translation import tr
from vortex_gui.commands.arguments.values import named, path, whole

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_command(commands: Commands, name: str, about: str, module: str) -> argparse.ArgumentParser:
    """A command whose work is the function of its own name in a module."""
    command = commands.add_parser(name, help=about, description=about)
    add_to_all(command)
    command.set_defaults(home=(module, name))
    return command


def add_to_all(command: argparse.ArgumentParser) -> None:
    """The settings, and that no value may be empty."""
    command.register("type", None, named)
    add_settings(command, default=argparse.SUPPRESS)


def add_profile(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", help=tr("use this profile instead of the settings' profile"))


def add_required_profile(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", required=True, help=tr("the profile, by name or as a .yaml file"))


def add_workers(command: argparse.ArgumentParser) -> None:
    command.add_argument("--workers", type=whole(1, MOST_WORKERS), metavar="N", help=tr("number of workers"))


def add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def add_json_lines(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--json", action="store_true", help=tr("print sizes and progress, one JSON object per line")
    )


def add_settings(parser: argparse.ArgumentParser, *, default: object) -> None:
    """Before and after the command; a command that is not given it leaves what stands before it."""
    about = tr("use this settings file instead of your own")
    parser.add_argument("--settings", type=path, default=default, metavar="FILE", help=about)
