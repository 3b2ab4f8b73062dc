"""Whether the driver tells memory by process is said before the graph shows that it does not."""

from __future__ import annotations

import pytest
import torch

from tests.pipeline.resident.driver import ALL, GB, UUID, Driver, with_this_process
from vortex_gui.base.doctor_report import State
from vortex_gui.commands.doctor.card_memory import card_memory, told_by
from vortex_gui.pipeline.resident.card_account import CardAccount


def test_the_drivers_figure_is_told() -> None:
    check = told_by(CardAccount(UUID, ALL, nvml=with_this_process(GB)), reserved=GB // 2)
    assert (check.state, check.found) == (State.GOOD, "the driver holds 0.50 GB for this process")


def test_a_driver_that_hides_it_is_a_note_with_the_reason() -> None:
    check = told_by(CardAccount(UUID, ALL, nvml=Driver()), reserved=GB)
    assert check.state is State.NOTE
    assert check.found.startswith("not measurable: The driver's list does not hold this process")


def test_without_a_card_there_is_nothing_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert list(card_memory()) == []
