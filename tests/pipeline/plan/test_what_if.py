"""A profile is planned with other sizes, steps and precisions; what is not possible is told with what is."""

from __future__ import annotations

import json
import sys

import pytest

from vortex_gui.base.errors import InputError
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.roles import ROLES
from vortex_gui.commands.line import main
from vortex_gui.pipeline.plan.layout import layout
from vortex_gui.pipeline.plan.what_if import what_if


@pytest.fixture(scope="module")
def reference() -> Profile:
    return load_profile("rtx3060")


def test_no_wish_and_the_profiles_own_values_change_nothing(reference: Profile) -> None:
    same = {"size": "512x512", "steps": "4", "fps": "24", "duration": "45", "precision": "flux=nf4"}
    assert what_if(reference, {}) == (reference, ())
    assert what_if(reference, same) == (reference, ())


def test_every_wish_is_taken_and_told(reference: Profile) -> None:
    wishes = {"size": "768 x 512", "steps": "2", "fps": "30", "duration": "20.5", "precision": "clip_b=fp16"}
    changed, words = what_if(reference, wishes)
    sizes = changed.sizes
    assert (sizes.width, sizes.height, sizes.fps, sizes.max_duration_s) == (768, 512, 30, 20.5)
    assert sizes.max_frames == 615
    assert changed.actor.steps == 2
    assert changed.roles["clip_b"].precision == "fp16"
    assert words == (
        "size 768x512 instead of 512x512",
        "steps 2 instead of 4",
        "frames a second 30 instead of 24",
        "length 20.5 s instead of 45 s",
        "clip_b fp16 instead of int8",
    )
    Profile.model_validate(changed.model_dump())


@pytest.mark.parametrize(
    ("option", "wishes"),
    [
        ("size", ["64x2048", "2048x64"]),
        ("steps", ["1", "50", "000050"]),
        ("fps", ["1", "60"]),
        ("duration", [repr(1 / 24), "600"]),
    ],
)
def test_both_ends_of_a_range_are_possible(reference: Profile, option: str, wishes: list[str]) -> None:
    for wish in wishes:
        assert len(what_if(reference, {option: wish})[1]) == 1


def test_a_long_wish_is_told_by_its_beginning(reference: Profile) -> None:
    with pytest.raises(InputError) as told:
        what_if(reference, {"steps": "9" * 100})
    assert told.value.faults[0].startswith("--steps: '" + "9" * 60 + "' is not possible")


@pytest.mark.parametrize(
    ("option", "wish", "allowed"),
    [
        ("size", "500x512", "WIDTHxHEIGHT, each a multiple of 32 from 64 to 2048"),
        ("size", "4096x4096", "WIDTHxHEIGHT, each a multiple of 32 from 64 to 2048"),
        ("size", "large", "WIDTHxHEIGHT, each a multiple of 32 from 64 to 2048"),
        ("steps", "0", "a whole number from 1 to 50"),
        ("steps", "٣", "a whole number from 1 to 50"),
        ("fps", "61", "a whole number from 1 to 60"),
        ("fps", "23.976", "a whole number from 1 to 60"),
        ("duration", "nan", "seconds from one frame (0.042) to 600"),
        ("duration", "0.01", "seconds from one frame (0.042) to 600"),
        ("steps", "0000004", "a whole number from 1 to 50"),
        ("duration", "long", "seconds from one frame (0.042) to 600"),
        ("duration", "601", "seconds from one frame (0.042) to 600"),
        ("precision", "vae=fp16", f"ROLE=PRECISION with a role of {', '.join(ROLES)}"),
        ("precision", "flux", f"ROLE=PRECISION with a role of {', '.join(ROLES)}"),
    ],
)
def test_what_is_not_possible_is_one_sentence_with_what_is(
    reference: Profile, option: str, wish: str, allowed: str
) -> None:
    with pytest.raises(InputError) as told:
        what_if(reference, {option: wish})
    assert told.value.faults == (f"--{option}: {wish!r} is not possible; allowed is {allowed}.",)


def test_a_precision_that_the_role_cannot_do_names_those_it_can(reference: Profile) -> None:
    with pytest.raises(InputError) as told:
        what_if(reference, {"precision": "flux=fp8,kokoro=fp16"})
    assert told.value.faults == (
        "--precision.flux: 'fp8' is not possible; allowed is nf4, int8, bf16.",
        "--precision.kokoro: 'fp16' is not possible; allowed is fp32.",
    )


def test_all_faults_are_told_together(reference: Profile) -> None:
    with pytest.raises(InputError) as told:
        what_if(reference, {"steps": "0", "fps": "0", "size": "1x1"})
    assert len(told.value.faults) == 3


def test_another_precision_is_counted_at_its_size(reference: Profile) -> None:
    changed, _ = what_if(reference, {"precision": "clip_b=fp32"})
    (clip,) = layout(changed).of("clip_b")
    assert (clip.precision, clip.bytes) == (
        "fp32",
        4 * 151_277_313 + 8 * (77 + 50),
    )  # places of words and patches


def test_the_command_refuses_with_code_2_and_without_counting(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vortex_gui.pipeline.plan.plan", None)  # its import would fail
    assert main(["plan", "--profile", "rtx3060", "--steps", "99", "--size", "1x1"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 2
    assert main(["plan", "--gpu", "Voodoo 2"]) == 2
    assert "unknown card 'Voodoo 2'" in capsys.readouterr().err


def test_the_command_says_what_was_asked_and_counts_it(capfd: pytest.CaptureFixture[str]) -> None:
    """A longer clip of the mini profile takes a larger buffer, and the advice begins so."""
    command = ["plan", "--profile", "mini", "--json"]
    assert main([*command, "--duration", "40", "--size", "320x256", "--gpu", "T4"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["gpu"] == "T4"
    assert found["advice"][0] == "What if: size 320x256 instead of 256x256, length 40 s instead of 20 s."
    pictures, sound = 40 * 24 * 3 * 320 * 256, 4 * 40 * 24_000
    assert found["buffers_bytes"] == pictures + sound + 4 * 3 * 320 * 256
