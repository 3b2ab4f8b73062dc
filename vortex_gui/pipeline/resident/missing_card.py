"""Why torch finds no card: there is none, or driver and torch do not fit each other."""

from __future__ import annotations

import torch

from vortex_gui.base.words.translation import tr


def why_no_card() -> str:
    """A sentence where the driver knows a card that torch cannot use; empty where there is none."""
    driver = _driver_with_a_card()
    if driver is None:
        return ""
    if torch.version.cuda is None:
        return tr(
            "The driver {driver} has a card, but this torch is built without CUDA: install the package with "
            "its extra [gpu].",
            driver=driver,
        )
    return tr(
        "The driver {driver} has a card, but torch, built for CUDA {cuda}, cannot use it: update the driver.",
        driver=driver,
        cuda=torch.version.cuda,
    )


def _driver_with_a_card() -> str | None:
    """The driver's version where it has a card; `None` without driver or card."""
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return None
    try:
        return str(pynvml.nvmlSystemGetDriverVersion()) if pynvml.nvmlDeviceGetCount() else None
    except pynvml.NVMLError:
        return None
    finally:
        pynvml.nvmlShutdown()
