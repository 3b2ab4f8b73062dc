"""Every number that an operator writes is taken at both ends of its range and refused beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.recipe.recipe import (
    Recipe,
    profile_faults,
    recipe_from_mapping,
    recipe_from_text,
    save_recipe,
)
from vortex_gui.base.settings.settings import Settings

GOOD: dict[str, dict[str, Any]] = {"audio_track": {"script": "hi"}, "visual_track": {"prompt": "someone"}}
TINY = 1e-9

Limit = tuple[str, list[Any], list[Any]]
"""A field by its path, values at the ends of its range, values just beside them."""

RECIPE: list[Limit] = [
    ("slot_params.slot_id", [0, 999_999, None], [-1, 1_000_000]),
    ("slot_params.duration_sec", [TINY, 3600, None], [0, 3600.001]),
    ("slot_params.fps", [1, 120, None], [0, 121]),
    ("slot_params.seed", [0, 4_294_967_295, None], [-1, 4_294_967_296]),
    ("slot_params.deadline_sec", [TINY, 86_400, None], [0, 86_400.001]),
    ("slot_params.takes", [1, 9, None], [0, 10]),
    ("audio_track.script", ["one", "word " * 500], ["", " \n", "word " * 501]),
    ("audio_track.speed", [0.8, 1.2], [0.799, 1.201]),
    ("visual_track.prompt", ["x", "x" * 4000], ["", " \t", "x" * 4001]),
    ("visual_track.negative_prompt", ["", "x" * 4000], ["x" * 4001]),
    ("visual_track.expression_sequence", [["calm"], ["calm"] * 64], [[], ["calm"] * 65]),
    ("semantic_constraints.clip_threshold", [0, 2.5, None], [-0.001, 2.501]),
    ("composition.short_side", [240, 2160, None], [238, 241, 2162]),
    ("composition.name", ["", "x" * 80], ["x" * 81]),
    ("composition.line", ["", "x" * 160], ["x" * 161]),
    ("composition.logo", ["x" * 4096, None], ["", " ", "x" * 4097]),
]
SETTINGS: list[Limit] = [
    (
        "pipeline.device",
        ["auto", "cpu", "cuda", "cuda:0", "cuda:12"],
        ["cuda:", "cuda:x", "cpu0", "xcpu", ""],
    ),
    ("pipeline.threads", [0, 256], [-1, 257]),
    ("pipeline.stall_limit_s", [TINY, 86_400.0], [0.0, 86_400.001]),
    ("program.title", ["", "x" * 80], ["x" * 81]),
    ("worker.heartbeat_limit_s", [TINY, 600.0], [0.0, 600.001]),
    ("worker.ask_s", [0.0, 120.0], [-TINY, 120.001]),
    ("worker.terminate_s", [0.0, 120.0], [-TINY, 120.001]),
    ("worker.restart_limit", [0, 100], [-1, 101]),
    ("worker.backoff_s", [TINY, 60.0], [0.0, 60.001]),
    ("worker.stable_after_s", [TINY, 3600.0], [0.0, 3600.001]),
    ("worker.niceness", [0, 19], [-1, 20]),
    ("memory.sample_hz", [TINY, 50.0], [0.0, 50.001]),
    ("memory.soft_limit_gb", [TINY, 1e6, None], [0.0]),
    ("memory.hard_limit_gb", [TINY, 1e6, None], [0.0]),
    ("output.crf", [0, 51], [-1, 52]),
    ("output.loudness_lufs", [-40.0, -8.0, None], [-40.001, -7.999]),
    ("output.min_free_gb", [0.0, 1e6], [-TINY]),
    ("composition.short_side", [240, 2160], [238, 241, 2162]),
    ("console.volume", [0, 100], [-1, 101]),
    ("log.max_mb", [1, 1000], [0, 1001]),
    ("serve.spool_gb", [TINY, 100_000.0], [0.0, 100_000.001]),
    ("serve.ray_cpus", [0, 256], [-1, 257]),
    ("metrics.port", [1024, 65535], [1023, 65536]),
]


def cases(limits: list[Limit], *, inside: bool) -> list[Any]:
    return list(_cases(limits, inside))


def _cases(limits: list[Limit], inside: bool) -> Iterator[Any]:
    for path, taken, refused in limits:
        section, _, name = path.partition(".")
        for number, value in enumerate(taken if inside else refused):
            yield pytest.param(section, name, value, id=f"{path}-{number}")


def recipe_with(section: str, name: str, value: Any) -> Recipe:
    return recipe_from_mapping({**GOOD, section: {**GOOD.get(section, {}), name: value}})


@pytest.mark.parametrize(("section", "name", "value"), cases(RECIPE, inside=True))
def test_a_recipe_takes_what_lies_at_the_ends(section: str, name: str, value: Any) -> None:
    found = getattr(getattr(recipe_with(section, name, value), section), name)
    assert (list(found) if isinstance(found, tuple) else found) == value


@pytest.mark.parametrize(("section", "name", "value"), cases(RECIPE, inside=False))
def test_a_recipe_refuses_what_lies_beside_them(section: str, name: str, value: Any) -> None:
    with pytest.raises(RecipeError) as told:
        recipe_with(section, name, value)
    assert all(fault.startswith(f"{section}.{name}") for fault in told.value.faults)


@pytest.mark.parametrize(("section", "name", "value"), cases(SETTINGS, inside=True))
def test_settings_take_what_lies_at_the_ends(section: str, name: str, value: Any) -> None:
    found = Settings.model_validate({section: {name: value}})
    assert getattr(getattr(found, section), name) == value


@pytest.mark.parametrize(("section", "name", "value"), cases(SETTINGS, inside=False))
def test_settings_refuse_what_lies_beside_them(section: str, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{section}.{name}"):
        Settings.model_validate({section: {name: value}})


def test_every_bounded_setting_stands_in_the_list() -> None:
    bounded = {
        f"{section}.{name}"
        for section, found in Settings.model_fields.items()
        if section != "version"
        for name, field in found.default.__class__.model_fields.items()
        if field.metadata
    }
    assert bounded <= {path for path, _, _ in SETTINGS}


def test_the_hard_limit_may_be_the_soft_one_and_no_less() -> None:
    assert Settings.model_validate({"memory": {"soft_limit_gb": 4.0, "hard_limit_gb": 4.0}})
    with pytest.raises(ValueError, match=r"3\.9 is below the soft limit; 4 or more is allowed"):
        Settings.model_validate({"memory": {"soft_limit_gb": 4.0, "hard_limit_gb": 3.9}})
    assert Settings.model_validate({"memory": {"soft_limit_gb": 4.0}}).memory.hard_limit_gb is None


@pytest.mark.parametrize("code", [0xD7FF, 0xE000, 0x1F600, 0x20, 0x09])
def test_a_recipe_takes_every_character_of_a_text(code: int) -> None:
    assert recipe_with("visual_track", "prompt", f"x{chr(code)}").visual_track.prompt == f"x{chr(code)}"


@pytest.mark.parametrize("code", [0xD800, 0xDBFF, 0xDFFF, 0x00, 0x1F])
def test_a_recipe_refuses_half_a_pair_and_a_control_character(code: int) -> None:
    with pytest.raises(RecipeError, match=rf"U\+{code:04X}"):
        recipe_with("visual_track", "prompt", f"x{chr(code)}")


def test_an_empty_prompt_is_told_what_to_hold() -> None:
    for prompt in ("", " \t"):
        with pytest.raises(RecipeError, match="the prompt is empty; describe the presenter"):
            recipe_with("visual_track", "prompt", prompt)


def test_a_recipe_of_256_kilobytes_is_read_and_one_byte_more_is_not() -> None:
    text = "audio_track: {script: hi}\nvisual_track: {prompt: someone}\n#"
    room = 256 * 1024 - len(text)
    whole = text + "é" * (room // 2) + "x" * (room % 2)  # bytes count, not characters
    assert recipe_from_text(whole).audio_track.script == "hi"
    with pytest.raises(RecipeError, match="over 256 KB"):
        recipe_from_text(whole + "x")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_recipe_takes_finite_numbers_alone(value: float) -> None:
    with pytest.raises(RecipeError, match="not a finite number"):
        recipe_with("slot_params", "duration_sec", value)


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        ({"duration_sec": 20.0}, None),
        ({"duration_sec": 20.5}, "slot_params.duration_sec: 20.5 is too long; up to 20 s is allowed."),
        ({"fps": 24}, None),
        ({"fps": 25}, "slot_params.fps: 25 is too many; up to 24 is allowed by this profile."),
        ({}, None),
    ],
)
def test_a_profile_takes_what_lies_at_its_own_limits(wish: dict[str, Any], fault: str | None) -> None:
    recipe = recipe_from_mapping({**GOOD, "slot_params": wish})
    found = profile_faults(recipe, max_duration_s=20.0, fps=24, voices=["af_heart"])
    assert found == ([fault] if fault else [])


def test_a_saved_recipe_is_text_that_people_read(tmp_path: Path) -> None:
    recipe = recipe_with("audio_track", "script", "Grüße 😀")
    save_recipe(recipe, tmp_path / "a.yaml")
    assert "script: Grüße 😀\n" in (tmp_path / "a.yaml").read_text(encoding="utf-8")
    save_recipe(recipe, tmp_path / "a.json")
    lines = (tmp_path / "a.json").read_text(encoding="utf-8").splitlines()
    assert '    "script": "Grüße 😀",' in lines
