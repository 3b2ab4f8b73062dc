"""What several tests of other machines set up."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.engine import far_slots


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Slots that `gate` wait until it is there."""
    monkeypatch.setenv("VORTEX_TEST_GATE", str(tmp_path / "gate"))
    return tmp_path / "gate"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(far_slots, "GRACE_S", 0.3)
    monkeypatch.setattr(far_slots, "CONNECTS", 0.0)


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The clip of every slot."""
    clip = bytes(range(256)) * 20_000
    (tmp_path / "clip").write_bytes(clip)
    monkeypatch.setenv("VORTEX_TEST_CLIP", str(tmp_path / "clip"))
    return clip
