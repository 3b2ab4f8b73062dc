"""A slot's folder is whole or not, and a disk can be written or not: both told in plain values."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.rows import report_of, row, write_folder
from vortex_gui.base.report.report import Deadline, Report, StageTiming, Verification
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.output.finished_folder import disk_fault, end_of, whole_report


@pytest.fixture
def slot(tmp_path: Path) -> SlotRow:
    return row(tmp_path)


def test_a_folder_of_this_very_slot_is_whole(slot: SlotRow) -> None:
    assert whole_report(slot) is None
    write_folder(slot, report_of(slot))
    assert whole_report(slot) == report_of(slot)


@pytest.mark.parametrize(
    ("report", "clip"),
    [
        ({}, b""),
        ({"slot_id": 2}, b"a clip"),
        ({"seed": 8}, b"a clip"),
        ({"success": False}, b"a clip"),
        ({"note": "x" * 20_000_000}, b"a clip"),
        ({"generation_time_ms": float("nan")}, b"a clip"),
        ({"note": float("inf")}, b"a clip"),
    ],
)
def test_a_strangers_folder_or_one_that_tells_of_failure_is_not(
    slot: SlotRow, report: dict[str, object], clip: bytes
) -> None:
    write_folder(slot, report_of(slot, **report), clip)
    assert whole_report(slot) is None


def _pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes by name here")
    os.mkfifo(path)


REPLACED: dict[str, Callable[[Path], object]] = {
    "a folder": lambda path: path.mkdir(),
    "a link": lambda path: path.symlink_to(path.parents[1] / "aside"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a pipe": _pipe,
    "an empty file": lambda path: path.touch(),
}


@pytest.mark.parametrize("kind", REPLACED)
@pytest.mark.parametrize(
    "name", ["slot.mp4", "actor.png", "speech.wav", "slot.srt", "slot.vtt", "report.json"]
)
def test_what_stands_in_a_files_place_is_not_a_finished_slot(slot: SlotRow, name: str, kind: str) -> None:
    write_folder(slot, report_of(slot))
    for other in ("actor.png", "speech.wav", "slot.srt", "slot.vtt"):
        (slot.folder / other).write_bytes(b"whole")
    assert whole_report(slot) is not None
    (slot.folder / name).replace(slot.folder.parent / "aside")
    REPLACED[kind](slot.folder / name)
    assert whole_report(slot) is None


def test_a_link_to_a_finished_folder_is_none(slot: SlotRow) -> None:
    write_folder(slot, report_of(slot))
    slot.folder.rename(slot.folder.with_name("elsewhere"))
    slot.folder.symlink_to(slot.folder.with_name("elsewhere"))
    assert whole_report(slot) is None


def test_the_trial_of_a_disk_follows_no_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even when its name is known before: another user may have put a link there."""
    (tmp_path / "mine").write_text("mine")
    monkeypatch.setattr("secrets.token_hex", lambda _: "known")
    for name in (".vortex-probe", ".vortex-probe-known"):
        (tmp_path / name).symlink_to(tmp_path / "mine")
    assert disk_fault(tmp_path, 1) is None
    assert (tmp_path / "mine").read_text() == "mine"
    assert (tmp_path / ".vortex-probe").is_symlink()


def test_a_report_that_is_none_is_not_kept(slot: SlotRow) -> None:
    write_folder(slot, "[1, 2")
    assert whole_report(slot) is None
    end = end_of(SlotState.DONE, 10.0, "[1, 2", due_at=11.0)
    assert (end.report_json, end.generation_ms, end.deadline_met) == (None, None, True)


def test_the_reports_own_word_on_the_deadline_counts(slot: SlotRow) -> None:
    report = report_of(slot, deadline={"due_s": 5.0, "met": False})
    assert end_of(SlotState.DONE, 10.0, report, due_at=11.0).deadline_met is False
    assert end_of(SlotState.FAILED, 10.0, report_of(slot), due_at=11.0).deadline_met is None


