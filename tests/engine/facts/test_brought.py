"""Which slots bring files of this machine, and what another one gets to read."""

from __future__ import annotations

from pathlib import Path

from tests.engine.rows import RECIPE, row
from vortex_gui.base.recipe.composition import Composition
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.engine.facts.brought import brings_files, dressed

PLAIN = Composition()
LOGO = Composition(logo="/here/logo.png")


def test_a_picture_an_earlier_slot_and_the_house_s_logo_are_of_this_machine(tmp_path: Path) -> None:
    assert not brings_files(row(tmp_path), house=PLAIN)
    assert brings_files(row(tmp_path), house=LOGO)
    for source in (ActorSource(path="/here/ada.png"), ActorSource(slot=3)):
        visual = RECIPE.visual_track.model_copy(update={"actor": source})
        own = RECIPE.model_copy(update={"visual_track": visual})
        assert brings_files(row(tmp_path, recipe_json=own.to_json()), house=PLAIN)
    assert not brings_files(row(tmp_path, recipe_json="damaged"), house=LOGO)


def test_another_machine_gets_this_console_s_look() -> None:
    sent = Recipe.model_validate_json(dressed(RECIPE.to_json(), Composition(shape="16:9")))
    assert sent.composition is not None
    assert sent.composition.shape == "16:9"
    assert dressed(RECIPE.to_json(), PLAIN) == RECIPE.to_json()
    assert dressed("damaged", PLAIN) == "damaged"
