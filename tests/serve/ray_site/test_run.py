"""The head's agent grows with its cluster, and a command without Ray or token is one sentence."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from tests.engine.places.watched import LIMIT_S, run
from vortex_gui.serve.agent import Agent
from vortex_gui.serve.door import Door
from vortex_gui.serve.ray_site import run as module
from vortex_gui.serve.ray_site.run import grow


class Growing:
    """A cluster whose next sizes are given; the agent and the door that hear of it."""

    def __init__(self, *sizes: int) -> None:
        self._sizes = list(sizes)
        self.workers: list[str] = []
        self.ended = 0
        self.over = asyncio.Event()

    async def size(self) -> int:
        if not self._sizes:
            self.over.set()
            await asyncio.Event().wait()
        return self._sizes.pop(0)

    def add(self, name: str) -> None:
        self.workers.append(name)

    def end_connections(self) -> None:
        self.ended += 1


def test_each_new_place_is_a_worker_and_consoles_come_again_to_hear_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LOOK_S", 0.0)

    async def story() -> None:
        cluster = Growing(0, 2, 2, 1, 3)
        growing = asyncio.create_task(grow(cluster, cast("Agent", cluster), cast("Door", cluster)))
        await asyncio.wait_for(cluster.over.wait(), LIMIT_S)
        growing.cancel()
        assert cluster.workers == ["ray-1", "ray-2", "ray-3"]
        assert cluster.ended == 2

    run(story)


def test_a_command_that_may_not_join_is_one_sentence(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "vortex_gui", "serve", "--ray", "127.0.0.1:1"],
        env={**os.environ, "RAY_AUTH_MODE": "disabled", "RAY_AUTH_TOKEN_PATH": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1
    assert "serve --ray:" in ran.stderr
    assert "Traceback" not in ran.stderr
