"""Of each slot in the making the newest picture is kept, until the slot is over."""

from __future__ import annotations

from vortex_gui.console.state.slots.live_pictures import Picture, PreviewState


def test_the_newest_picture_wins_slot_by_slot() -> None:
    state = PreviewState()
    told: list[int] = []
    state.pictured.connect(told.append)
    first, newer, other = (
        Picture(1, "actor", 0, b"a"), Picture(1, "animation", 3, b"b"), Picture(2, "actor", 0, b"c"),
    )  # fmt: skip
    for picture in (first, newer, other):
        state.put(picture)
    assert told == [1, 1, 2]
    assert (state.latest(1), state.latest(2), state.latest(None)) == (newer, other, None)


def test_a_slot_that_is_over_has_none_and_others_keep_theirs() -> None:
    state = PreviewState()
    state.put(Picture(1, "actor", 0, b"a"))
    state.put(Picture(2, "actor", 0, b"b"))
    state.forget(1)
    state.forget(1)
    assert state.latest(1) is None
    assert state.latest(2) is not None
