"""An address is what ssh takes, and never an option or something for a shell."""

from __future__ import annotations

import pytest

from vortex_gui.base.errors import InputError
from vortex_gui.engine.machines.address import checked_address


@pytest.mark.parametrize(
    "address", ["ada@box", "box", "ada@192.168.1.5", "ada@[fe80::1%eth0]", "a.b-c@box.example.org", "_gw"]
)
def test_what_ssh_takes_is_taken(address: str) -> None:
    assert checked_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "-oProxyCommand=x",
        "ada@-box",
        "box; rm",
        "a b",
        "box\n",
        "@box",
        "ada@",
        "a@b@c",
        "$HOME",
        "x" * 400,
    ],
)
def test_what_is_no_address_is_refused_in_one_sentence(address: str) -> None:
    with pytest.raises(InputError) as told:
        checked_address(address)
    assert len(told.value.faults) == 1
    assert "\n" not in told.value.faults[0]
