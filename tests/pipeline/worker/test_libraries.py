"""The libraries are imported together, without the collector, which is given back."""

from __future__ import annotations

import subprocess
import sys

from vortex_gui.pipeline.worker.libraries import MODULES

COLLECTS = """
import gc
from vortex_gui.pipeline.worker.libraries import uncollected
for fault in (None, ImportError):
    try:
        with uncollected():
            print(gc.isenabled())
            if fault:
                raise fault
    except ImportError:
        pass
    print(gc.isenabled())
"""
IMPORTS = """
import gc, sys
from vortex_gui.pipeline.worker.quiet import quiet_libraries
quiet_libraries()
from vortex_gui.pipeline.worker.libraries import MODULES, import_libraries
import_libraries()
print(all(name in sys.modules for name in MODULES), gc.isenabled(), gc.get_freeze_count() > 100_000)
print("bitsandbytes.nn" in sys.modules, "PySide6" in sys.modules)
"""

SHARES = """
import sys, threading
from vortex_gui.pipeline.worker.quiet import quiet_libraries
quiet_libraries()
from vortex_gui.pipeline.worker.libraries import import_for_forks
import_for_forks()
from vortex_gui.models.speech.hibari import HibariSpeaker
from vortex_gui.models.speech.reading import phonemiser
print(threading.active_count(), phonemiser.cache_info().currsize, "onnxruntime" in sys.modules)
print(HibariSpeaker()._reader._phonemiser is phonemiser())
"""


def told(script: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=100, check=True
    )
    return ran.stdout.split()


def test_the_collector_is_off_inside_and_on_again_even_after_a_failure() -> None:
    assert told(COLLECTS) == ["False", "True", "False", "True"]


def test_all_that_a_pipeline_imports_is_there_and_set_aside_from_the_collector() -> None:
    assert told(IMPORTS) == ["True", "True", "True", "False", "False"]
    assert len(MODULES) == len(set(MODULES))


def test_forked_workers_share_the_tables_of_the_phonemiser_and_no_thread_is_begun_for_them() -> None:
    assert told(SHARES) == ["1", "1", "True", "True"]
