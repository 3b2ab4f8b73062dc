"""The buffers of a slot: their shapes come from the profile, and they stay where they are."""

from __future__ import annotations

import pytest
import torch

from vortex_gui.base.profile import load_profile
from vortex_gui.pipeline.resident.buffers import Buffers

CPU = torch.device("cpu")


def places(buffers: Buffers) -> list[int]:
    return [buffer.data_ptr() for buffer in (buffers.actor, buffers.video, buffers.audio)]


def test_shapes_and_bytes_are_those_of_the_profile() -> None:
    sizes = load_profile("mini").sizes
    buffers = Buffers(sizes, CPU)
    assert buffers.actor.shape == (1, 3, sizes.height, sizes.width)
    assert buffers.video.shape == (sizes.max_frames, 3, sizes.height, sizes.width)
    assert buffers.audio.shape == (sizes.max_samples,)
    pixels = 3 * sizes.height * sizes.width
    assert buffers.nbytes == 4 * pixels + sizes.max_frames * pixels + 4 * sizes.max_samples
    assert buffers.device_nbytes == buffers.nbytes


@pytest.mark.cpu_twin
def test_writing_into_them_does_not_move_them() -> None:
    buffers = Buffers(load_profile("mini").sizes, CPU)
    before = places(buffers)
    buffers.actor.fill_(0.5)
    buffers.video[:3] = 7
    buffers.audio.zero_()
    assert places(buffers) == before


def test_a_smaller_picture_is_a_view_of_the_same_memory() -> None:
    sizes = load_profile("mini").sizes
    buffers = Buffers(sizes, CPU)
    half = (sizes.height // 2, sizes.width // 2)
    assert buffers.actor_at(1).shape == buffers.actor.shape
    assert buffers.actor_at(2).shape == (1, 3, *half)
    assert buffers.video_at(2).shape == (sizes.max_frames, 3, *half)
    for view, whole in ((buffers.actor_at(2), buffers.actor), (buffers.video_at(2), buffers.video)):
        assert view.is_contiguous()
        assert view.data_ptr() == whole.data_ptr()


@pytest.mark.gpu
def test_beside_a_card_only_the_actor_lies_on_it() -> None:
    buffers = Buffers(load_profile("mini").sizes, torch.device("cuda"))
    assert buffers.device_nbytes == buffers.actor.nbytes
    assert buffers.video.is_pinned()
    assert buffers.audio.is_pinned()
