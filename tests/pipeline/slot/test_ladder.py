"""Deadlines: what this machine's history predicts, which rung is taken, when a slot is given up."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.errors import DeadlineMissed
from vortex_gui.base.profile import Rung
from vortex_gui.pipeline.slot.ladder import choose_rung
from vortex_gui.pipeline.slot.pace import KEPT, Pace
from vortex_gui.pipeline.slot.stages.stage import Extent
from vortex_gui.pipeline.slot.stages.table import work_of

LADDER = (Rung(name="full"), Rung(name="half", every=2), Rung(name="quarter", every=4, steps=2))
WORK = {rung.name: work_of(Extent(words=10, frames=100, steps=4), rung) for rung in LADDER}


def trained_pace() -> Pace:
    pace = Pace()
    pace.record("speech", 1.0, 10)
    pace.record("actor", 2.0, 4)
    pace.record("animation", 10.0, 100)
    pace.record("verification", 0.5, 1)
    pace.record("output", 0.5, 1)
    return pace


def test_speech_runs_beside_the_actor() -> None:
    assert trained_pace().remaining(WORK["full"]) == pytest.approx(2 + 10 + 0.5 + 0.5)


def test_work_is_counted_in_the_units_of_each_stage() -> None:
    """Every fourth frame of 101 is drawn, the last one included; a rung without steps takes the profile's."""
    rung = Rung(name="quarter", every=4)
    assert work_of(Extent(words=10, frames=101, steps=4), rung) == {
        "speech": 10,
        "actor": 4,
        "animation": 26,
        "verification": 1,
        "output": 1,
    }
    assert work_of(Extent(words=10, frames=100, steps=4), LADDER[2])["actor"] == 2


@pytest.mark.parametrize(
    ("remaining_s", "rung"), [(None, "full"), (13.1, "full"), (12, "half"), (5, "quarter")]
)
def test_the_best_rung_that_fits_is_taken(remaining_s: float | None, rung: str) -> None:
    assert choose_rung(LADDER, trained_pace(), WORK, remaining_s).name == rung


def test_a_slot_is_given_up_when_no_rung_fits() -> None:
    with pytest.raises(DeadlineMissed, match=r"in 3\.0 s and the work would take 4\.5 s"):
        choose_rung(LADDER, trained_pace(), WORK, 3.0)


def test_a_rung_that_takes_exactly_the_time_left_fits() -> None:
    pace = Pace()
    for stage, seconds in (("speech", 1.0), ("actor", 1.0), ("animation", 8.0), ("verification", 1.0)):
        pace.record(stage, seconds, 1)  # type: ignore[arg-type]
    pace.record("output", 1.0, 1)
    work = {"full": dict.fromkeys(WORK["full"], 1.0)}
    assert choose_rung(LADDER[:1], pace, work, 11.0).name == "full"
    with pytest.raises(DeadlineMissed, match=r"in 10\.9 s and the work would take 11\.0 s"):
        choose_rung(LADDER[:1], pace, work, 10.9)


def test_at_the_deadline_itself_it_has_passed() -> None:
    with pytest.raises(DeadlineMissed, match="has passed"):
        choose_rung(LADDER, Pace(), WORK, 0.0)


def test_finished_stages_do_not_count() -> None:
    assert choose_rung(LADDER, trained_pace(), WORK, 11.1, after=("speech", "actor")).name == "full"


def test_a_passed_deadline_is_missed_even_without_a_history() -> None:
    with pytest.raises(DeadlineMissed, match="has passed"):
        choose_rung(LADDER, Pace(), WORK, -0.1)
    assert choose_rung(LADDER, Pace(), WORK, 0.1).name == "full"


def test_pace_follows_a_machine_that_changed(tmp_path: Path) -> None:
    pace = Pace(tmp_path / "data" / "pace.json")
    for _ in range(KEPT):
        pace.record("animation", 10.0, 100)
    for _ in range(KEPT):
        pace.record("animation", 20.0, 100)
    assert pace.predict("animation", 50) == pytest.approx(10.0)
    pace.save()
    assert Pace(tmp_path / "data" / "pace.json").predict("animation", 50) == pytest.approx(10.0)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"speech": 3}', '{"speech": ["x"]}'])
def test_a_damaged_pace_file_is_begun_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pace.json"
    path.write_text(text)
    assert Pace(path).predict("speech", 1) is None


def test_a_stage_that_raises_teaches_nothing() -> None:
    pace = Pace()
    with pytest.raises(RuntimeError), pace.timed("speech", 1):
        raise RuntimeError
    assert pace.predict("speech", 1) is None
