"""The command `backup`, in a process of its own, beside a history that is open."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.engine.rows import RECIPE
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.engine.history.file import open_history


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vortex_gui", "backup", *words],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env=os.environ,
        check=False,
    )


def test_a_live_history_is_copied_and_a_second_copy_replaces_nothing(tmp_path: Path) -> None:
    history, _ = open_history(load_settings().folders.data_path)
    with closing(history):
        history.add([SlotDraft(RECIPE, "mini", str(tmp_path), "{}", 1.0)] * 5)
        first, second = run("copy.db", folder=tmp_path), run("copy.db", folder=tmp_path)
    assert (first.returncode, first.stdout, first.stderr) == (0, f"{tmp_path / 'copy.db'}: 5 slots.\n", "")
    assert second.returncode == 2
    assert second.stderr == (
        f"FILE: {tmp_path / 'copy.db'} is there already and stays as it is; choose another name.\n"
    )
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        assert db.execute("SELECT count(*) FROM slots").fetchone() == (5,)


def test_without_a_history_and_without_a_folder_one_sentence_says_so(tmp_path: Path) -> None:
    nowhere = run("gone/copy.db", folder=tmp_path)
    assert (nowhere.returncode, nowhere.stdout) == (2, "")
    assert nowhere.stderr == f"FILE: there is no folder {tmp_path / 'gone'}; make it first.\n"
    empty = run("copy.db", folder=tmp_path)
    assert (empty.returncode, empty.stdout) == (1, "")
    assert empty.stderr.startswith("There is no history in ")
    assert list(tmp_path.iterdir()) == []
