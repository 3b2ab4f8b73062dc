"""A model's row as it is painted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.look import theme
from vortex_gui.console.models.delegate import OVER_PLAN, _bytes_text, load_texts, name_texts, times_texts
from vortex_gui.console.models.view import ModelsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.worker_status import ModelState, Residency
from vortex_gui.wire.protocol import LoadProgress, ModelInfo


def model(measured: int | None, residency: Residency = Residency.WARM) -> ModelState:
    info = ModelInfo("flux", "mini/flux", "fp32", 1_000, measured, 0.42, 1.31, None)
    return ModelState("flux", "mini/flux", "fp32", residency, info=info)


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Asked) -> ModelsView:
    made = ModelsView(state, asked)
    qtbot.addWidget(made)
    made.resize(430, 260)
    return made


def picture(view: ModelsView, state: ConsoleState, shown: ModelState) -> QImage:
    state.worker.put_model(shown)
    return view.list.grab().toImage()


def test_times_that_were_not_measured_are_left_out(view: ModelsView) -> None:
    assert times_texts(model(900)) == ("load 0.42 s  first 1.31 s", "first 1.31 s")


def test_a_load_tells_its_bytes_and_the_time_left_as_far_as_there_is_room() -> None:
    load = LoadProgress("quantising", "flux", 0, 5, 1_200_000_000, 6_100_000_000)
    assert load_texts(load) == ("quantising 1.20 GB of 6.10 GB", "1.20 GB of 6.10 GB")
    assert load_texts(replace(load, seconds_left=75.0)) == (
        "quantising 1.20 GB of 6.10 GB  ·  1:15 left",
        "1.20 GB of 6.10 GB  ·  1:15 left",
        "1.20 GB of 6.10 GB",
    )


def test_a_loads_bar_grows_with_its_bytes(view: ModelsView, state: ConsoleState) -> None:
    def filled(done: int) -> int:
        load = LoadProgress("quantising", "flux", 0, 5, done, 1_000)
        image = picture(view, state, replace(model(None, Residency.LOADING), load=load))
        return painted(image, theme.current().info.rgb())

    assert filled(0) < filled(500) < filled(1_000)


def test_bytes_over_the_plan_are_painted_as_a_warning(view: ModelsView, state: ConsoleState) -> None:
    within, over = (round(1_000 * (OVER_PLAN + step)) for step in (-0.05, 0.05))
    assert not has_warning(picture(view, state, model(within)))
    assert has_warning(picture(view, state, model(over)))


def test_every_residency_paints_its_own_row(view: ModelsView, state: ConsoleState) -> None:
    pictures = [picture(view, state, model(900, residency)) for residency in Residency]
    assert all(one != other for index, one in enumerate(pictures) for other in pictures[:index])


def has_warning(image: QImage) -> bool:
    return painted(image, theme.current().warn.rgb()) > 0


def painted(image: QImage, colour: int) -> int:
    """Points of the first row in that colour."""
    return sum(
        image.pixel(x, y) == colour for x in range(image.width()) for y in range(min(40, image.height()))
    )


def test_name_gives_up_its_folders_one_by_one_and_then_its_precision() -> None:
    assert name_texts(replace(model(900), checkpoint="checkpoints/mini/flux", precision="fp32")) == (
        "checkpoints/mini/flux  ·  fp32",
        "mini/flux  ·  fp32",
        "flux  ·  fp32",
        "flux",
    )


def test_size_without_a_plan_stands_alone() -> None:
    assert _bytes_text(None, 10_900_000) == "10.9 MB"
    assert _bytes_text(5_000_000, 10_900_000) == "10.9 MB of 5.0 MB"
