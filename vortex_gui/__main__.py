"""`python -m vortex_gui`: the same as the command `vortex-gui`."""

from __future__ import annotations

import sys

from vortex_gui.commands.line import main

if __name__ == "__main__":
    sys.exit(main())
