"""A console names a profile that ships, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.errors import SettingsError
from vortex_gui.serve.shipped_profile import shipped_profile


def test_a_profile_that_ships_is_found_by_its_name() -> None:
    assert shipped_profile("mini").name == "mini"


def test_a_path_is_refused_even_where_a_profile_stands(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("name: own\n")
    for name in (str(file), "../profiles/mini", "", "nope"):
        with pytest.raises(SettingsError, match="is not known there; it has mini"):
            shipped_profile(name)
