"""What the machine's own slots taught is kept across runs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from vortex_gui.base.report.report import StageTiming
from vortex_gui.pipeline.slot.pace.pace import Pace, pace_file

LESSON = (StageTiming("animation", 0, 20_000, 1, 100), StageTiming("speech", 0, 1000, 1, 10))


def test_it_is_kept_across_runs(tmp_path: Path) -> None:
    path = tmp_path / "data" / "pace.json"
    Pace(path).learn(LESSON)
    assert Pace(path).clock.predict({"animation": 50, "speech": 10}) == pytest.approx(11.0)
    assert [file.name for file in path.parent.iterdir()] == ["pace.json"]


def test_a_file_of_the_first_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pace.json"
    path.write_text(json.dumps({"speech": [0.1, 0.1, 0.3], "actor": [2.0]}))
    assert Pace(path).clock.slots == ({"speech": 0.1, "actor": 2.0}, {"speech": 0.1}, {"speech": 0.3})


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{", "7", '{"speech": 3}', '{"speech": ["x"]}', "[3]", "[" * 99_999),
        *(f'[{{"speech": {rate}}}]' for rate in ("NaN", "Infinity", "-1", "1e300", "1" + "0" * 400)),
    ],
)
def test_a_damaged_file_is_begun_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pace.json"
    path.write_text(text)
    pace = Pace(path)
    assert pace.clock.slots == ()
    pace.learn(LESSON)
    assert len(Pace(path).clock.slots) == 1


def test_a_folder_that_cannot_be_written_costs_only_the_memory_of_it(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    pace = Pace(tmp_path / "data" / "pace.json")
    pace.learn(LESSON)
    assert len(pace.clock.slots) == 1


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pace.json"
    os.mkfifo(path)
    assert Pace(path).clock.slots == ()


@pytest.mark.parametrize(
    ("threads", "card", "name"),
    [
        (0, "", "pace-mini.json"),
        (2, "", "pace-mini-2-threads.json"),
        (4, "GPU-8f2c/../01234567-89ab", "pace-mini-4-threads-0123456789ab.json"),
    ],
)
def test_each_share_of_the_machine_has_a_pace_of_its_own(
    tmp_path: Path, threads: int, card: str, name: str
) -> None:
    assert pace_file(tmp_path, "mini", threads, card) == tmp_path / name
