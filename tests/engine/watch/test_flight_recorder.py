"""The ring of the last ten minutes: what was recorded is read, whatever befell the writer or the file."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.small_disk import run_on_small_disk
from vortex_gui.base.log.logs import note
from vortex_gui.engine.watch.flight_recorder import KEPT, RING_NAME, FlightRecorder, keep_crashed, read_flight
from vortex_gui.wire.protocol import Ping


def record(path: Path, count: int, *, ring_bytes: int = 100_000, gap_s: float = 0.1) -> FlightRecorder:
    recorder = FlightRecorder(path, ring_bytes=ring_bytes)
    for number in range(count):
        recorder.record(Ping(number), at=1000 + number * gap_s)
    return recorder


def nonces(path: Path, minutes: float = 10) -> list[int]:
    messages = [found.message for found in read_flight(path, minutes=minutes)]
    pings = [message for message in messages if isinstance(message, Ping)]
    assert len(pings) == len(messages)
    return [ping.nonce for ping in pings]


def test_records_come_back_in_order(tmp_path: Path) -> None:
    record(tmp_path / "ring", 100).close()
    assert nonces(tmp_path / "ring") == list(range(100))


def test_the_oldest_give_way_and_the_newest_stay(tmp_path: Path) -> None:
    record(tmp_path / "ring", 5000, ring_bytes=20_000).close()
    found = nonces(tmp_path / "ring")
    assert found == list(range(found[0], 5000))
    assert len(found) > 200


def test_only_the_last_minutes_are_read(tmp_path: Path) -> None:
    record(tmp_path / "ring", 1000, gap_s=1).close()
    assert nonces(tmp_path / "ring", minutes=1) == list(range(939, 1000))


def test_it_is_readable_while_it_is_written(tmp_path: Path) -> None:
    recorder = record(tmp_path / "ring", 10)
    assert nonces(tmp_path / "ring") == list(range(10))
    recorder.close()


def test_torn_and_flipped_bytes_cost_only_their_records(tmp_path: Path) -> None:
    path = tmp_path / "ring"
    record(path, 1000).close()
    content = bytearray(path.read_bytes())
    chance = random.Random(1)
    for _ in range(50):
        content[chance.randrange(40_000)] ^= 0xFF
    path.write_bytes(content)
    found = nonces(path)
    assert 900 <= len(found) < 1000
    assert found == sorted(found)


def test_what_is_no_ring_is_empty(tmp_path: Path) -> None:
    (tmp_path / "ring").write_bytes(b"vxFR" * 1000)
    assert read_flight(tmp_path / "ring") == ()
    assert read_flight(tmp_path / "none") == ()


def test_one_huge_message_does_not_push_the_others_out(tmp_path: Path) -> None:
    recorder = record(tmp_path / "ring", 10)
    recorder.record(note("INFO", "x" * 90_000), at=2000)
    recorder.close()
    assert nonces(tmp_path / "ring") == list(range(10))


WRITER = """
import sys
from pathlib import Path
from vortex_gui.engine.watch.flight_recorder import FlightRecorder
from vortex_gui.wire.protocol import Ping
recorder = FlightRecorder(Path(sys.argv[1]))
for number in range(10**9):
    recorder.record(Ping(number), at=float(number))
    if number % 1000 == 0:
        print(number, flush=True)
