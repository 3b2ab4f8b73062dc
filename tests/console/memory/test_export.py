"""What is shown can be saved as a picture or as figures."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from tests.console.memory.samples import MB, NOW, count, feed, flux_colour, run_slot
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState


def test_csv_has_a_row_for_each_bucket_with_a_sample(
    view: MemoryView, state: ConsoleState, tmp_path: Path
) -> None:
    feed(state, 10, others=None, stage="actor")
    view.set_span("1 min")
    view.export.save_csv(tmp_path / "memory.csv")
    rows = list(csv.DictReader((tmp_path / "memory.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == pytest.approx(51, abs=2)
    assert rows[0]["flux_bytes"] == str(300 * MB)
    assert rows[0]["others_bytes"] == "n/a"
    assert rows[0]["used_bytes"] == str(1_200 * MB)
    assert rows[0]["stages"] == "actor"
    moments = [float(row["epoch_s"]) for row in rows]
    assert moments == sorted(moments)


def test_csv_tells_no_sample_twice_where_buckets_are_finer_than_samples(
    view: MemoryView, state: ConsoleState, tmp_path: Path
) -> None:
    run_slot(state, 4, NOW - 30, 10, working_mb=400)
    state.selection.select(4)
    view.show_slot()
    assert view.span.bucket_s < 0.1
    view.export.save_csv(tmp_path / "memory.csv")
    rows = list(csv.DictReader((tmp_path / "memory.csv").read_text(encoding="utf-8").splitlines()))
    assert len({row["epoch_s"] for row in rows}) == len(rows) == 100


def test_two_files_are_not_told_as_one_written_twice(
    view: MemoryView, state: ConsoleState, asked: Any, tmp_path: Path
) -> None:
    feed(state, 10)
    view.export.save_csv(tmp_path / "memory.csv")
    view.export.save_png(tmp_path / "memory.png")
    told = [call for call in asked.calls if call[0] == "notify"]
    assert [call[2] for call in told] == [
        f"Wrote {tmp_path / name}." for name in ("memory.csv", "memory.png")
    ]
    assert all("memory export" not in call for call in told)  # a shared key would count them as one


def test_png_holds_graph_and_legend(view: MemoryView, state: ConsoleState, tmp_path: Path) -> None:
    feed(state, 320)
    view.redraw()
    assert view.export.save_png(tmp_path / "memory.png")
    picture = QImage(str(tmp_path / "memory.png"))
    assert picture.width() > 900
    assert count(picture, flux_colour()) > 5_000


def test_file_that_cannot_be_written_is_told(view: MemoryView, asked: Any, tmp_path: Path) -> None:
    view.export.save_csv(tmp_path / "no such folder" / "memory.csv")
    assert asked.calls[0][:2] == ("notify", "error")
    view.export.save_csv(tmp_path / "memory.csv")
    assert asked.calls[1][:2] == ("notify", "success")
