"""What is shown can be saved as a picture or as figures."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.console.memory.samples import MB, NOW, count, feed, flux_colour, run_slot
from tests.narrowing import present
from tests.odd_things import UNWRITABLE, modes_count, standing
from vortex_gui.console.memory.size_dialog import SizeDialog
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


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and modes of POSIX")
@pytest.mark.parametrize("thing", [thing for thing in UNWRITABLE if thing != "name not in UTF-8"])
def test_whatever_stands_in_the_files_place_is_told_and_stays(
    view: MemoryView, asked: Any, tmp_path: Path, thing: str
) -> None:
    path = UNWRITABLE[thing](tmp_path / "memory.csv")
    before = standing(tmp_path)
    with modes_count():
        assert not view.export.save_csv(path)
        assert not view.export.save_png(path)
    assert [call[:2] for call in asked.calls] == [("notify", "error")] * 2
    assert standing(tmp_path) == before


@pytest.mark.parametrize("size", [QSize(640, 360), QSize(1920, 1080), QSize(3840, 2160)])
def test_picture_has_the_size_that_was_chosen(
    view: MemoryView, state: ConsoleState, tmp_path: Path, size: QSize
) -> None:
    feed(state, 320)
    view.redraw()
    assert view.export.save_png(tmp_path / "memory.png", size)
    picture = QImage(str(tmp_path / "memory.png"))
    assert picture.size() == size
    assert count(picture, flux_colour()) > size.width() * size.height() / 40
    below = picture.copy(0, size.height() // 2, size.width(), size.height() // 2)
    assert count(below, flux_colour()) > 0


def test_a_size_is_asked_for_before_the_file(view: MemoryView, state: ConsoleState, qtbot: QtBot) -> None:
    view.export.ask_png()
    dialog = present(view.findChild(SizeDialog))
    chosen: list[QSize] = []
    dialog.chosen.disconnect()
    dialog.chosen.connect(chosen.append)
    assert dialog.size_chosen() == view.canvas.size()
    dialog.sizes.setCurrentText("1920 × 1080")
    assert dialog.size_chosen() == QSize(1920, 1080)
    dialog.width_box.setValue(1000)
    assert dialog.sizes.currentText() == "Another size"
    dialog.accept_button.click()
    assert chosen == [QSize(1000, 1080)]


def test_two_files_that_cannot_be_written_are_two_messages(
    view: MemoryView, state: ConsoleState, asked: Any, tmp_path: Path
) -> None:
    feed(state, 10)
    for name in ("a.csv", "b.csv"):
        assert not view.export.save_csv(tmp_path / "nowhere" / name)
    assert len({call[-1] for call in asked.calls}) == 2
