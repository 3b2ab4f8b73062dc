"""The headless command end to end: a shipped recipe becomes a slot's folder, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from tests.disks import disk_at
from tests.forked import CommandSpare, Process, command_spare
from tests.pipeline.slot.sources.recordings import tone, write_sound
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.process.stopping import stopping_signals
from vortex_gui.base.recipe.recipe import load_recipe
from vortex_gui.base.roles import ROLES
from vortex_gui.base.stages import STAGES
from vortex_gui.engine.output.output_drive import OutputDrive

COMMAND = [sys.executable, "-m", "vortex_gui", "generate"]
SHORT = """\
slot_params: {duration_sec: 1.5, slot_id: 4}
audio_track: {script: Good evening.}
visual_track: {prompt: a presenter with green skin in a red suit}
"""
REPORT_KEYS = {
    "slot_id", "seed", "profile", "success", "error", "generation_time_ms", "deadline", "stages",
    "verification", "memory", "rung", "warnings", "files", "versions", "checkpoints", "recipe",
}  # fmt: skip


@pytest.fixture(scope="module")
def spare() -> Iterator[CommandSpare]:
    """The libraries are imported once for all commands but the first and those of a shell."""
    with command_spare() as ready:
        yield ready


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.yaml"
    path.write_text(SHORT)
    return path


def test_a_recipe_becomes_a_folder_and_a_report(recipe: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = subprocess.run(
        [*COMMAND, str(recipe), "--out", str(out), "--seed", "9", "--json"],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert set(report) >= REPORT_KEYS
    assert (report["slot_id"], report["seed"], report["success"]) == (4, 9, True)
    assert [stage["name"] for stage in report["stages"]] == list(STAGES)
    assert set(report["checkpoints"]) == set(ROLES)
    folder = out / "slot-000004"
    assert json.loads((folder / "report.json").read_text()) == report
    assert [path.name for path in out.iterdir()] == ["slot-000004"]
    with av.open(str(folder / "slot.mp4")) as clip:
        assert sum(1 for _ in clip.decode(video=0)) == 36
    with wave.open(str(folder / "speech.wav")) as speech:
        assert (speech.getframerate(), speech.getnchannels()) == (24_000, 1)


@pytest.mark.parametrize("stop", stopping_signals())
def test_a_signal_ends_in_one_sentence_and_leaves_nothing(
    stop: signal.Signals, recipe: Path, tmp_path: Path, spare: CommandSpare
) -> None:
    out = tmp_path / "out"
    running = spare.start("generate", recipe, "--out", out)
    _wait_until_begun(running.process, out)
    running.process.send_signal(stop)
    ended = running.ended()
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    assert list(out.iterdir()) == []


def test_two_commands_at_once_make_two_slots_and_neither_replaces_one(
    tmp_path: Path, spare: CommandSpare
) -> None:
    recipe, out = tmp_path / "recipe.yaml", tmp_path / "out"
    recipe.write_text(SHORT.replace(", slot_id: 4", ""))
    (out / ".part-slot-000007").mkdir(parents=True)  # what a killed command left
    both = [spare.start("generate", recipe, "--out", out) for _ in range(2)]
    clips = sorted(command.ended().stdout.strip() for command in both)
    assert [command.process.returncode for command in both] == [0, 0]
    assert len(set(clips)) == 2
    assert sorted(path.name for path in out.iterdir()) == sorted(Path(clip).parent.name for clip in clips)
    reports = [json.loads(Path(clip).with_name("report.json").read_text()) for clip in clips]
    assert [report["files"]["video"] for report in reports] == clips


def test_an_asked_number_that_has_a_folder_is_refused_before_anything_is_loaded(
    recipe: Path, tmp_path: Path
) -> None:
    (tmp_path / "out" / "slot-000004").mkdir(parents=True)
    ended = subprocess.run(
        [*COMMAND, str(recipe), "--out", str(tmp_path / "out")], capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "slot-000004 is there already" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="closes streams with a shell")
def test_the_slot_is_made_where_nothing_can_be_printed(recipe: Path, tmp_path: Path) -> None:
    words = " ".join([*COMMAND, str(recipe), "--out", str(tmp_path / "out"), "--json"])
    ended = subprocess.run(["bash", "-c", f"{words} >&-"], capture_output=True, text=True, timeout=110)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads((tmp_path / "out" / "slot-000004" / "report.json").read_text())["success"]


def test_the_slot_is_made_when_nobody_reads(recipe: Path, tmp_path: Path, spare: CommandSpare) -> None:
    read, write = os.pipe()
    os.close(read)
    running = spare.start("generate", recipe, "--out", tmp_path / "out", "--json", stdout=write)
    os.close(write)
    ended = running.ended()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads((tmp_path / "out" / "slot-000004" / "report.json").read_text())["success"]


def test_what_the_voice_reads_otherwise_stands_in_the_report(tmp_path: Path, spare: CommandSpare) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(SHORT.replace("Good evening.", '"€1,50 for <b>Привет</b>."'))
    ended = spare.run("generate", recipe, "--out", tmp_path / "out", "--json")
    warnings = " ".join(json.loads(ended.stdout)["warnings"])
    assert all(word in warnings for word in ("Cyrillic", '"<b>"', '"1,50" as "1.50"'))


def _wait_until_begun(running: Process, out: Path) -> None:
    """Until the slot's folder in the making is there; the test's own time-out is the limit."""
    while not any(out.glob(".part-*")):
        assert running.poll() is None, "the command ended before it could be interrupted"
        time.sleep(0.02)


@pytest.mark.parametrize("path", sorted((RESOURCES / "recipes").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_preset_is_a_whole_recipe(path: Path) -> None:
    assert load_recipe(path).slot_params.slot_id is None, "a preset leaves its number to the queue"


def test_files_that_cannot_be_used_are_refused_together_before_anything_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text("audio_track: {sound: words.wav}\nvisual_track: {actor: pictures}\n")
    (tmp_path / "pictures").mkdir()
    ended = subprocess.run(
        [*COMMAND, str(path), "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        f"visual_track.actor: The picture {tmp_path}/pictures cannot be used: a folder; a file is needed. "
        "Name a PNG, JPEG or WebP picture of one face that looks into the camera, then retry.",
        f"audio_track.sound: The sound {tmp_path}/words.wav cannot be used: no such file. "
        "Name a WAV, FLAC, MP3, M4A or OGG file with speech in it, then retry.",
    ]
    assert not (tmp_path / "out").exists()


def test_no_library_draws_a_bar_where_the_recipe_brings_a_file(tmp_path: Path) -> None:
    write_sound(tmp_path / "words.wav", tone(1, 24_000), 24_000)
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        f"audio_track: {{sound: {tmp_path}/words.wav}}\nvisual_track: {{prompt: a presenter}}\n"
    )
    words = [*COMMAND, str(recipe), "--out", str(tmp_path / "out")]
    bare = {name: value for name, value in os.environ.items() if name != "TQDM_DISABLE"}
    ended = subprocess.run(words, env=bare, capture_output=True, text=True, timeout=110, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "it/s" not in ended.stderr


def test_nothing_is_generated_where_the_consoles_drive_was(recipe: Path, tmp_path: Path) -> None:
    stick, settings = tmp_path / "stick", tmp_path / "settings.yaml"
    settings.write_text(f"folders: {{output: {stick}, data: {tmp_path / 'data'}}}")
    with disk_at(stick):
        OutputDrive(tmp_path / "data").look(stick)
    words = [sys.executable, "-m", "vortex_gui", "--settings", str(settings), "generate", str(recipe)]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=110, check=False)
    told = f"The drive that was at {stick} is gone, and with it {stick}."
    assert ended.stderr == f"{told} Connect it, or name another folder with --out.\n"
    assert ended.returncode == 2
    assert list(stick.iterdir()) == []


def test_a_disk_that_fills_is_one_sentence_and_the_trace_is_in_the_log(
    recipe: Path, tmp_path: Path, spare: CommandSpare
) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"{{folders: {{data: {tmp_path / 'data'}}}, output: {{min_free_gb: 0}}}}")
    with disk_at(tmp_path / "disk", "64k") as disk:
        ended = spare.run("--settings", settings, "generate", recipe, "--out", disk)
        assert list(disk.iterdir()) == []
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert "cannot be written (No space left on device). Too little disk space is free" in ended.stderr
    log = (tmp_path / "data" / "logs" / "commands.jsonl").read_text()
    assert "Traceback" in log
    assert "No space left on device" in log


def test_scores_that_do_not_pass_are_told(tmp_path: Path, spare: CommandSpare) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(SHORT + "semantic_constraints: {clip_threshold: 2.4}\n")
    ended = spare.run("generate", recipe, "--out", tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    assert "Check failed: the scores are B " in ended.stderr


def test_a_soft_limit_that_is_passed_is_a_sentence_and_no_python_warning(
    recipe: Path, tmp_path: Path, spare: CommandSpare
) -> None:
    own = tmp_path / "settings.yaml"
    own.write_text("memory: {soft_limit_gb: 0.1, hard_limit_gb: 100}\n")
    ended = spare.run("--settings", own, "generate", recipe, "--out", tmp_path, "--json")
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert [warning for warning in report["warnings"] if "Memory over the soft limit" in warning]
    assert "Memory over the soft limit" in ended.stderr
    assert "Warning:" not in ended.stderr
    assert ".py:" not in ended.stderr
