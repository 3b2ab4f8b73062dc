"""An agent of another machine whose workers are scripted; otherwise it is the command `serve`.

With `--spare` it is a spare of agents: each is forked from it, and imports nothing any more.
"""

from __future__ import annotations

import sys
from pathlib import Path

from vortex_gui.base.settings.settings import load_settings
from vortex_gui.pipeline.worker.spare import stand_by
from vortex_gui.serve.run import run_agent

if sys.argv[1:] == ["--spare"]:
    stand_by(prepare=lambda: None)
worker = Path(__file__).with_name("scripted_worker.py")
run_agent(load_settings(), worker_command=[sys.executable, str(worker)])
