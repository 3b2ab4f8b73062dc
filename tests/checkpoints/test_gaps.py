"""What a prompt leaves open is drawn from the seed in words, and what it names is left as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tools.mini.actors.gaps import ORDINARY_HAIR, meanings
from tools.mini.actors.gaps import declared_gaps as gaps_of_the_grammar
from tools.mini.actors.pack_flux import manifest_text
from tools.mini.captions import full_caption, sample_split, write_caption
from tools.mini.renderer.presenter import VALUES
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.profile import RoleSpec, load_profile
from vortex_gui.checkpoints.gaps import Gap, completed, declared_gaps, gaps_in, open_names
from vortex_gui.checkpoints.vocabulary import MANIFEST, declared_words, manifest_of, unknown_words

MINI = declared_gaps(manifest_of(load_profile("mini").roles["flux"]))
WHOSE_COLOUR = re.compile(
    r"wearing \w+ (short|long|curly|spiky|curls|spikes|hair|mohawk|bun|beard|moustache)"
)
"""Of the suit or of the hair: nobody can tell."""
HAT = gaps_in({"gaps": [{"name": "hat", "closed_by": ["no|a red hat", "cap"], "phrases": ["a hat"]}]})


def added(prompt: str, seed: int = 1) -> str:
    return ", ".join(completed(prompt, MINI, seed).added)


@pytest.mark.parametrize("prompt", ["a man, NO RED HAT", "a red hat", "a cap, and more", "Cap"])
def test_words_in_a_row_close_a_gap(prompt: str) -> None:
    assert open_names(prompt, HAT) == ()
    assert completed(prompt, HAT, 1).text == prompt


@pytest.mark.parametrize(
    "prompt", ["a man", "a hat that is red", "no, red, hat", "the red hat", "caps", "hat red a", ""]
)
def test_other_words_leave_it_open(prompt: str) -> None:
    assert open_names(prompt, HAT) == ("hat",)
    assert completed(prompt, HAT, 1).text == f"{prompt}, a hat"


def test_a_gap_stays_open_where_its_phrase_would_not_be_read() -> None:
    whole = completed("a host", MINI, 1)
    first, *_ = whole.added
    short = completed("a host", MINI, 1, lambda text: first not in text)
    assert short.added[0] != first
    assert set(short.added) >= set(whole.added[1:])


def test_the_seed_decides_and_a_word_more_changes_what_it_names_alone() -> None:
    first, second = completed("a host", MINI, 1), completed("a host", MINI, 2)
    assert first == completed("a host", MINI, 1)
    assert first != second
    named = completed("a host in a red suit", MINI, 1)
    assert [phrase for phrase in first.added if not phrase.endswith("suit")] == list(named.added)


def test_the_shipped_painter_declares_the_gaps_of_its_grammar() -> None:
    assert gaps_in({"gaps": gaps_of_the_grammar()}) == MINI
    path = RESOURCES / "checkpoints" / "mini" / "flux" / MANIFEST
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["gaps"]
    assert path.read_text("utf-8") == manifest_text(manifest)


def test_whatever_is_drawn_is_among_the_painters_words() -> None:
    known = declared_words(manifest_of(load_profile("mini").roles["flux"]))
    drawn = ", ".join(phrase for gap in MINI for phrase in gap.phrases)
    assert unknown_words(drawn, known) == ()


def test_a_completed_prompt_has_no_gaps() -> None:
    for seed in range(50):
        assert open_names(completed("a host", MINI, seed).text, MINI) == ()


def test_a_caption_that_names_all_it_shows_gets_no_second_word_for_it() -> None:
    import numpy as np

    rng = np.random.default_rng(5)
    for _ in range(300):
        caption = full_caption(sample_split(rng), rng)
        left = set(open_names(caption.text, MINI))
        # Absence is mostly left unsaid, and a bald, shaven presenter has no hair colour to name.
        assert left <= {"beard", "accessory"}, caption.text


@pytest.mark.parametrize("keep", [0.3, 0.8])
def test_what_is_filled_never_contradicts_what_was_asked_and_leaves_nothing_open(keep: float) -> None:
    import numpy as np

    rng = np.random.default_rng(6)
    for seed in range(400):
        caption = write_caption(sample_split(rng), rng, keep=keep)
        if WHOSE_COLOUR.search(caption.text):
            continue
        told = completed(caption.text, MINI, seed)
        filled = [meanings()[phrase] for phrase in told.added]
        named = dict(caption.asked)
        for words in filled:
            for name, word in words.items():
                assert named.setdefault(name, word) == word, told.text
        bald = any(words.get("hair") == "bald" for words in (caption.asked, *filled))
        assert set(VALUES) - set(named) <= ({"hair_colour"} if bald else set()), told.text


def test_every_phrase_that_fills_a_gap_asks_for_what_it_says() -> None:
    assert {phrase for gap in MINI for phrase in gap.phrases} == set(meanings())
    for phrase, asked in meanings().items():
        for name, word in asked.items():
            assert word in VALUES[name], phrase


def test_a_gap_that_something_opens_is_none_without_it() -> None:
    beard = {"name": "shade", "opened_by": ["beard"], "closed_by": ["red beard"], "phrases": ["red"]}
    gaps = gaps_in({"gaps": [beard]})
    assert [open_names(prompt, gaps) for prompt in ("a host", "a beard", "a red beard")] == [
        (),
        ("shade",),
        (),
    ]


def test_hair_has_the_colour_that_a_beard_is_asked_in() -> None:
    for seed in range(40):
        assert not any(shade in added("a pink beard", seed).split(", ")[0] for shade in ORDINARY_HAIR)
        assert "beard" in added("bald, a beard", seed)
        assert "hair colour" not in open_names("a beard, black hair", MINI)
        for denied in (
            "no beard",
            "without a beard",
            "no full beard",
            "no beard or moustache",
            "no moustache",
        ):
            assert not re.search("a [a-z]+ (beard|moustache)", added(f"bald, {denied}", seed)), denied


@pytest.mark.parametrize(
    ("prompt", "unwanted"),
    [
        ("bald", "hair"),
        ("a blond presenter", "black hair"),
        ("red hair", "black hair"),
        ("a mohawk", "short"),
        ("long, black hair", "short"),
        ("wearing red, a mohawk", "suit"),
        ("black, curly hair", "blond hair"),
        ("a red, curly mohawk", "blond hair"),
        ("short and black hair", "long hair"),
        ("hair: short", "long hair"),
        ("hair: black", "blond hair"),
        ("long straight black hair", "mohawk"),
        ("brown hair", "blond hair"),
        ("red-haired", "black hair"),
        ("a pale presenter", "brown skin"),
        ("a smile", "neutral"),
        ("a pink suit", "red suit"),
        ("suit: black", "red suit"),
        ("wearing red", "suit"),
        ("a hat", "mohawk"),
        ("a hat", "spiky"),
        ("a headset", "glasses"),
        ("with a sad mouth", "smiling"),
        ("a wide jaw", "round head"),
    ],
)
def test_what_is_named_is_not_drawn_again(prompt: str, unwanted: str) -> None:
    for seed in range(40):
        assert unwanted not in added(prompt, seed)


def test_a_named_style_gets_a_colour_and_a_named_colour_a_style() -> None:
    assert "hair" in added("wearing red, a mohawk")
    assert any(f"{shade} hair" in added("a mohawk") for shade in ("black", "blond", "ginger", "white"))
    assert any(f"{style} hair" in added("red hair") for style in ("short", "long", "curly"))


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("blue eyes", "two eyes"),
        ("in a suit and a tie", "suit"),
        ("in a studio", "background"),
        ("a happy face", "head|face|jaw"),
        ("wearing red; mohawk", "hair"),
        ("wearing red. a mohawk", "hair"),
        ("wearing red\na mohawk", "hair"),
        ("without glasses", "no accessories"),
        ("no moustache", "clean shaven"),
        ("not bald", "hair"),
    ],
)
def test_what_is_only_mentioned_is_still_drawn(prompt: str, wanted: str) -> None:
    assert all(re.search(wanted, added(prompt, seed)) for seed in range(1, 3))


@pytest.mark.parametrize(
    "gaps",
    [
        7,
        {},
        ["hair"],
        [{}],
        [{"name": 7, "phrases": ["a"], "closed_by": []}],
        [{"name": "hair", "closed_by": []}],
        [{"name": "hair", "closed_by": [], "phrases": []}],
        [{"name": "hair", "closed_by": [""], "phrases": ["a"]}],
        [{"name": "hair", "closed_by": ["!red"], "phrases": ["a"]}],
        [{"name": "hair", "closed_by": [7], "phrases": ["a"]}],
        [{"name": "hair", "closed_by": "hair", "phrases": ["a"]}],
        [{"name": "hair", "closed_by": ["hair"] * 513, "phrases": ["a"]}],
        [{"name": "hair", "closed_by": [], "opened_by": "hair", "phrases": ["a"]}],
    ],
)
def test_gaps_that_are_not_as_described_are_none_to_the_console(tmp_path: Path, gaps: object) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"gaps": gaps}), "utf-8")
    with pytest.raises(ValueError, match="gap"):
        gaps_in({"gaps": gaps})
    assert declared_gaps(manifest_of(RoleSpec(checkpoint=str(tmp_path), precision="fp32"))) == ()


@pytest.mark.parametrize("manifest", [None, [], {}, {"words": ["a"]}])
def test_a_painter_that_declares_none_paints_what_it_is_told(manifest: object) -> None:
    gaps: tuple[Gap, ...] = gaps_in(manifest)
    assert completed("old man in an office", gaps, 1).text == "old man in an office"
