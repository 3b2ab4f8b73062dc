"""Runs a command as a link that fails on its way here; the command follows `--`.

`cut FILE BYTES` ends the link behind so many bytes unless the file is there, and makes that.
`flip BYTES…` turns the bits of the bytes at these places around.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

words = sys.argv[1:]
at = words.index("--")
(mode, *told), command = words[:at], words[at + 1 :]
marker = Path(told.pop(0)) if mode == "cut" else None
places = [int(word) for word in told]

child = subprocess.Popen(command, stdout=subprocess.PIPE)
assert child.stdout is not None
passed = 0
while data := os.read(child.stdout.fileno(), 64 * 1024):
    piece = bytearray(data)
    if mode == "flip":
        for place in places:
            if passed <= place < passed + len(piece):
                piece[place - passed] ^= 0xFF
    elif marker is not None and passed + len(piece) > places[0] and not marker.exists():
        marker.touch()
        child.kill()
        sys.exit(1)
    passed += len(piece)
    view = memoryview(piece)
    while view:
        view = view[os.write(1, view) :]
child.wait()
