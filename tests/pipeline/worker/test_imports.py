"""What the worker's entry imports before it has reserved its channel."""

from __future__ import annotations

import subprocess
import sys


def test_reading_the_worker_imports_neither_torch_nor_qt() -> None:
    script = (
        "import sys, vortex_gui.pipeline.worker.entry;"
        "print([n for n in ('torch', 'diffusers', 'PySide6', 'numpy') if n in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
