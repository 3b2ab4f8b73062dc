"""The two words "live": that of the studio, and that of people who live somewhere."""

from __future__ import annotations

import pytest

from vortex_gui.models.speech.hibari import HibariSpeaker
from vortex_gui.models.speech.reading import Reader

ON_AIR, TO_BE_ALIVE = "lˈIv", "lˈɪv"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return HibariSpeaker()._reader


def read(reader: Reader, script: str) -> list[str]:
    """The phonemes of each "live", whether it stands alone or has grown together with a neighbour."""
    sentences, _ = reader.read(script)
    return [word.phonemes.strip() for line in sentences for word in line if word.text.lower() == "live"]


@pytest.mark.parametrize(
    "script",
    [
        "We go live to the kitchen!",
        "We're live at ten.",
        "We went live an hour ago.",
        "We cross live to Paris.",
        "She joins us live from the moon.",
        "You are watching us live.",
        "Watch it live.",
        "Coming to you live from the bowl.",
        "And now, live, the weather.",
        "This is a live broadcast.",
        "Live from London, it is Saturday night.",
        "The show is LIVE.",
    ],
)
def test_what_is_on_air_is_said_as_in_live_broadcast(reader: Reader, script: str) -> None:
    assert read(reader, script) == [ON_AIR]


@pytest.mark.parametrize(
    "script",
    [
        "They live in London.",
        "Where do you live?",
        "I live to work.",
        "Goldfish live in bowls.",
        "It helps them live longer.",
        "Please let me live.",
        "People who live here are happy.",
    ],
)
def test_who_lives_somewhere_is_said_as_a_verb(reader: Reader, script: str) -> None:
    assert read(reader, script) == [TO_BE_ALIVE]
