"""What the small graph of a worker shows and says."""

from __future__ import annotations

import pytest

from tests.console.memory.samples import MB, NOW, sample
from vortex_gui.console.memory.kept.pasts import WorkerPasts
from vortex_gui.console.memory.shown_time import ShownTime
from vortex_gui.console.memory.small_drawings import SmallDrawings, used_bytes
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState


@pytest.fixture
def drawings(state: ConsoleState) -> SmallDrawings:
    state.workers.begin(("local-1", "local-2"))
    pasts = WorkerPasts(state.workers, 1.0, None, state)
    return SmallDrawings(state, pasts, ShownTime(pasts.shown, lambda: None, lambda: NOW))


@pytest.mark.parametrize(("working_mb", "tone"), [(500, "muted"), (1_500, "soft"), (2_000, "hard")])
def test_figure_says_how_far_the_limit_is(
    drawings: SmallDrawings, state: ConsoleState, working_mb: int, tone: str
) -> None:
    seat = state.workers.seats[1]
    seat.memory.set_limits(2_000 * MB, 2_500 * MB)
    seat.memory.append(sample(NOW - 0.1, working_mb=working_mb))
    drawing = drawings.of(seat)
    assert used_bytes(drawing.columns) == (700 + working_mb) * MB
    whole, short = drawing.figures
    assert whole == f"{short} of 2.50 GB"
    assert (drawing.tone, drawing.names, drawing.ends) == (tone, ("local-2", "2"), ("−5 min", "now"))
    assert [limit.at_bytes for limit in drawing.limits] == [2_000 * MB, 2_500 * MB]
    assert drawings.said(seat) == f"local-2 · starts later · {whole}"


def test_worker_without_samples_says_why(drawings: SmallDrawings, state: ConsoleState) -> None:
    seat = state.workers.seats[1]
    drawing = drawings.of(seat)
    assert (drawing.figures, drawing.hint) == ((), "starts later")
    seat.status.update(state=WorkerState.READY)
    assert drawings.of(seat).hint == "No samples in this span."
    assert used_bytes(drawing.columns) is None
    assert drawings.said(seat) == "local-2 · ready"
