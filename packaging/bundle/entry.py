"""The bundle's entry: the command line of `vortex-gui`, and Python's own for the children that it starts."""

from __future__ import annotations

import runpy
import sys
from multiprocessing import freeze_support

from vortex_gui.commands.line import main


def run(words: list[str]) -> int:
    """The program starts children as `python -m MODULE` or `python -c CODE`; in a bundle it is its Python."""
    match words:
        case ["-m", "vortex_gui", *rest]:
            return main(rest)
        case ["-m", module, *rest]:
            sys.argv = [module, *rest]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            return 0
        case ["-c", code, *rest]:
            sys.argv = ["-c", *rest]
            exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})
            return 0
        case _:
            return main(words)


if __name__ == "__main__":
    freeze_support()
    sys.exit(run(sys.argv[1:]))
