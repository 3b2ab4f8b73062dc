"""The C library's heaps: shared when asked, and given back; each in a process of its own."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps freed memory")

BLOCKS = """
import ctypes, psutil
from vortex_gui.base.process.heap import give_back
library = ctypes.CDLL("libc.so.6")
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
blocks = [library.malloc(16_000) for _ in range(6_000)]  # 96 MB, each below what is mapped by itself
for block in blocks:
    ctypes.memset(block, 1, 16_000)
for block in blocks[:-1]:  # the last one holds the top of the heap
    library.free(block)
before = psutil.Process().memory_info().rss
give_back()
print(before - psutil.Process().memory_info().rss)
"""
LARGE_BLOCKS = """
import ctypes, psutil, sys
from vortex_gui.base.process.heap import return_large_blocks
if sys.argv[1:]:
    return_large_blocks()
library = ctypes.CDLL("libc.so.6")
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
library.free(library.malloc(20_000_000))  # glibc now keeps blocks up to this size
before = psutil.Process().memory_info().rss
blocks = [library.malloc(1_000_000) for _ in range(60)]
for block in blocks:
    ctypes.memset(block, 1, 1_000_000)
for block in blocks[:-1]:  # the last one holds the top of the heap
    library.free(block)
print(psutil.Process().memory_info().rss - before)
"""
HEAPS = """
import ctypes, os, sys, threading
from vortex_gui.base.process.heap import share_heaps
if sys.argv[1:]:
    share_heaps(int(sys.argv[1]))
library = ctypes.CDLL("libc.so.6")
library.malloc.restype = library.fdopen.restype = ctypes.c_void_p
together = threading.Barrier(5)
def take():
    together.wait()
    library.malloc(5_000)
    together.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
for thread in threads:
    thread.start()
together.wait()
together.wait()
read, write = os.pipe()
stream = library.fdopen(write, b"w")
library.malloc_info(0, ctypes.c_void_p(stream))
library.fclose(ctypes.c_void_p(stream))
print(os.read(read, 1 << 20).count(b"<heap nr="))
"""


def told(script: str, *words: str) -> int:
    ran = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, timeout=60, check=True
    )
    return int(ran.stdout)


def test_what_was_freed_below_a_kept_block_is_given_back() -> None:
    assert told(BLOCKS) > 80_000_000


def test_threads_share_as_many_heaps_as_are_allowed() -> None:
    assert ctypes.sizeof(ctypes.c_void_p) == 8
    assert told(HEAPS) > 2
    assert told(HEAPS, "2") <= 2
    assert told(HEAPS, "1") == 1


def test_large_blocks_are_given_back_at_once_when_asked() -> None:
    assert told(LARGE_BLOCKS) > 40_000_000
    assert told(LARGE_BLOCKS, "asked") < 5_000_000
