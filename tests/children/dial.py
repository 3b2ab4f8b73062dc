"""The way to an agent as `serve --dial` goes it, for a folder that is named: it reads no settings first."""

import sys
from pathlib import Path

from vortex_gui.base.errors import VortexError
from vortex_gui.serve.dial import dial

try:
    dial(Path(sys.argv[1]))
except VortexError as error:
    sys.exit(str(error))
