"""Whether the graph reaches up to the whole device."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.console.memory.samples import MB, NOW, sample
from vortex_gui.console.memory.device_scale import DeviceScale
from vortex_gui.console.memory.tools import MemoryTools
from vortex_gui.console.state.workers.memory_samples import MemoryHistory


@pytest.mark.parametrize(
    ("total_mb", "wish", "shown_mb"),
    [
        (None, True, None),  # nothing is known of the device
        (3_000, None, 3_000),  # it is hardly larger than the limit
        (16_000, None, None),
        (16_000, True, 16_000),
        (3_000, False, None),
    ],
)
def test_whole_device_is_shown_where_it_is_near_the_limit_or_wished(
    qtbot: QtBot, total_mb: int | None, wish: bool | None, shown_mb: int | None
) -> None:
    tools, memory = MemoryTools(), MemoryHistory()
    qtbot.addWidget(tools)
    memory.set_limits(2_000 * MB, 2_500 * MB)
    memory.append(sample(NOW, total=total_mb * MB if total_mb else None))
    scale = DeviceScale(tools)
    if wish is not None:
        scale.wish(wish)
    assert scale.device_bytes(memory) == (shown_mb * MB if shown_mb else None)
    assert tools.device.isEnabled() == (total_mb is not None)
    assert tools.device.isChecked() == (shown_mb is not None)
