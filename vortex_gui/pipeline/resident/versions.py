"""Which versions of this program and its libraries made a slot."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from vortex_gui import __version__

LIBRARIES = ("torch", "diffusers", "transformers", "av", "hibari-tts", "numpy")


@cache
def versions() -> dict[str, str]:
    """Versions of this program and of the libraries that shape its output."""
    found = {"vortex-console": __version__}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
