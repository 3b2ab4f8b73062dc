"""The names of the cards: by the driver, or those that the console itself was given."""

from __future__ import annotations

import pytest

from vortex_gui.engine.places.cards import VISIBLE, cuda_cards


class Driver:
    """Counts as NVML does."""

    class NVMLError(Exception):
        pass

    def __init__(self, *cards: str, fails: bool = False) -> None:
        self._cards = cards
        self._fails = fails
        self.is_open = False

    def nvmlInit(self) -> None:
        if self._fails:
            raise Driver.NVMLError
        self.is_open = True

    def nvmlShutdown(self) -> None:
        self.is_open = False

    def nvmlDeviceGetCount(self) -> int:
        return len(self._cards)

    def nvmlDeviceGetHandleByIndex(self, at: int) -> int:
        return at

    def nvmlDeviceGetUUID(self, handle: int) -> str:
        return self._cards[handle]


def test_the_driver_names_them_and_is_closed_again() -> None:
    driver = Driver("GPU-a", "GPU-b")
    assert cuda_cards({}, driver) == ("GPU-a", "GPU-b")
    assert not driver.is_open


def test_without_a_driver_there_is_none() -> None:
    assert cuda_cards({}, Driver(fails=True)) == ()


@pytest.mark.parametrize(
    ("given", "found"), [("GPU-b", ("GPU-b",)), ("1, 0", ("1", "0")), ("0,-1,1", ("0",)), ("", ())]
)
def test_cards_that_the_console_was_given_are_all_there_is(given: str, found: tuple[str, ...]) -> None:
    assert cuda_cards({VISIBLE: given}, Driver("GPU-a", "GPU-b")) == found
