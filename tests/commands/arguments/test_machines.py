"""The commands about other machines: one action at a time."""

from __future__ import annotations

import pytest

from vortex_gui.commands.arguments.parser import parser


def test_a_machine_is_added_by_its_address() -> None:
    found = parser().parse_args(["machines", "add", "user@host"])
    assert (found.action, found.address, found.program) == ("add", "user@host", "vortex-gui")


def test_an_agent_is_dialled_or_installed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["serve", "--dial", "--install"])
    assert "not allowed with" in capsys.readouterr().err


def test_a_cluster_is_found_by_itself_or_by_its_address() -> None:
    assert parser().parse_args(["serve", "--ray"]).ray == "auto"
    assert parser().parse_args(["serve", "--ray", "10.0.0.1:6379"]).ray == "10.0.0.1:6379"
