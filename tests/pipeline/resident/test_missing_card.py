"""A card that torch cannot use is another fault than none at all; the driver's library is imitated."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pytest
import torch

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.pipeline.resident.device import Device
from vortex_gui.pipeline.resident.missing_card import why_no_card

Driver = Callable[..., None]


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    """Puts a driver in place with so many cards; `None` is no driver."""

    def put(cards: int | None, version: str = "470.82") -> None:
        fake = ModuleType("pynvml")

        class NVMLError(Exception):
            pass

        def init() -> None:
            if cards is None:
                raise NVMLError

        vars(fake).update(
            NVMLError=NVMLError,
            nvmlInit=init,
            nvmlShutdown=lambda: None,
            nvmlDeviceGetCount=lambda: cards,
            nvmlSystemGetDriverVersion=lambda: version,
        )
        monkeypatch.setitem(sys.modules, "pynvml", fake)

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    return put


@pytest.mark.parametrize("cards", [None, 0])
def test_without_a_driver_or_a_card_there_is_nothing_to_add(driver: Driver, cards: int | None) -> None:
    driver(cards)
    assert why_no_card() == ""


def test_an_old_driver_is_told_with_what_torch_needs(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver(1)
    monkeypatch.setattr(torch.version, "cuda", "12.8")
    assert why_no_card() == (
        "The driver 470.82 has a card, but torch, built for CUDA 12.8, cannot use it: update the driver."
    )
    with pytest.raises(SettingsError, match=r"pipeline\.device: .*470\.82.*12\.8"):
        Device(load_profile("rtx3060"), Settings())


def test_a_torch_without_cuda_is_told(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver(1)
    monkeypatch.setattr(torch.version, "cuda", None)
    assert "built without CUDA" in why_no_card()
