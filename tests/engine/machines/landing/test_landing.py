"""A folder lands whole and checked, or nothing of it does."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.machines.landing.offers import ATTEMPT, SLOT, chunks, finished
from vortex_gui.base.errors import OutputError
from vortex_gui.engine.machines.landing.landing import (
    MOST_BYTES,
    MOST_OTHER_BYTES,
    Landing,
    LandingFault,
    offer_of,
)
from vortex_gui.wire.link.words import FileChunk, FolderOffer, OfferedFile

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "100"))
REPORT = OfferedFile("report.json", 5, b"x" * 32)


def landed(landing: Landing, parts: list[FileChunk]) -> list[bool]:
    return [landing.take(part) for part in parts]


def test_a_whole_folder_is_there_with_every_byte_and_no_other_file(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landing = Landing(offer, tmp_path / "out")
    parts = list(chunks(offer, place))
    assert landed(landing, parts) == [False] * (len(parts) - 1) + [True]
    assert not (tmp_path / "out" / "slot-000007").exists()
    folder = landing.publish()
    landing.discard()
    names = {"slot.mp4", "actor.png", "speech.wav", "report.json"}
    assert {path.name for path in folder.iterdir()} == names
    assert all((folder / name).read_bytes() == (place / name).read_bytes() for name in names)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["slot-000007"]


def test_a_torn_transfer_leaves_nothing_and_a_later_one_succeeds(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    torn = Landing(offer, tmp_path / "out")
    landed(torn, list(chunks(offer, place))[:3])
    torn.discard()
    assert list((tmp_path / "out").iterdir()) == []
    again = Landing(offer, tmp_path / "out")
    landed(again, list(chunks(offer, place)))
    assert again.publish().is_dir()


def files(*names: str, size: int = 5) -> tuple[OfferedFile, ...]:
    return tuple(OfferedFile(name, size, b"x" * 32) for name in names)


@pytest.mark.parametrize(
    "offered",
    [
        files("report.json", "../../.bashrc"),
        files("report.json", "/etc/passwd"),
        files("report.json", "slot.mp4/x"),
        files("report.json", ".lock"),
        files("report.json", "SLOT.MP4"),
        files("report.json", "slot.mp4\0"),
        files("report.json", ""),
        files("slot.mp4", "slot.mp4", "report.json"),
        files("slot.mp4"),
        (),
        files("slot.mp4", "report.json", size=0),
        (REPORT, OfferedFile("slot.mp4", MOST_BYTES[".mp4"] + 1, b"x" * 32)),
        (OfferedFile("report.json", MOST_OTHER_BYTES + 1, b"x" * 32),),
    ],
)
def test_names_and_sizes_that_no_slot_has_are_refused_before_anything_is_written(
    offered: tuple[OfferedFile, ...], tmp_path: Path
) -> None:
    with pytest.raises(LandingFault) as told:
        Landing(FolderOffer(SLOT, ATTEMPT, offered), tmp_path / "out")
    assert "\n" not in str(told.value)
    assert not (tmp_path / "out").exists()


def swapped(parts: list[FileChunk]) -> list[FileChunk]:
    return [parts[1], parts[0], *parts[2:]]


def skipped(parts: list[FileChunk]) -> list[FileChunk]:
    return parts[1:]


def doubled(parts: list[FileChunk]) -> list[FileChunk]:
    return [parts[0], *parts]


def changed(parts: list[FileChunk]) -> list[FileChunk]:
    return [replace(part, data=bytes([part.data[0] ^ 1]) + part.data[1:]) for part in parts]


def longer(parts: list[FileChunk]) -> list[FileChunk]:
    return [replace(part, data=part.data + b"x") for part in parts]


def emptied(parts: list[FileChunk]) -> list[FileChunk]:
    return [replace(part, data=b"") for part in parts]


def renamed(parts: list[FileChunk]) -> list[FileChunk]:
    return [replace(part, name="../slot.mp4") for part in parts]


@pytest.mark.parametrize("damage", [swapped, skipped, doubled, changed, longer, emptied, renamed])
def test_parts_that_do_not_fit_their_offer_are_refused(
    damage: Callable[[list[FileChunk]], list[FileChunk]], tmp_path: Path
) -> None:
    offer, place = finished(tmp_path)
    landing = Landing(offer, tmp_path / "out")
    with pytest.raises(LandingFault):
        landed(landing, damage(list(chunks(offer, place))))
    landing.discard()
    assert list((tmp_path / "out").iterdir()) == []


def test_more_than_was_offered_is_refused(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landing = Landing(offer, tmp_path / "out")
    parts = list(chunks(offer, place))
    landed(landing, parts)
    with pytest.raises(LandingFault, match="more files"):
        landing.take(parts[0])
    landing.discard()


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    ours = tmp_path / "out" / "slot-000007"
    ours.mkdir(parents=True)
    (ours / "slot.mp4").write_bytes(b"mine")
    with pytest.raises(OutputError, match="never replaces"):
        Landing(offer, tmp_path / "out")
    assert (ours / "slot.mp4").read_bytes() == b"mine"
    late = Landing(offer, tmp_path / "other")
    landed(late, list(chunks(offer, place)))
    (tmp_path / "other" / "slot-000007").mkdir()
    with pytest.raises(OutputError, match="never replaces"):
        late.publish()
    late.discard()
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["slot-000007"]


def test_a_link_in_the_landing_place_is_not_written_through(tmp_path: Path) -> None:
    offer, place = finished(tmp_path)
    landing = Landing(offer, tmp_path / "out")
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    first, *_ = offer.files
    (tmp_path / "out" / ".part-slot-000007" / first.name).symlink_to(victim)
    landed(landing, list(chunks(offer, place)))
    landing.publish()
    assert victim.read_bytes() == b"mine"


def test_a_folder_without_a_report_is_offered_to_nobody(tmp_path: Path) -> None:
    _, place = finished(tmp_path)
    (place / "report.json").unlink()
    (place / "report.json").symlink_to("notes.txt")
    assert offer_of(place, SLOT, ATTEMPT) is None


@given(
    names=st.lists(st.sampled_from(["slot.mp4", "report.json", "actor.png", "../x", "", "/x"]), max_size=4),
    parts=st.lists(
        st.tuples(
            st.sampled_from(["slot.mp4", "report.json", "../x"]), st.integers(0, 9), st.binary(max_size=9)
        ),
        max_size=8,
    ),
)
@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_hostile_machine_writes_outside_the_output_folder(
    names: list[str], parts: list[tuple[str, int, bytes]], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    before = {path for path in tmp_path.rglob("*") if out not in (path, *path.parents)}
    try:
        landing = Landing(FolderOffer(SLOT, ATTEMPT, files(*names)), out)
    except LandingFault:
        return
    try:
        for name, offset, data in parts:
            landing.take(FileChunk(SLOT, ATTEMPT, name, offset, data))
    except LandingFault:
        pass
    landing.discard()
    assert list(out.iterdir()) == []
    assert {path for path in tmp_path.rglob("*") if out not in (path, *path.parents)} == before
