"""The thread in which folders land: each chunk is answered once it is taken, and a flood waits."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.engine.machines.landing.offers import ATTEMPT, SLOT, chunks, finished
from tests.engine.places.watched import LIMIT_S
from vortex_gui.engine.machines.landing import lander
from vortex_gui.engine.machines.landing.lander import Lander
from vortex_gui.engine.machines.landing.landings import Landed, LandingNews, Landings
from vortex_gui.wire.link.words import ChunksTaken, FileChunk, FolderGone, FolderOffer


def test_a_folder_lands_each_of_its_chunks_is_answered_and_a_half_one_goes(tmp_path: Path) -> None:
    offer, place = finished(tmp_path / "there")
    landings, told, answers = Landings(), list[LandingNews](), list[ChunksTaken]()
    landings.expect(SLOT, ATTEMPT, tmp_path / "out")
    landing = Lander(landings, tell=told.append, answer=answers.append)
    parts = list(chunks(offer, place))
    landing.put(offer)
    for part in parts:
        landing.put(part)
    landing.end()
    landing.thread.join(LIMIT_S)
    assert [type(news) for news in told] == [Landed]
    assert answers == [ChunksTaken(number) for number in range(1, len(parts) + 1)]
    landings.expect(SLOT, ATTEMPT, tmp_path / "half")
    landing = Lander(landings, tell=told.append, answer=answers.append)
    landing.put(offer)
    landing.put(parts[0])
    landing.end()
    landing.thread.join(LIMIT_S)
    assert len(told) == 1
    assert list((tmp_path / "half").glob("*slot*")) == []


class HangingDisk(Landings):
    def __init__(self) -> None:
        super().__init__()
        self.goes_on = threading.Event()

    def take(self, message: FolderOffer | FileChunk | FolderGone) -> None:
        self.goes_on.wait(LIMIT_S)


def test_a_machine_that_sends_more_than_it_may_waits_for_the_disk() -> None:
    disk, answers = HangingDisk(), list[ChunksTaken]()
    landing = Lander(disk, tell=lambda news: None, answer=answers.append)
    is_through = threading.Event()
    sent = lander.MOST_WAITING + 2

    def flood() -> None:
        for _ in range(sent):
            landing.put(FileChunk(SLOT, ATTEMPT, "slot.mp4", 0, b"x"))
        is_through.set()

    threading.Thread(target=flood, daemon=True).start()
    assert not is_through.wait(0.2)
    assert answers == []
    disk.goes_on.set()
    assert is_through.wait(LIMIT_S)
    landing.end()
    landing.thread.join(LIMIT_S)
    assert answers[-1] == ChunksTaken(sent)
