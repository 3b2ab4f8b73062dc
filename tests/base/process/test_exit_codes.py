"""Exit codes are what the command line really ends with."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.process.exit_codes import BAD_INPUT, DONE, FAILED
from vortex_gui.commands.line import main


def code_of(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(main(list(words)))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_the_parser_and_the_commands_call_bad_input_by_the_same_code(tmp_path: Path) -> None:
    assert code_of("sing") == BAD_INPUT
    assert code_of("generate", str(tmp_path / "no-recipe.yaml")) == BAD_INPUT
    assert code_of("--version") == DONE


def test_each_end_has_a_code_of_its_own() -> None:
    assert len({DONE, FAILED, BAD_INPUT}) == 3
