"""Commands of the program, each forked from this process, which has imported the model libraries once."""

from __future__ import annotations

import json
import os
import sys

from vortex_gui.commands.line import main
from vortex_gui.pipeline.worker.spare import stand_by

stand_by()
sys.exit(main(json.loads(os.environ.pop("VORTEX_TEST_WORDS"))))
