"""Sentences pass through one function: looked up, filled in, and English where a catalogue fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vortex_gui.base.words.translation import (
    CATALOGUE_VARIABLE,
    mark,
    read_catalogue,
    tr,
    use_catalogue,
    use_catalogue_of_environment,
)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use_catalogue({})


def test_english_needs_no_catalogue() -> None:
    assert tr("Restarting in {time}.", time="2 s") == "Restarting in 2 s."
    assert mark("Paused") == "Paused"


def test_a_sentence_is_looked_up_before_its_values_are_filled_in() -> None:
    use_catalogue({"Restarting in {time}.": "Neustart in {time}.", "Paused": "Angehalten"})
    assert tr("Restarting in {time}.", time="{x}") == "Neustart in {x}."
    assert tr("Paused") == "Angehalten"


def test_braces_stay_where_nothing_is_filled_in() -> None:
    assert tr("a {raw} text") == "a {raw} text"


@pytest.mark.parametrize("broken", ["Neustart in {zeit}.", "Neustart in {.", "Neustart in {0}."])
def test_a_translation_with_other_names_falls_back_to_english(broken: str) -> None:
    use_catalogue({"Restarting in {time}.": broken})
    assert tr("Restarting in {time}.", time="2 s") == "Restarting in 2 s."


def test_the_environment_names_a_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "de.json"
    path.write_text('{"Paused": "Angehalten"}', encoding="utf-8")
    monkeypatch.setenv(CATALOGUE_VARIABLE, str(path))
    use_catalogue_of_environment()
    assert tr("Paused") == "Angehalten"


@pytest.mark.expects_log
@pytest.mark.parametrize("content", ["no json", "[1]", '{"Paused": 1}'])
def test_a_damaged_catalogue_leaves_english_and_is_logged(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "de.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"JSON|Expecting"):
        read_catalogue(path)
    monkeypatch.setenv(CATALOGUE_VARIABLE, str(path))
    use_catalogue_of_environment()
    assert tr("Paused") == "Paused"
    assert "the language is English" in caplog.text


@pytest.mark.expects_log
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes by name here")
def test_a_pipe_or_a_device_as_catalogue_is_no_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        monkeypatch.setenv(CATALOGUE_VARIABLE, str(path))
        use_catalogue_of_environment()
        assert f"{path} cannot be read" in caplog.text


@pytest.mark.expects_log
def test_a_catalogue_nested_too_deeply_leaves_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "deep.json").write_text("[" * 100_000)
    monkeypatch.setenv(CATALOGUE_VARIABLE, str(tmp_path / "deep.json"))
    use_catalogue_of_environment()
    assert tr("nothing") == "nothing"
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("translated", ["{slot.nothing}", "{slot[0]}", "{slot:q}", "{0}", "{"])
def test_a_translation_that_cannot_be_filled_falls_back_to_english(translated: str) -> None:
    use_catalogue({"Slot {slot}": translated})
    try:
        assert tr("Slot {slot}", slot=7) == "Slot 7"
    finally:
        use_catalogue({})
