"""Which versions made a slot: this program's own and those of its libraries."""

from __future__ import annotations

import torch

from vortex_gui import __version__
from vortex_gui.pipeline.resident.versions import LIBRARIES, versions


def test_the_program_comes_first_and_every_library_has_a_version() -> None:
    found = versions()
    assert list(found) == ["vortex-console", *LIBRARIES]
    assert found["vortex-console"] == __version__
    assert torch.__version__.startswith(found["torch"])