"""


def test_the_ring_of_a_killed_process_is_whole_and_set_aside(tmp_path: Path) -> None:
    path = tmp_path / RING_NAME
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        said = [int(process.stdout.readline()) for _ in range(10)][-1]
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = keep_crashed(tmp_path)
    assert kept is not None
    found = nonces(kept)
    assert found[-1] >= said
    assert found == list(range(found[0], found[-1] + 1))


def test_a_closed_ring_is_no_crash_and_old_crashes_go(tmp_path: Path) -> None:
    for second in range(KEPT + 3):
        record(tmp_path / RING_NAME, 3)
        os.utime(tmp_path / RING_NAME, (second, second))
        assert keep_crashed(tmp_path) == tmp_path / f"flight-{second}.ring"
    assert len(list(tmp_path.glob("flight-*.ring"))) == KEPT
    record(tmp_path / RING_NAME, 3).close()
    assert keep_crashed(tmp_path) is None


def test_the_newest_crash_stays_after_the_clock_was_set_back(tmp_path: Path) -> None:
    for second in (5000, 6000, 7000):
        (tmp_path / f"flight-{second}.ring").touch()
    record(tmp_path / RING_NAME, 3)
    os.utime(tmp_path / RING_NAME, (100, 100))
    kept = keep_crashed(tmp_path)
    assert kept is not None
    assert nonces(kept) == [0, 1, 2]
    assert {path.name for path in tmp_path.glob("flight-*.ring")} == {
        "flight-100.ring", "flight-6000.ring", "flight-7000.ring",
    }  # fmt: skip


CUT = """
import os, sys
from pathlib import Path
from vortex_gui.engine.watch.flight_recorder import FlightRecorder
from vortex_gui.wire.protocol import Ping
path = Path(sys.argv[1])
recorder = FlightRecorder(path)
recorder.record(Ping(1), at=1.0)
os.truncate(path, 0)
recorder.record(Ping(2), at=2.0)
recorder.close()
"""


def test_a_ring_that_is_cut_under_it_does_not_end_the_process(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", CUT, str(tmp_path / "ring")], timeout=60, check=False)
    assert ran.returncode == 0
    assert nonces(tmp_path / "ring") == [2]


FULL = """
import sys
from pathlib import Path
from vortex_gui.engine.watch.flight_recorder import RING_BYTES, FlightRecorder
from vortex_gui.wire.protocol import Ping
folder = Path(sys.argv[1])
recorder = FlightRecorder(folder / "first")
with (folder / "rest").open("wb", buffering=0) as rest:
    try:
        while rest.write(bytes(1 << 16)) == 1 << 16: pass
    except OSError: pass
for number in range(300_000):
    recorder.record(Ping(number), at=1.0)
recorder.close()
print((folder / "first").stat().st_size > RING_BYTES)
try:
    FlightRecorder(folder / "second")
except OSError as error:
    print(error.strerror, (folder / "second").exists())
"""


def test_a_full_disk_stops_neither_a_ring_that_has_its_blocks_nor_the_process(tmp_path: Path) -> None:
    told = run_on_small_disk(FULL, tmp_path / "disk", size="16m")
    assert told.splitlines() == ["True", "No space left on device False"]


def test_what_stands_in_its_place_is_replaced_and_never_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("a file of the operator's")
    for name, make in (("link", lambda path: path.symlink_to(mine)), ("pipe", os.mkfifo)):
        path = tmp_path / name / RING_NAME
        path.parent.mkdir()
        make(path)
        assert keep_crashed(path.parent) is None
        record(path, 3).close()
        assert nonces(path) == [0, 1, 2]
    assert mine.read_text() == "a file of the operator's"


def test_a_file_too_large_for_a_ring_is_none(tmp_path: Path) -> None:
    path = tmp_path / RING_NAME
    path.touch()
    os.truncate(path, 10**12)
    assert keep_crashed(tmp_path) is None
    assert read_flight(path) == ()
    record(path, 3).close()
    assert nonces(path) == [0, 1, 2]


def test_a_record_names_the_worker_that_it_came_from(tmp_path: Path) -> None:
    recorder = FlightRecorder(tmp_path / "ring")
    recorder.record(Ping(1), 1.0)
    recorder.record(Ping(2), 2.0, "local-2")
    recorder.close()
    found = read_flight(tmp_path / "ring")
    assert [(record.message, record.worker) for record in found] == [(Ping(1), ""), (Ping(2), "local-2")]
