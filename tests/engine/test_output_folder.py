"""The output folder while slots wait: it may become unusable, be changed, or go with its drive."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.disks import disk_at, pull_out, put_in
from tests.engine.test_engine import Desk, run
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.engine.engine import Engine
from vortex_gui.engine.facts.events import Notice
from vortex_gui.engine.facts.slots import SlotState


def settings_with(output: Path) -> Settings:
    return Settings(folders=FolderSettings(output=str(output)))


async def held(desk: Desk, words: str, times: int = 1) -> None:
    await desk.until(lambda: sum(words in notice.text for notice in desk.of(Notice)) >= times)
    await desk.until(lambda: desk.queue.paused)


def test_waiting_slots_take_the_new_folder_once_the_operator_resumes(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "out").write_text("a file where the folder should be")
        async with Desk(tmp_path) as desk:
            numbers = [await desk.submit("done") for _ in range(3)]
            await held(desk, "cannot be written")
            assert desk.of(Notice)[-1].remedy.startswith("Choose another output folder in the settings")
            desk.engine.use_settings(settings_with(tmp_path / "new"))
            desk.engine.resume()
            for number in numbers:
                await desk.reaches(number, SlotState.DONE)
            numbers.append(await desk.submit("done"))
            await desk.reaches(numbers[-1], SlotState.DONE)
            row = await desk.engine.row(numbers[0])
            assert row is not None
            assert row.folder.parent == tmp_path / "new"
        assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
            f"slot-{number:06d}" for number in numbers
        ]

    run(story)


def test_slots_that_waited_over_a_restart_take_the_folder_of_today(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "out").write_text("a file where the folder should be")
        async with Desk(tmp_path) as desk:
            number = await desk.submit("done")
            await held(desk, "cannot be written")
        async with Desk(tmp_path, output=tmp_path / "new") as desk:
            desk.engine.resume()
            await desk.reaches(number, SlotState.DONE)
        assert (tmp_path / "new" / f"slot-{number:06d}").is_dir()

    run(story)


def test_a_worker_that_starts_later_knows_the_new_folder(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            desk.engine.use_settings(settings_with(tmp_path / "new"))
            assert isinstance(desk.engine, Engine)
            (place,) = desk.engine._pool._places
            assert place._order.settings.folders.output_path == tmp_path / "new"
            assert place._order.settings.folders.data_path == tmp_path / "data"

    run(story)


def test_nothing_is_written_where_the_drive_was(tmp_path: Path) -> None:
    async def story() -> None:
        stick = tmp_path / "out"
        with disk_at(stick, "2m"):
            async with Desk(tmp_path) as desk:
                await desk.reaches(await desk.submit("done"), SlotState.DONE)
                pull_out(stick)
                numbers = [await desk.submit("done") for _ in range(2)]
                await held(desk, f"The drive that was at {stick} is gone")
                desk.engine.resume()
                await held(desk, f"The drive that was at {stick} is gone", times=2)
                assert desk.queue.queued == tuple(numbers)
                assert list(stick.iterdir()) == []
                put_in(stick, "2m")
                desk.engine.resume()
                for number in numbers:
                    await desk.reaches(number, SlotState.DONE)
                assert len(list(stick.iterdir())) == 2

    run(story)


@pytest.mark.parametrize("act", ["unplugged", "unplugged-done"])
def test_a_running_slot_whose_drive_goes_waits_again_and_is_made_when_the_drive_is_back(
    act: str, tmp_path: Path
) -> None:
    async def story() -> None:
        stick = tmp_path / "out"
        with disk_at(stick, "2m"):
            async with Desk(tmp_path) as desk:
                numbers = [await desk.submit(act), await desk.submit("done")]
                await desk.reaches(numbers[0], SlotState.RUNNING)
                pull_out(stick)
                await held(desk, f"The drive that was at {stick} is gone")
                assert desk.queue.queued == tuple(numbers)
                assert list(stick.iterdir()) == []
                put_in(stick, "2m")
                desk.engine.resume()
                for number in numbers:
                    row = await desk.reaches(number, SlotState.DONE)
                    assert row.deaths == 0
                assert SlotState.FAILED not in desk.states(numbers[0])

    run(story)


def test_no_slot_begins_whose_end_could_not_be_written_down(tmp_path: Path) -> None:
    async def story() -> None:
        with disk_at(tmp_path / "data", "64m"):
            async with Desk(tmp_path) as desk:
                await desk.reaches(await desk.submit("done"), SlotState.DONE)
                filler = tmp_path / "data" / "filler"
                filler.write_bytes(bytes(20_000_000))
                numbers = [await desk.submit("done") for _ in range(2)]
                await held(desk, "needed to save queue and history")
                assert desk.of(Notice)[-1].remedy == "Free some space, then resume the queue."
                desk.engine.resume()
                await held(desk, "needed to save queue and history", times=2)
                assert desk.queue.queued == tuple(numbers)
                filler.unlink()
                desk.engine.resume()
                for number in numbers:
                    await desk.reaches(number, SlotState.DONE)

    run(story)


def test_a_drive_that_went_between_two_sittings_holds_the_queue(tmp_path: Path) -> None:
    async def story() -> None:
        stick = tmp_path / "out"
        with disk_at(stick, "2m"):
            async with Desk(tmp_path) as desk:
                desk.engine.pause()
                number = await desk.submit("done")
            pull_out(stick)
            async with Desk(tmp_path) as desk:
                desk.engine.resume()
                await held(desk, f"The drive that was at {stick} is gone")
                assert list(stick.iterdir()) == []
                desk.engine.use_settings(settings_with(tmp_path / "new"))
                desk.engine.resume()
                await desk.reaches(number, SlotState.DONE)
            assert list(stick.iterdir()) == []

    run(story)


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_a_slot_whose_clip_is_no_file_is_not_done(kind: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            number = await desk.submit(f"odd-{kind}")
            await desk.reaches(number, SlotState.FAILED)
            row = await desk.engine.row(number)
            assert row is not None
            assert "is incomplete" in row.error

    run(story)
