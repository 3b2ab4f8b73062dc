"""A draft begins empty, and closing it ends the encoder whatever came of the slot."""

from __future__ import annotations

from pathlib import Path

from tests.pipeline.slot.clips import moving_frames, tone, writer
from tests.pipeline.slot.contexts import slot_context
from vortex_gui.base.profile import load_profile
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.slot_folder import SlotFolder


def test_nothing_is_shared_between_two_drafts_and_none_has_pixels_or_sound(tmp_path: Path) -> None:
    rung = load_profile("mini").ladder[0]
    one, other = (Draft(slot_context(), SlotFolder(tmp_path, n), 24, rung) for n in (1, 2))
    assert (one.frames, one.sound.size, one.embedding.size, one.clip, one.verification) == (
        0,
        0,
        0,
        None,
        None,
    )
    assert one.sound is not other.sound
    for draft in (one, other):
        draft.close()
        draft.folder.discard()


def test_closing_stops_an_encoder_in_the_middle(tmp_path: Path) -> None:
    folder = SlotFolder(tmp_path, 1)
    draft = Draft(slot_context(), folder, 24, load_profile("mini").ladder[0])
    draft.clip = writer(folder.part_files.video, moving_frames(48), tone(2))
    draft.clip.ready(8)
    draft.close()
    draft.close()
    folder.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_clip_goes_down_the_ladder_and_never_to_a_larger_picture(tmp_path: Path) -> None:
    ladder = load_profile("mini-512").ladder
    draft = Draft(slot_context(), SlotFolder(tmp_path, 1), 24, ladder[0])
    assert draft.rungs_left(ladder) == list(ladder)
    draft.rung = ladder[1]
    assert draft.rungs_left(ladder) == list(ladder[1:])
    draft.shrink = ladder[1].shrink
    left = draft.rungs_left(ladder)
    assert left[0] == ladder[1]
    assert {rung.shrink for rung in left} == {2}
    draft.folder.discard()
