"""Whatever text comes in as recipe, settings or report: a checked value or a sentence, never a trace.

`VORTEX_FUZZ_CASES=10000` makes the long form of it.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vortex_gui.base.errors import InputError, RecipeError, SettingsError
from vortex_gui.base.faults import MAX_FAULTS
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.recipe.recipe import MAX_SLOT_ID, Recipe, recipe_from_mapping, recipe_from_text
from vortex_gui.base.settings.settings import Settings, lenient_settings, load_settings, save_settings
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.output.finished_folder import end_of, whole_report

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "60"))
quick = settings(max_examples=CASES, deadline=2000, suppress_health_check=list(HealthCheck))

NASTY = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "../../etc/passwd",
            "C:\\..\\x",
            "\0",
            "\u202eright to left",
            "🙂" * 30,
            "\ud800",
            "&a [*a, *a]",
            "!!python/object:os.system x",
            "<<: {a: 1}",
            "%s%n{0}",
        ]
    ),
)
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), NASTY),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NASTY, inner, max_size=4)),
    max_leaves=12,
)
SECTIONS = ("slot_params", "audio_track", "visual_track", "semantic_constraints", "composition", "more")
KEYS = (
    *("slot_id", "duration_sec", "fps", "seed", "deadline_sec", "script", "voice_id", "speed", "emotion"),
    *("prompt", "negative_prompt", "expression_sequence", "clip_threshold", "unknown"),
    *("takes", "shape", "presenter", "short_side", "background_colour", "name", "line", "logo"),
)
RECIPES = st.dictionaries(
    st.sampled_from(SECTIONS), st.one_of(PLAIN, st.dictionaries(st.sampled_from(KEYS), PLAIN, max_size=6))
)
YAML_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)


def check_faults(error: InputError) -> None:
    """One printable line for each fault."""
    assert error.faults
    for fault in error.faults:
        assert "\n" not in fault
        assert "\0" not in fault
        assert len(fault) < 2000
        assert "Traceback" not in fault


@given(RECIPES)
@quick
def test_a_recipe_of_any_shape_is_checked_or_refused(data: Any) -> None:
    try:
        recipe = recipe_from_mapping(data)
    except RecipeError as error:
        check_faults(error)
        return
    assert recipe_from_text(recipe.to_yaml()) == recipe


@given(NASTY)
@quick
def test_a_recipe_of_any_text_is_read_or_refused(text: str) -> None:
    try:
        recipe_from_text(text)
    except RecipeError as error:
        check_faults(error)


def test_a_yaml_bomb_is_refused_at_once() -> None:
    for text in (
        YAML_BOMB,
        "[" * 5000,
        "{a: " * 3000,
        "- " * 20_000,
        "a" * 1_000_000,
        "a: " + "🙂" * 250_000,
    ):
        try:
            recipe_from_text(text)
        except RecipeError as error:
            check_faults(error)
        else:
            raise AssertionError("a bomb was taken")


BOMBS = {
    "aliases": YAML_BOMB,
    "depth": "pipeline: " + "[" * 5000,
    "one long line": "pipeline: " + "a" * 1_000_000,
    "many keys": "".join(f"key{n}: 1\n" for n in range(4_000)),
    "a book": "# nothing\n" * 40_000,
    "python": "pipeline: !!python/object/apply:os.system [exit]",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_settings_or_profile_is_told_at_once(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bomb.yaml"
    path.write_text(BOMBS[name])
    began = time.monotonic()
    mended, told = lenient_settings(path)
    assert mended == lenient_settings()[0].model_copy(update={"folders": mended.folders})
    assert told
    with pytest.raises(SettingsError) as refused:
        load_profile(str(path))
    check_faults(refused.value)
    assert len(told) <= MAX_FAULTS + 1
    assert all(len(sentence) < 600 for sentence in told)
    assert time.monotonic() - began < 20


@given(st.dictionaries(st.sampled_from(tuple(Settings.model_fields)), PLAIN, max_size=4))
@quick
def test_settings_of_any_shape_are_mended_or_refused(tmp_path_factory: Any, data: dict[str, Any]) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "fuzz-settings.yaml"
    try:
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
    except UnicodeEncodeError:
        return
    before = path.read_bytes()
    try:
        load_settings(path)
    except SettingsError as error:
        for fault in error.faults:
            assert "\n" not in fault
    mended, _ = lenient_settings(path)
    assert isinstance(mended, Settings)
    assert path.read_bytes() == before
    save_settings(mended, path.with_suffix(".saved.yaml"))


@given(st.binary(max_size=300))
@quick
def test_settings_of_any_bytes_are_defaults_and_a_notice(tmp_path_factory: Any, content: bytes) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "fuzz-bytes.yaml"
    path.write_bytes(content)
    mended, _ = lenient_settings(path)
    assert isinstance(mended, Settings)
    assert path.read_bytes() == content


@given(NASTY)
@quick
def test_a_profile_of_any_name_is_known_or_refused(name: str) -> None:
    try:
        assert isinstance(load_profile(name), Profile)
    except SettingsError as error:
        check_faults(error)


@given(st.one_of(PLAIN.map(lambda found: json.dumps(found)), NASTY))
@quick
def test_a_report_of_any_kind_ends_a_slot(text: str) -> None:
    end = end_of(SlotState.DONE, 1.0, text)
    assert end.state is SlotState.DONE


@given(st.binary(max_size=200))
@quick
def test_a_folder_with_any_report_is_whole_only_with_its_own(tmp_path_factory: Any, content: bytes) -> None:
    output: Path = tmp_path_factory.getbasetemp() / "fuzz-out"
    row = SlotRow(7, SlotState.RUNNING, 5, "mini", "{}", str(output), 0.0)
    row.folder.mkdir(parents=True, exist_ok=True)
    row.video.write_bytes(b"clip")
    (row.folder / "report.json").write_bytes(content)
    assert whole_report(row) is None


@given(st.integers(0, MAX_SLOT_ID), NASTY)
@quick
def test_no_slot_leaves_its_output_folder(number: int, text: str) -> None:
    try:
        recipe = Recipe.model_validate(
            {"audio_track": {"script": text, "voice_id": text}, "visual_track": {"prompt": text}}
        )
        recipe_json = recipe.to_json()
    except ValueError:
        return
    row = SlotRow(number, SlotState.QUEUED, 0, "mini", recipe_json, "/output", 0.0)
    assert row.folder.parent == Path("/output")
    assert row.video.parent.parent == Path("/output")
