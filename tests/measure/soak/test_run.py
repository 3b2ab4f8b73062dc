"""The soak with real consoles, real kills and a scripted worker: its account adds up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.paths import CHILDREN
from vortex_gui.measure.soak.account import growth, is_good, slope
from vortex_gui.measure.soak.playable import clip_fault
from vortex_gui.measure.soak.run import Soak


def worker(name: str = "scripted_worker") -> list[str]:
    return [sys.executable, str(CHILDREN / f"{name}.py")]


def test_kills_cost_no_slot(tmp_path: Path, clip: Path) -> None:
    soak = Soak(
        tmp_path / "soak",
        slots=8,
        kill_worker=0.4,
        kill_console=0.3,
        seed=5,
        worker_command=worker(),
        prompt="slow presenter",
    )
    found = soak.run()
    assert is_good(found), found
    assert found["done"] == found["submitted"] == 8
    assert found["kills"]["worker"] > 0
    assert found["kills"]["console"] > 0
    for whom in ("worker", "console"):
        assert found["recovery_s"][whom]["max"] < 10
    assert 0 < found["reopened_s"]["max"] < found["recovery_s"]["console"]["max"]


def test_a_slot_falsely_called_done_is_found(tmp_path: Path) -> None:
    soak = Soak(tmp_path / "soak", slots=1, kill_worker=0, kill_console=0, seed=0, worker_command=worker())
    found = soak.run()  # its clip is a few bytes that do not play
    assert found["false_done"] == 1
    assert not is_good(found)


def test_each_life_has_its_own_level_and_its_first_slots_do_not_count() -> None:
    first, second = [9_000, 9_000, *range(100, 150, 10)], [1, 1, *range(7_000, 7_050, 10)]
    assert slope([first, second, [5, 5, 5]], warm=2) == pytest.approx((10.0, 0.0))
    rise, noise = slope([[0, 40, 20, 60, 40, 80, 60, 100]], warm=0) or (0.0, 0.0)
    assert 0 < noise < rise < 15
    assert slope([[1, 2, 3]], warm=2) is None
    assert growth([[50, 40, 12, 11, 13], [9, 9]], warm=2) == 1
    assert growth([[9, 9]], warm=2) is None


def test_a_clip_that_is_cut_off_does_not_play(clip: Path, tmp_path: Path) -> None:
    assert clip_fault(clip) is None
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(clip.read_bytes()[:-300])
    assert clip_fault(cut)
    (tmp_path / "junk.mp4").write_bytes(b"junk")
    assert clip_fault(tmp_path / "junk.mp4")
    assert clip_fault(tmp_path / "none.mp4")


def test_kills_among_several_workers_cost_no_slot(tmp_path: Path, clip: Path) -> None:
    soak = Soak(
        tmp_path / "soak",
        slots=10,
        kill_worker=0.5,
        kill_console=0.2,
        seed=3,
        worker_command=worker(),
        workers=2,
        prompt="slow presenter",
    )
    found = soak.run()
    assert is_good(found), found
    assert found["done"] + found["set_aside"] == found["submitted"] == 10
    assert found["kills"]["worker"] > 0
    assert len(soak.account.rss) + len(soak.account.handles) > 0
