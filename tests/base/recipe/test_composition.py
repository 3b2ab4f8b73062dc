"""A recipe's composition: its faults by path, its paths, and the house's look below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.recipe.composition import Composition, colour_of
from vortex_gui.base.recipe.recipe import Recipe, load_recipe, recipe_from_text, save_recipe
from vortex_gui.base.recipe.recipe_part import RecipePart

GOOD = "audio_track: {script: Good evening.}\nvisual_track: {prompt: a presenter}\n"


def composition_of(text: str) -> Composition:
    found = recipe_from_text(f"{GOOD}composition: {text}\n").composition
    assert found is not None
    return found


def test_a_composition_is_a_section_and_a_recipe_without_one_is_plain() -> None:
    assert recipe_from_text(GOOD).composition is None
    assert issubclass(Composition, RecipePart)
    found = composition_of("{shape: 16:9, presenter: right, background_colour: 112233, name: ' Ann '}")
    assert (found.shape, found.side, found.background_colour) == ("16:9", "right", "#112233")
    assert found.name == "Ann"
    assert not found.is_plain
    assert composition_of("{shape: 1:1, background_colour: 112233}").is_plain
    assert composition_of("{}").is_plain
    assert recipe_from_text(f"{GOOD}composition:\n").composition is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{shape: 4:3}", "shape: '4:3' is not known; allowed is '1:1', '16:9' or '9:16'."),
        ("{shape: 16}", "shape: '16' is not known; allowed is '1:1', '16:9' or '9:16'."),
        ("{short_side: 100}", "short_side: 100 is out of range; 240 or more is allowed."),
        ("{short_side: 721}", "short_side: 721 is not possible; multiples of 2 are allowed."),
        (
            "{background_colour: red}",
            "background_colour: 'red' is no colour; write it as rrggbb, such as 1b2a4a.",
        ),
        ("{logo: ' '}", "logo: the path is empty; name a file."),
        (
            "{line: " + "a" * 200 + "}",
            f"line: '{'a' * 58}… is out of range; up to 160 characters are allowed.",
        ),
        ('{name: "a\\nb"}', "name: it has several lines; one is allowed."),
        ("{tune: x}", "tune: unknown key; it is not allowed here."),
    ],
)
def test_each_fault_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(RecipeError) as caught:
        composition_of(text)
    assert caught.value.faults == (f"composition.{sentence}",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "{background_colour: 112233, background_picture: a.png}",
            "background_picture: name either a background colour or a background picture.",
        ),
        (
            "{shape: 9:16, presenter: left}",
            "presenter: a presenter on the side 'left' is not possible in 9:16; "
            "allowed is top, centre, bottom.",
        ),
    ],
)
def test_what_excludes_another_field_is_told_at_the_later_one(text: str, sentence: str) -> None:
    with pytest.raises(RecipeError) as caught:
        composition_of(text)
    assert caught.value.faults == (f"composition.{sentence}",)


def test_paths_begin_beside_the_recipes_file_and_survive_saving(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(f"{GOOD}composition: {{shape: 16:9, logo: pictures/logo.png}}\n")
    recipe = load_recipe(path)
    assert recipe.composition == Composition(shape="16:9", logo=str(tmp_path / "pictures" / "logo.png"))
    save_recipe(recipe, tmp_path / "other" / "again.yaml")
    assert load_recipe(tmp_path / "other" / "again.yaml") == recipe
    path.write_text(f"{GOOD}composition: {{logo: $NOT_SET_HERE/logo.png}}\n")
    with pytest.raises(RecipeError, match=r"^composition: the variable NOT_SET_HERE is not set\.$"):
        load_recipe(path)


def test_the_house_fills_what_is_left_open_and_a_background_is_one_choice() -> None:
    house = Composition(shape="9:16", short_side=720, background_picture="/p.png", logo="/l.png")
    assert Composition(name="Ann").over(house).shape == "9:16"
    own = Composition(shape="1:1", background_colour="112233", logo="/own.png").over(house)
    assert (own.shape, own.background_picture, own.background_colour) == ("1:1", None, "#112233")
    assert (own.logo, own.short_pixels) == ("/own.png", 720)


def test_a_recipe_stays_as_it_is_where_nothing_comes_of_the_look() -> None:
    recipe = recipe_from_text(GOOD)
    assert recipe.composed(Composition(shape="1:1", short_side=720)) is recipe
    composed = recipe.composed(Composition(shape="16:9"))
    assert isinstance(composed, Recipe)
    assert composed.composition == Composition(shape="16:9")


def test_a_side_that_the_houses_shape_does_not_know_is_the_centre() -> None:
    assert Composition(presenter="left").over(Composition(shape="9:16")).side == "centre"
    assert Composition(presenter="left").over(Composition(shape="16:9")).side == "left"


@pytest.mark.parametrize("written", ["1B2a4A", "#1b2a4a"])
def test_colours_are_written_with_or_without_the_sign(written: str) -> None:
    assert colour_of(written) == "#1b2a4a"
