"""The bundle's entry: the same command line as `vortex-gui`, in a program that carries its own Python."""

from __future__ import annotations

import sys
from multiprocessing import freeze_support

from vortex_gui.cli import main

if __name__ == "__main__":
    freeze_support()
    # The console starts its worker as `python -m vortex_gui worker`; here the program itself is the Python.
    if sys.argv[1:3] == ["-m", "vortex_gui"]:
        del sys.argv[1:3]
    sys.exit(main())
