"""The workers of an agent by its settings: a seat for each, and the post there."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import child, run
from tests.serve.test_agent import Console
from tests.serve.test_post import Office
from vortex_gui.base.errors import SettingsError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import Settings, WorkerSettings
from vortex_gui.base.settings.worker_wish import WorkerWish
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.process.shared_spare import spare_for
from vortex_gui.engine.places.process.spare import IS_POSSIBLE
from vortex_gui.serve.agent import Agent
from vortex_gui.serve.seated_posts import machine_seats, posts_at
from vortex_gui.serve.spool import Spool
from vortex_gui.wire.protocol import WorkerReady


def order(profile: str = "mini", **pipeline: object) -> Order:
    settings = Settings(pipeline=PipelineSettings.model_validate(pipeline))
    return Order(settings, load_profile(profile), child("scripted_worker"))


def test_the_cards_are_asked_for_where_they_matter() -> None:
    def cards() -> tuple[str, ...]:
        return ("GPU-a", "GPU-b")

    def none() -> tuple[str, ...]:
        raise AssertionError("nobody has to know them")

    assert [seat.card for seat in machine_seats(order("rtx3060"), cards)] == ["GPU-a", "GPU-b"]
    assert [seat.name for seat in machine_seats(order(), none)] == ["local"]
    assert [seat.name for seat in machine_seats(order(workers=2), none)] == ["local-1", "local-2"]


def test_a_profile_that_cannot_be_read_is_refused_at_the_start() -> None:
    wish = [WorkerWish(device="cpu"), WorkerWish(device="cpu", profile="none-such")]
    with pytest.raises(SettingsError, match="unknown profile 'none-such'"):
        machine_seats(order(workers=wish))


def test_each_post_has_the_profile_of_its_seat_and_keeps_it(tmp_path: Path) -> None:
    wish = [WorkerWish(device="cpu"), WorkerWish(device="cpu", profile="rtx3060")]
    made = order(workers=wish)
    spare = spare_for(2, made.command, made.settings.worker, lambda line: None)
    make = posts_at(machine_seats(made), spare)
    posts = [make(made, Office(tmp_path), name=f"local-{at}", now=lambda: 1.0) for at in (1, 2)]
    assert [post.fact().profile for post in posts] == ["mini", "rtx3060"]
    for post in posts:
        post.use(order("mini-512", workers=wish))
    assert [post.fact().profile for post in posts] == ["mini-512", "rtx3060"]
    assert [post.fact().state for post in posts] == ["waiting", "waiting"], "none starts out of turn"


@pytest.mark.skipif(not IS_POSSIBLE, reason="workers are forked on Linux alone")
def test_the_workers_of_an_agent_fork_from_one_spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = tmp_path / "trace"
    monkeypatch.setenv("VORTEX_TEST_TRACE", str(trace))

    async def story() -> None:
        settings = Settings(worker=WorkerSettings(niceness=0), pipeline=PipelineSettings(workers=2))
        made = Order(settings, load_profile("mini"), child("counts_starts"))
        found = machine_seats(made)
        spare = spare_for(len(found), made.command, settings.worker, lambda line: None)
        agent = Agent(
            made,
            Spool(tmp_path / "spool", 1_000_000),
            workers=[seat.name for seat in found],
            make_post=posts_at(found, spare),
            now=lambda: 100.0,
            keep_line=lambda line: None,
        )
        agent.start()
        console = Console(agent)
        for _ in found:
            await console.until_a(WorkerReady)
        first, *workers = [line.split() for line in trace.read_text().splitlines()]
        assert first[0] == "spare"
        assert [(said, importer, name) for said, _, importer, _, name in workers] == [
            ("ready", first[1], "local-1"),
            ("ready", first[1], "local-2"),
        ]
        await agent.stop()
        await spare.stop()
        assert not psutil.pid_exists(int(first[1]))

    run(story)
