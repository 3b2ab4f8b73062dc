"""A node's place: the agent there and the way of its bytes; nothing stays when it goes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import LIMIT_S, run
from tests.serve.ray_site.near_nodes import NearNode, settings_of, text_of
from vortex_gui.serve.ray_site import node as module
from vortex_gui.serve.ray_site.node import PREFIX, Node, remove_left
from vortex_gui.wire.link.link_frames import MAGIC


@pytest.fixture(autouse=True)
def _own_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "t").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    yield
    assert list((tmp_path / "t").glob(f"{PREFIX}*")) == []


def test_an_agent_answers_through_its_node_and_goes_with_it(tmp_path: Path) -> None:
    async def story() -> None:
        node = NearNode()
        await node.begin(text_of(settings_of(tmp_path)))
        agent = node.agent
        await node.open()
        heard = b""
        async with asyncio.timeout(LIMIT_S):
            while MAGIC not in heard:
                part = await node.hear()
                assert part is not None
                heard += part
        await node.begin(text_of(settings_of(tmp_path)))
        assert node.agent is agent, "the same settings keep the models loaded"
        children = psutil.Process(agent.pid).children(recursive=True)
        await node.end()
        assert agent.poll() == 0
        assert psutil.wait_procs(children, timeout=LIMIT_S)[1] == []
        assert await node.hear() is None

    run(story)


def test_a_call_that_still_reads_holds_up_neither_the_next_connection_nor_the_end(tmp_path: Path) -> None:
    async def story() -> None:
        node = NearNode()
        await node.begin(text_of(settings_of(tmp_path)))
        await node.open()
        await node.hear()
        left = [asyncio.create_task(node.hear()) for _ in range(2)]
        await asyncio.sleep(0)
        await node.open()
        assert MAGIC in (await node.hear() or b"")
        left.append(asyncio.create_task(node.hear()))
        await asyncio.sleep(0)
        await node.end()
        await asyncio.gather(*left)

    run(story)


def test_other_settings_are_another_agent(tmp_path: Path) -> None:
    async def story() -> None:
        node = NearNode()
        await node.begin(text_of(settings_of(tmp_path)))
        first = node.agent
        await node.begin(text_of(settings_of(tmp_path / "other")))
        assert first.poll() == 0
        assert node.agent is not first
        await node.end()

    run(story)


def test_an_agent_that_cannot_start_says_why(tmp_path: Path) -> None:
    async def story() -> None:
        node = NearNode()
        with pytest.raises(RuntimeError, match="nonsense"):
            await node.begin('{"nonsense": 1}')
        await node.end()

    run(story)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends an agent with its actor on Linux")
def test_a_killed_actor_takes_its_agent_along_and_the_next_one_tidies_up(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys, tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from tests.serve.ray_site.near_nodes import NearNode\n"
        "async def story():\n"
        "    node = NearNode()\n"
        "    await node.begin(sys.argv[2])\n"
        "    print(node.agent.pid, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(story())\n"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "t"), text_of(settings_of(tmp_path))]
    actor = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert actor.stdout is not None
    agent = psutil.Process(int(actor.stdout.readline()))
    family = [agent, *agent.children(recursive=True)]
    (left,) = (tmp_path / "t").glob(f"{PREFIX}*")
    os.utime(left, (0, 0))
    remove_left(tmp_path / "t" / "another")
    assert left.exists(), "its actor lives"
    actor.kill()
    actor.wait()
    actor.stdout.close()
    assert psutil.wait_procs(family, timeout=LIMIT_S)[1] == []
    os.utime(left, (0, 0))
    remove_left(tmp_path / "t" / "another")
    assert not left.exists()


def test_a_strangers_folder_stays(tmp_path: Path) -> None:
    link = tmp_path / "t" / f"{PREFIX}link"
    (tmp_path / "target").mkdir()
    link.symlink_to(tmp_path / "target")
    os.utime(link, (0, 0), follow_symlinks=False)
    remove_left(tmp_path / "t" / "own")
    assert link.is_symlink()
    link.unlink()


def test_a_place_that_nobody_calls_any_more_lets_its_gpu_go(tmp_path: Path) -> None:
    code = (
        "import sys, tempfile, threading; tempfile.tempdir = sys.argv[1]\n"
        "from vortex_gui.serve.ray_site import node\n"
        "node.ORPHAN_S = 0.2\n"
        "made = node.Node()\n"
        "threading.Event().wait()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path / "t")], timeout=60, check=False)
    assert ran.returncode == 0


def test_ray_is_no_part_of_what_a_node_imports() -> None:
    assert "ray" not in {name.partition(".")[0] for name in vars(module)}
    assert Node.agent_command[1:] == ("-m", "vortex_gui.serve.ray_site.node_agent")
