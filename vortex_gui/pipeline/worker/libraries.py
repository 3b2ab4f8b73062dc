"""Imports the model libraries: three quarters of the time until the models are ready."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.process.address_limit import check_addresses

SHARED_MODULES = ("onnxruntime",)
"""Imported with a model, where nothing is forked."""
MODULES = ("vortex_gui.pipeline.vortex", "vortex_gui.pipeline.worker.slot_run", "hibari")


@contextmanager
def uncollected() -> Iterator[None]:
    """Imports in here make no garbage; not looking for it saves an eighth of their time.

    What is imported stays, so later collections leave it out: each takes 0.35 s less.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def import_libraries() -> None:
    """All that a pipeline imports. Raises `VortexInitializationError` where it could not fit."""
    check_addresses()
    with uncollected():
        for module in MODULES:
            import_module(module)


def import_for_forks() -> None:
    """All that a pipeline imports, and what its models load that is the same in every worker.

    Forked workers share it. It starts no thread, since none would live on in a forked process.
    """
    import_libraries()
    with uncollected():
        for module in SHARED_MODULES:
            import_module(module)
        from vortex_gui.models.speech.reading import phonemiser

        with suppress(CheckpointError):  # the worker tells
            phonemiser()
