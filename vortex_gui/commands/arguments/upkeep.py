"""Arguments of the commands that look after an installation: doctor and backup."""

from __future__ import annotations

from vortex_gui.base.words.translation import tr
from vortex_gui.commands.arguments.shared import Commands, add_command, add_json, add_profile
from vortex_gui.commands.arguments.values import path


def add_doctor(commands: Commands) -> None:
    command = add_command(
        commands,
        "doctor",
        tr("Check this machine and name a remedy for each fault."),
        "vortex_gui.commands.doctor.door",
    )
    add_profile(command)
    command.add_argument(
        "--machine",
        metavar="USER@HOST",
        help=tr("check that machine, which serves consoles, by its own doctor"),
    )
    command.add_argument(
        "--hash-all", action="store_true", help=tr("hash every checkpoint file, however large")
    )
    add_json(command)


def add_backup(commands: Commands) -> None:
    command = add_command(
        commands,
        "backup",
        tr("Copy queue and history into one file, also while a console is open."),
        "vortex_gui.commands.backup",
    )
    command.add_argument("file", type=path, metavar="FILE", help=tr("the copy; it must not be there yet"))
