"""Which device a profile gets, and what happens where its card is missing."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.amounts import GB
from vortex_gui.pipeline.resident.device import HOST_MARGIN_GB, Device, usable_profile


def settings(**sections: dict[str, Any]) -> Settings:
    return Settings.model_validate(sections)


@pytest.fixture
def no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


@pytest.mark.usefixtures("no_card")
def test_a_missing_card_is_refused_in_one_sentence() -> None:
    with pytest.raises(SettingsError, match="'rtx3060' needs a CUDA card and this machine has none"):
        Device(load_profile("rtx3060"), settings())


@pytest.mark.expects_log
@pytest.mark.usefixtures("no_card")
@pytest.mark.parametrize(("allowed", "name"), [(True, "mini"), (False, "rtx3060")])
def test_mini_is_taken_only_where_the_settings_allow_it(allowed: bool, name: str) -> None:
    chosen = usable_profile(load_profile("rtx3060"), settings(pipeline={"fall_back_to_mini": allowed}))
    assert chosen.name == name


@pytest.mark.parametrize(("threads", "shown"), [(1, "CPU, one thread"), (2, "CPU, 2 threads")])
def test_a_cpu_is_named_with_its_threads(threads: int, shown: str) -> None:
    before = torch.get_num_threads()
    try:
        assert str(Device(load_profile("mini"), settings(pipeline={"threads": threads}))) == shown
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(("cards", "count"), [(1, "one card"), (2, "2 cards")])
def test_a_card_that_is_not_there_is_refused_with_the_number_of_cards(
    cards: int, count: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: cards)
    with pytest.raises(SettingsError, match=f"this machine has no cuda:7; it has {count}"):
        Device(load_profile("mini"), settings(pipeline={"device": "cuda:7"}))


@pytest.mark.parametrize(("free", "has_room"), [(2_100_000_000, True), (1_900_000_000, False)])
def test_a_card_with_room_to_the_limit_tells_that_the_limit_refused(
    free: int, has_room: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device(load_profile("mini"), settings(pipeline={"threads": torch.get_num_threads()}))
    assert not device.has_room_to_the_limit(), "on a CPU no limit refuses an allocation"
    device.torch = torch.device("cuda", 0)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (free, 8_000_000_000))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda _: 500_000_000)
    assert device.monitor.hard_limit_bytes == 2_500_000_000
    assert device.has_room_to_the_limit() is has_room


def test_a_margin_stays_free_on_a_cpu() -> None:
    device = Device(load_profile("mini"), settings(pipeline={"threads": torch.get_num_threads()}))
    assert device.monitor.margin_bytes == round(HOST_MARGIN_GB * GB)


def test_limits_of_the_settings_win_and_must_fit_each_other() -> None:
    own = settings(
        memory={"soft_limit_gb": 1.0, "hard_limit_gb": 3.0}, pipeline={"threads": torch.get_num_threads()}
    )
    assert Device(load_profile("mini"), own).monitor.hard_limit_bytes == 3_000_000_000
    with pytest.raises(SettingsError, match="over the hard limit"):
        Device(load_profile("mini"), settings(memory={"soft_limit_gb": 9.0}))
