"""The card is asked by its UUID and opened once; what the driver does not say is told as not measurable."""

from __future__ import annotations

import os

import pynvml
import pytest
import torch

from tests.pipeline.resident.driver import ALL, FREE, GB, RESERVE, UUID, Driver, with_this_process
from vortex_gui.pipeline.resident.card_account import CardAccount, card_account, spellings

OTHER_PID = 4_000_000


class Seconds:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def account(driver: Driver, clock: Seconds | None = None, uuid: str = UUID) -> CardAccount:
    return CardAccount(uuid, ALL, nvml=driver, now=clock or Seconds())


def test_ten_samples_a_second_open_the_driver_once_and_list_every_two_seconds() -> None:
    driver, clock = with_this_process(5 * GB), Seconds()
    card = account(driver, clock)
    for tick in range(100):
        clock.now = tick / 10
        assert card.totals() is not None
        card.context_bytes(4 * GB)
    assert driver.asked.count("open") == 1
    assert driver.asked.count("list") == 5
    assert driver.asked.count("totals") >= 100


@pytest.mark.cpu_twin
def test_the_context_is_what_the_driver_counts_beside_the_allocator() -> None:
    card = account(with_this_process(5 * GB, (OTHER_PID, GB)))
    assert card.context_bytes(4 * GB) == GB
    assert card.holders() == {OTHER_PID: GB}
    assert card.why_unknown == ""


def test_the_context_stays_while_the_allocator_grows_between_two_lists() -> None:
    clock = Seconds()
    card = account(with_this_process(5 * GB), clock)
    assert card.context_bytes(4 * GB) == GB
    clock.now = 1.0
    assert card.context_bytes(6 * GB) == GB


@pytest.mark.cpu_twin
def test_the_second_card_is_found_whatever_number_cuda_gives_it() -> None:
    second = "99999999-0000-1111-2222-333344445555"
    driver = with_this_process(5 * GB)
    driver.cards = {f"GPU-{UUID}": 8 * GB, f"GPU-{second}": ALL}
    totals = account(driver, uuid=second).totals()
    assert totals is not None
    assert totals.total == ALL


def test_the_drivers_own_reserve_is_nobodys_memory() -> None:
    totals = account(Driver()).totals()
    assert totals is not None
    assert totals.held == ALL - FREE - RESERVE
    older = account(Driver(knows_reserve=False)).totals()
    assert older is not None
    assert older.held == ALL - FREE


@pytest.mark.parametrize(
    ("driver", "why"),
    [
        (with_this_process(None), "without their memory"),  # WSL, Windows
        (Driver(processes=[(OTHER_PID, 5 * GB)]), "hides the process numbers"),  # a container
        (Driver(), "hides the process numbers"),
        (with_this_process(GB), "hides the process numbers"),  # another process of the host's, same number
        (Driver(lists=False), "lists no processes"),
        (Driver(answers=False), "does not answer"),
        (Driver(cards={}), "MIG"),
        (Driver(cards={f"GPU-{UUID}": 7 * ALL}), "MIG"),  # the whole card of a slice
    ],
)
def test_what_the_driver_does_not_say_is_unknown_with_its_reason(driver: Driver, why: str) -> None:
    card = account(driver)
    assert card.context_bytes(4 * GB) is None
    assert why in card.why_unknown


def test_a_slice_of_a_card_is_asked_by_its_own_uuid() -> None:
    driver = with_this_process(5 * GB)
    driver.cards = {f"GPU-{UUID}": 7 * ALL, f"MIG-{UUID}": ALL}
    assert account(driver).context_bytes(4 * GB) == GB
    assert spellings("MIG-1") == ("MIG-1",)
    assert spellings("") == ()


def test_a_process_that_has_taken_nothing_yet_has_no_context() -> None:
    assert account(Driver()).context_bytes(0) == 0


def test_figures_come_back_when_the_driver_gives_them_again() -> None:
    driver, clock = Driver(lists=False), Seconds()
    card = account(driver, clock)
    assert card.context_bytes(4 * GB) is None
    driver.lists, driver.processes = True, [(os.getpid(), 5 * GB)]
    clock.now = 2.0
    assert card.context_bytes(4 * GB) == GB
    assert card.why_unknown == ""


@pytest.mark.gpu
def test_the_card_of_torch_is_the_drivers_by_its_uuid() -> None:
    ballast = torch.zeros(64_000_000, dtype=torch.uint8, device="cuda")
    card = card_account(torch.device("cuda", 0))
    totals = card.totals()
    assert totals is not None or card.why_unknown
    if totals is not None:
        shown = torch.cuda.get_device_properties(0).total_memory
        assert totals.total == pytest.approx(shown, rel=0.1)
    context = card.context_bytes(torch.cuda.memory_reserved(0))
    assert context is None or 50_000_000 < context < 3_000_000_000
    assert (context is None) == bool(card.why_unknown)
    assert ballast.device.type == "cuda"
    pynvml.nvmlShutdown()
