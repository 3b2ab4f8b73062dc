"""The command `generate --machine` where nothing is reached: one sentence, and nothing is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vortex_gui.engine.machines.ssh.ssh_command import SSH_VARIABLE


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--machine", "ada@box"), 1, "There is no program no-such-ssh on this machine."),
        (("--machine=-oProxyCommand=x",), 2, "names no machine"),
        (("--machine", "ada@box", "--profile", "../x.yaml"), 2, "profile"),
    ],
)
def test_one_sentence_says_why_not(words: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("audio_track: {script: One two.}\nvisual_track: {prompt: done please}\n")
    ran = subprocess.run(
        [sys.executable, "-m", "vortex_gui", "generate", str(recipe), "--out", str(tmp_path / "out"), *words],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, SSH_VARIABLE: "no-such-ssh"},
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (code, "")
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_files_of_this_machine_are_refused_field_by_field(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        "audio_track: {sound: a.wav}\nvisual_track: {actor: {slot: 3}}\n"
        "composition: {shape: '16:9', logo: b.png}\n"
    )
    words = ("generate", str(recipe), "--machine", "ada@box")
    ran = subprocess.run(
        [sys.executable, "-m", "vortex_gui", *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    told = [line.partition(":")[0] for line in ran.stderr.splitlines()]
    assert told == ["visual_track.actor", "audio_track.sound", "composition.logo"]
