"""The command `bench`: a figure is measured, told and judged; the long ones are measured on demand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module

import pytest

from vortex_gui.measure.bench.command import _HOMES
from vortex_gui.measure.bench.figure import Figure, measured, ratio

KEYS = {"name", "value", "unit", "goal", "against", "how", "reached", "runs"}


def bench(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vortex_gui", "bench", *words]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=110, check=False
    )


def figure(value: float, sense: str, goal: float) -> Figure:
    return Figure("name", value, "s", sense, goal, "", "")  # type: ignore[arg-type]  # any sense is tried


def test_a_figure_is_one_json_object_on_one_line() -> None:
    ran = bench("graph_redraw_ms", "--json")
    (line,) = ran.stdout.splitlines()
    told = json.loads(line)
    assert set(told) == KEYS
    assert told["name"] == "graph_redraw_ms"
    assert 0 < told["value"] < 1000
    assert ran.returncode == (0 if told["reached"] else 1)


@pytest.mark.skipif(sys.platform != "linux", reason="a display is asked for on Linux alone")
def test_a_figure_that_cannot_be_taken_is_a_sentence() -> None:
    ran = bench("graph_redraw_ms", QT_QPA_PLATFORM="xcb", DISPLAY=":987")
    assert ran.returncode == 1
    assert "graph_redraw_ms could not be measured: there is no screen; start it under one" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize("name", _HOMES)
def test_every_figure_is_measured_by_a_function_that_is_there(name: str) -> None:
    module, function = _HOMES[name]
    assert callable(getattr(import_module(module), function))


def test_an_unknown_figure_is_bad_input_that_lists_the_known_ones() -> None:
    ran = bench("speed")
    assert ran.returncode == 2
    assert "unknown figure 'speed'" in ran.stderr
    assert "orchestration_ratio" in ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize(
    ("value", "sense", "goal", "reached"),
    [
        (1.03, "at most", 1.03, True),
        (1.04, "at most", 1.03, False),
        (24.0, "at least", 24.0, True),
        (23.9, "at least", 24.0, False),
        (99.0, "told", 0.0, None),
    ],
)
def test_a_figure_is_judged_by_its_goal(value: float, sense: str, goal: float, reached: bool | None) -> None:
    assert figure(value, sense, goal).reached is reached


def test_the_median_comes_with_every_run() -> None:
    values = iter([3.0, 1.0, 2.0])
    assert measured(lambda: next(values), 3) == (2.0, (3.0, 1.0, 2.0))


def test_a_machine_that_slows_down_steadily_leaves_the_ratio_alone() -> None:
    pace = iter((1.0, 1.1, 1.2, 1.3))
    assert ratio(lambda: 3 * next(pace), lambda: 2 * next(pace)) == pytest.approx(1.5)


def test_model_libraries_keep_quiet_while_a_figure_is_taken() -> None:
    script = """
import os, sys
from vortex_gui.measure.bench import command
from vortex_gui.measure.bench.figure import Figure
def bars_shown():
    return Figure("bars_shown", float(os.environ.get("TQDM_DISABLE") != "1"), "", "at most", 0.5, "", "")
sys.modules["taken"] = sys.modules["__main__"]
command._HOMES["bars_shown"] = ("taken", "bars_shown")
from vortex_gui.commands.line import main
sys.exit(main(["bench", "bars_shown"]))
"""
    bare = {name: value for name, value in os.environ.items() if name != "TQDM_DISABLE"}  # ours in the tests
    ran = subprocess.run(
        [sys.executable, "-c", script], env=bare, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
