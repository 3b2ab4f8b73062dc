"""The parser of the whole command line; its help lists the commands in this order."""

from __future__ import annotations

import argparse

from vortex_gui import __version__
from vortex_gui.base.words.translation import tr
from vortex_gui.commands.arguments.checkpoints import add_calibrate, add_prefetch, add_prepare
from vortex_gui.commands.arguments.machines import add_machines, add_serve
from vortex_gui.commands.arguments.measuring import add_bench, add_rehearse, add_soak
from vortex_gui.commands.arguments.shared import add_settings
from vortex_gui.commands.arguments.slots import add_fit, add_generate, add_plan
from vortex_gui.commands.arguments.upkeep import add_backup, add_doctor


def parser() -> argparse.ArgumentParser:
    """`home` of what it parses names the module and the function of the command."""
    whole = argparse.ArgumentParser(
        prog="vortex-gui",
        description=tr("Operate a resident generation pipeline that turns a recipe into a presenter's clip."),
    )
    whole.add_argument("--version", action="version", version=f"vortex-gui {__version__}")
    add_settings(whole, default=None)
    whole.set_defaults(home=("vortex_gui.console.app", "run_console"))
    commands = whole.add_subparsers(title=tr("commands"), metavar="COMMAND")
    for add in (
        add_generate,
        add_plan,
        add_fit,
        add_bench,
        add_doctor,
        add_prefetch,
        add_prepare,
        add_calibrate,
        add_rehearse,
        add_backup,
        add_soak,
        add_serve,
        add_machines,
    ):
        add(commands)
    return whole
