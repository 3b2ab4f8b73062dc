"""Places by short names."""

from __future__ import annotations

import pytest

from vortex_gui.console.look.place_labels import place_label, short_label


@pytest.mark.parametrize(
    ("place", "label", "short"),
    [
        ("local", "local", "local"),
        ("local-12", "local-12", "12"),
        ("ada@box.example.org/local", "box", "box"),
        ("ada@box/local-2", "box 2", "box 2"),
        ("box/gpu", "box gpu", "box gpu"),
        ("ada@10.0.0.7/local", "10.0.0.7", "10.0.0.7"),
    ],
)
def test_another_machine_is_called_by_its_host(place: str, label: str, short: str) -> None:
    assert (place_label(place), short_label(place)) == (label, short)
