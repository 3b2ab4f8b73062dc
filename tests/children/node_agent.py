"""The agent of a node whose worker is scripted; otherwise it is the one that an actor starts."""

from __future__ import annotations

import sys
from pathlib import Path

from vortex_gui.serve.ray_site.node_agent import main

worker = Path(__file__).with_name("scripted_worker.py")
sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), [sys.executable, str(worker)]))