def test_a_disk_with_room_has_no_fault_and_keeps_nothing_of_the_trial(tmp_path: Path) -> None:
    assert disk_fault(tmp_path / "out", 1) is None
    assert list((tmp_path / "out").iterdir()) == []


def test_too_little_room_and_no_right_to_write_are_told_with_a_remedy(tmp_path: Path) -> None:
    sentence, remedy = disk_fault(tmp_path, 10**18) or ("", "")
    assert "1000000000.00 GB" in sentence
    assert remedy == "Free some space, then resume the queue."
    (tmp_path / "file").touch()
    sentence, remedy = disk_fault(tmp_path / "file" / "out", 1) or ("", "")
    assert f"{tmp_path / 'file' / 'out'} cannot be written" in sentence
    assert remedy.startswith("Choose another output folder")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_limit_on_files_is_no_fault_of_the_folder(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with ExitStack() as limited:
        limited.callback(resource.setrlimit, resource.RLIMIT_FSIZE, before)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        sentence, remedy = disk_fault(tmp_path, 1) or ("", "")
    assert "File too large" in sentence
    assert remedy.startswith("A limit on this process ends files at 1 kB")


DUE_AT = 100.0
REPORT = Report(
    slot_id=7,
    success=True,
    generation_time_ms=9000.0,
    stages=(StageTiming("speech", 0.0, 5.0),),
    verification=Verification(0.7, 0.8, 0.76, True, False, 0.71),
)


@pytest.mark.parametrize(("at", "met"), [(99.0, True), (100.0, True), (100.001, False)])
def test_a_slot_done_by_its_deadline_met_it(at: float, met: bool) -> None:
    assert end_of(SlotState.DONE, at, REPORT.to_json(), due_at=DUE_AT).deadline_met is met


@pytest.mark.parametrize("told", [True, False])
def test_what_the_report_says_of_the_deadline_counts_before_the_clock(told: bool) -> None:
    report = replace(REPORT, deadline=Deadline(20.0, told)).to_json()
    for at in (99.0, 101.0):
        assert end_of(SlotState.DONE, at, report, due_at=DUE_AT).deadline_met is told


def test_without_a_deadline_nothing_is_met_or_missed() -> None:
    assert end_of(SlotState.DONE, 99.0, REPORT.to_json()).deadline_met is None


@pytest.mark.parametrize("state", [SlotState.FAILED, SlotState.CANCELLED, SlotState.MISSED])
def test_a_slot_that_is_not_done_meets_no_deadline_by_the_clock(state: SlotState) -> None:
    assert end_of(state, 99.0, REPORT.to_json(), due_at=DUE_AT).deadline_met is None


def test_an_end_takes_over_what_the_report_tells() -> None:
    end = end_of(SlotState.DONE, 99.0, REPORT.to_json())
    assert (end.generation_ms, end.stages, end.scores) == (9000.0, REPORT.stages, REPORT.verification)
    assert end.report_json == REPORT.to_json()


def test_a_report_that_cannot_be_read_is_not_kept() -> None:
    end = end_of(SlotState.FAILED, 99.0, "{", error_code="stage", error="It broke.")
    assert (end.report_json, end.generation_ms, end.scores, end.stages) == (None, None, None, ())
    assert (end.error_code, end.error) == ("stage", "It broke.")


def test_a_folder_that_cannot_be_written_is_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    fault = disk_fault(tmp_path / "file" / "out", 0)
    assert fault is not None
    assert fault[0].startswith(f"{tmp_path / 'file' / 'out'} cannot be written (")


def test_a_disk_with_less_free_than_needed_is_named_in_gigabytes(tmp_path: Path) -> None:
    assert disk_fault(tmp_path / "new", 1) is None
    assert list((tmp_path / "new").iterdir()) == []
    fault = disk_fault(tmp_path, 10**18)
    assert fault is not None
    assert fault[0].endswith("GB free of 1000000000.00 GB needed.")
