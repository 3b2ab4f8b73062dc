"""How far a fetch is, line by line, and what another profile forgets."""

from __future__ import annotations

from dataclasses import replace

from vortex_gui.base.fetch_lines import FetchEnd, FetchFault, FetchFile, FetchProgress, FetchSizes
from vortex_gui.console.state.figures.fetch_state import FetchPhase, FetchState

SIZES = FetchSizes(
    profile="rtx3060",
    files=(FetchFile("flux", "some/flux", "a.safetensors", 30, here=False),),
    elsewhere=(),
    cache="/cache",
    total_bytes=30,
    missing_bytes=30,
    begun_bytes=0,
    free_bytes=100,
    needed_bytes=31,
)


def test_sizes_then_progress_then_all_is_here() -> None:
    state = FetchState()
    state.begin("rtx3060", FetchPhase.ASKING)
    assert state.is_busy
    state.take(SIZES)
    state.take(FetchEnd(is_fetched=False))
    assert (state.phase, state.sizes, state.is_busy) == (FetchPhase.KNOWN, SIZES, False)
    state.begin("rtx3060", FetchPhase.FETCHING)
    assert state.sizes == SIZES
    state.take(FetchProgress("a.safetensors", "flux", 10, 30, None))
    state.take(FetchEnd(is_fetched=True))
    assert state.phase is FetchPhase.DONE
    assert state.sizes is not None
    assert (state.sizes.missing_bytes, state.sizes.files[0].here) == (0, True)


def test_preparing_ends_with_nothing_left_to_prepare() -> None:
    state = FetchState()
    state.begin("rtx3060", FetchPhase.ASKING)
    state.take(replace(SIZES, unprepared_bytes=7))
    state.take(FetchEnd(is_fetched=False))
    assert state.outcome == ""
    state.begin("rtx3060", FetchPhase.PREPARING)
    assert state.is_busy
    state.take(FetchEnd(is_fetched=True))
    assert state.phase is FetchPhase.PREPARED
    assert state.outcome == "All networks of rtx3060 are prepared."
    assert state.sizes is not None
    assert (state.sizes.unprepared_bytes, state.sizes.missing_bytes) == (0, 30)


def test_a_fault_is_kept_until_the_next_begin_and_another_profile_forgets_the_sizes() -> None:
    state = FetchState()
    state.begin("rtx3060", FetchPhase.ASKING)
    state.take(SIZES)
    state.take(FetchFault("The line broke.", "Try again."))
    assert (state.phase, state.fault, state.remedy) == (FetchPhase.FAILED, "The line broke.", "Try again.")
    state.begin("mine.yaml", FetchPhase.ASKING)
    assert (state.sizes, state.fault, state.progress) == (None, "", None)


def test_a_fetch_that_ends_without_sizes_is_done_all_the_same() -> None:
    state = FetchState()
    state.begin("rtx3060", FetchPhase.FETCHING)
    state.take(FetchEnd(is_fetched=True))
    assert (state.phase, state.sizes) == (FetchPhase.DONE, None)
