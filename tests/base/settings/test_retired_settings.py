"""A file of an earlier version is read without a fault."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.settings.retired_settings import RETIRED, without_retired
from vortex_gui.base.settings.settings import Settings, lenient_settings


def test_a_retired_setting_is_read_past_and_the_others_count(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("worker: {ready_timeout_s: 600, ask_s: 3}\n", encoding="utf-8")
    settings, faults = lenient_settings(path)
    assert faults == []
    assert settings.worker.ask_s == 3


def test_nothing_that_is_still_a_setting_is_retired() -> None:
    for section, names in RETIRED.items():
        assert not set(names) & set(type(getattr(Settings(), section)).model_fields)


def test_other_shapes_are_left_to_the_check() -> None:
    assert without_retired({"worker": 5, "other": {"a": 1}}) == {"worker": 5, "other": {"a": 1}}
