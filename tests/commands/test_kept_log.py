"""Headless commands keep their records in a file, and stderr for sentences."""

from __future__ import annotations

import json
import logging
from importlib.util import find_spec
from pathlib import Path

import pytest

from vortex_gui.base.settings.settings import FolderSettings, LogSettings, Settings
from vortex_gui.commands.kept_log import ENDINGS, LOG_NAME, kept_log


def settings_in(data: Path) -> Settings:
    return Settings(folders=FolderSettings(data=str(data)), log=LogSettings(level="INFO"))


@pytest.mark.expects_log
def test_records_of_the_level_are_kept_with_their_traces_and_none_after_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = root.level, tuple(root.handlers)
    log = logging.getLogger("vortex_gui.test")
    with kept_log(settings_in(tmp_path)):
        log.debug("too fine")
        try:
            raise OSError("No room")
        except OSError:
            log.warning("it failed", exc_info=True)
    log.warning("too late")
    assert (root.level, tuple(root.handlers)) == before
    lines = [json.loads(line) for line in (tmp_path / "logs" / LOG_NAME).read_text().splitlines()]
    assert [line["message"].splitlines()[0] for line in lines] == ["it failed"]
    assert "Traceback" in lines[0]["message"]
    assert capsys.readouterr().err == "it failed\n", "the trace is in the file"


@pytest.mark.expects_log
def test_how_a_slot_ended_is_the_commands_to_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find_spec(ENDINGS) is not None
    with kept_log(settings_in(tmp_path)):
        logging.getLogger(ENDINGS).warning("slot failed: The disk is full.")
    assert capsys.readouterr().err == ""
    assert "The disk is full." in (tmp_path / "logs" / LOG_NAME).read_text()


@pytest.mark.expects_log
def test_a_data_folder_that_cannot_be_is_no_fault_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with kept_log(settings_in(tmp_path / "data")):
        logging.getLogger("vortex_gui.test").warning("lost")
    assert (tmp_path / "data").read_text() == "a file"
