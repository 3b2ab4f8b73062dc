"""What loading has freed is the system's again before the first slot: a slot counts its own memory alone."""

from __future__ import annotations

import ctypes
import platform
from pathlib import Path

import pytest

from tests.pipeline.test_budgets import over_the_same_models
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.resident.memory import resident_bytes

BLOCK, BLOCKS = 16_000, 12_000
"""192 MB, each block below what glibc maps by itself."""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps freed memory")
def test_pages_that_loading_freed_are_given_back(pipeline: VortexPipeline, tmp_path: Path) -> None:
    library = ctypes.CDLL("libc.so.6")
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    blocks = [library.malloc(BLOCK) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK)
    for block in blocks[:-1]:  # the last one holds the top of the heap
        library.free(block)
    before = resident_bytes()
    try:
        over_the_same_models(pipeline, pipeline.profile, tmp_path)
        assert before - resident_bytes() > BLOCK * BLOCKS // 4  # the new buffers take some
    finally:
        library.free(blocks[-1])
