"""Keeps the model libraries' own chatter and progress bars out of the log; their errors stay."""

from __future__ import annotations

import logging
import os

from vortex_gui.models.quantise import late_bitsandbytes


def quiet_libraries() -> None:
    """Called by the worker and the headless commands before the first model library is imported.

    Also keeps them off the network: models come from local folders, and nothing downloads unasked.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault(
        "ORT_DISABLE_TELEMETRY", "1"
    )  # it keeps an id below HOME, and warns where it cannot
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("DIFFUSERS_VERBOSITY", "error")
    os.environ.setdefault("TQDM_DISABLE", "1")
    os.environ.setdefault("SVT_LOG", "1")  # errors alone; it prints a page whenever it opens
    late_bitsandbytes.put_off()
    logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
