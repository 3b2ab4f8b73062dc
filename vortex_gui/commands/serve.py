"""The command `serve`: the agent of this machine, the way to it for ssh, and its unit for systemd."""

from __future__ import annotations

import argparse
import sys

from vortex_gui.base.errors import InputError
from vortex_gui.base.files.shipped import program
from vortex_gui.base.process.exit_codes import DONE
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.base.words.translation import tr
from vortex_gui.commands.kept_log import kept_log
from vortex_gui.serve.agent_socket import agent_folder
from vortex_gui.serve.dial import dial
from vortex_gui.serve.unit import install, next_steps


def serve(arguments: argparse.Namespace) -> int:
    """Takes `dial`, `install`, `ray`, `settings`; without the first two it is the agent, until a signal."""
    if sys.platform == "win32":
        raise InputError([tr("serve: only Linux and macOS can serve a console; Windows cannot yet.")])
    settings = load_settings(arguments.settings)
    if arguments.dial and arguments.ray:
        raise InputError([tr("serve: --dial goes to the agent that runs here; only that one takes --ray.")])
    if arguments.dial:
        dial(agent_folder(settings))
        return DONE
    if arguments.install:
        if sys.platform != "linux":
            raise InputError(
                [tr("--install: only Linux has systemd; start vortex-gui serve in another way.")]
            )
        words = ["--ray", arguments.ray] if arguments.ray else []
        words += ["--settings", str(arguments.settings.absolute())] if arguments.settings else []
        print(tr("Wrote {file}.", file=install(program("serve", *words))))
        print(next_steps())
        return DONE
    from vortex_gui.serve.ray_site.run import run_cluster_agent  # a link waits for `--dial`: it needs none
    from vortex_gui.serve.run import run_agent

    with kept_log(settings):
        if arguments.ray:
            run_cluster_agent(settings, arguments.ray)
        else:
            run_agent(settings, settings_file=arguments.settings)
    return DONE
