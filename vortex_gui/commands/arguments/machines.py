"""Arguments of the commands about other machines: serve and machines."""

from __future__ import annotations

from vortex_gui.base.words.translation import tr
from vortex_gui.commands.arguments.shared import Commands, add_command, add_json, add_to_all


def add_serve(commands: Commands) -> None:
    command = add_command(
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


def add_machines(commands: Commands) -> None:
    command = add_command(
        commands,
        "machines",
        tr("Add, list, remove and test machines that generate slots for this one."),
        "vortex_gui.commands.machines",
    )
    command.register("type", None, str)  # argparse takes all words of an action for values of the command
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help=tr("name a machine, once its host key is known"))
    listing = actions.add_parser("list", help=tr("print the machines that were added"))
    remove = actions.add_parser("remove", help=tr("forget a machine"))
    test = actions.add_parser("test", help=tr("connect, and say what is there or missing"))
    for each in (add, listing, remove, test):
        add_to_all(each)
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
        add_json(each)
