"""A profile fills every role, names what its machine can do, and is refused in sentences that say where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.profile import (
    OVERRIDES,
    PROFILES,
    ActorSpec,
    Sizes,
    bounds,
    load_profile,
    profile_names,
    with_precisions,
)
from vortex_gui.base.roles import ROLES


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_is_whole(name: str) -> None:
    profile = load_profile(name)
    assert set(profile.roles) == set(ROLES)
    assert profile.limits.soft_gb <= profile.limits.hard_gb
    assert profile.ladder[0].every == 1
    for role, spec in profile.roles.items():
        assert spec.precision in spec.precisions, role


def test_on_a_slow_machine_the_profile_of_512_makes_clips_of_256() -> None:
    profile = load_profile("mini-512")
    small = {rung.name: profile.sizes.shrunk(rung.shrink) for rung in profile.ladder if rung.shrink > 1}
    assert small
    for name, sizes in small.items():
        assert name.startswith(f"{sizes.width} × {sizes.height}")


@pytest.mark.parametrize(
    ("ladder", "sentence"),
    [
        ("[{name: full, shrink: 2}]", "ladder: the first rung is the full quality"),
        ("[{name: full}, {name: tiny, shrink: 3}]", "ladder"),
        ("[{name: full}, {name: tiny, shrink: 4}]", "96 × 96 cannot be divided by 4: sides are multiples"),
        ("[{name: full}, {name: tiny, shrink: 2}]", "96 × 96 cannot be divided by 2: sides are multiples"),
    ],
)
def test_a_rung_whose_picture_there_cannot_be_is_refused(tmp_path: Path, ladder: str, sentence: str) -> None:
    text = (
        (PROFILES / "mini.yaml")
        .read_text("utf-8")
        .replace("width: 256, height: 256", "width: 96, height: 96")
    )
    path = tmp_path / "own.yaml"
    path.write_text(text[: text.index("ladder:")] + f"ladder: {ladder}\nvoices: [af_heart]\n", "utf-8")
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        load_profile(str(path))


def test_an_unknown_profile_is_refused_with_the_list() -> None:
    with pytest.raises(SettingsError, match=r"unknown profile 'huge'; allowed is .*mini"):
        load_profile("huge")


def test_a_profile_that_lacks_roles_is_refused_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    lines = (PROFILES / "mini.yaml").read_text().splitlines()
    path.write_text("\n".join(line for line in lines if not line.strip().startswith(("kokoro:", "clip_l:"))))
    with pytest.raises(SettingsError) as caught:
        load_profile(str(path))
    assert str(caught.value) == (
        "own.yaml: roles: no checkpoint for kokoro, clip_l; a profile fills every role."
    )


def test_a_profile_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "own.yml"
    path.write_text((PROFILES / "mini.yaml").read_text())
    assert load_profile(str(path)) == load_profile("mini")


@pytest.mark.parametrize(
    ("stands", "instead", "sentence"),
    [
        (r"fps: \d+", "fps: 0", "own.yaml: sizes.fps: 0 is out of range; 1 or more is allowed."),
        (
            r"width: \d+",
            "width: 100",
            "own.yaml: sizes.width: 100 is not possible; multiples of 32 are allowed.",
        ),
        ("device: cpu", "device: tpu", "own.yaml: device: 'tpu' is not known; allowed is 'cpu' or 'cuda'."),
        ("name: mini", "nam: mini", "own.yaml: name: missing; it is needed."),
    ],
)
def test_a_fault_is_named_by_its_place(tmp_path: Path, stands: str, instead: str, sentence: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(re.sub(stands, instead, (PROFILES / "mini.yaml").read_text(), count=1))
    with pytest.raises(SettingsError) as refused:
        load_profile(str(path))
    assert refused.value.faults[0] == sentence


@pytest.mark.parametrize("content", [b"name: [", b"\xff\xfe\0", None])
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"^profile: .*own\.yaml cannot be read \("):
        load_profile(str(path))


def test_a_path_that_cannot_be_is_one_sentence() -> None:
    with pytest.raises(SettingsError, match=r"^profile: .* cannot be read \("):
        load_profile("~nobody_has_this_name/own.yaml")


def test_another_precision_is_taken_where_the_role_can_do_it() -> None:
    profile = load_profile("rtx3060")
    role = next(role for role in ROLES if len(profile.roles[role].precisions) > 1)
    wish = next(p for p in profile.roles[role].precisions if p != profile.roles[role].precision)
    changed = with_precisions(profile, {role: wish}, where=OVERRIDES)
    assert changed.roles[role].precision == wish
    assert {name: spec for name, spec in changed.roles.items() if name != role} == {
        name: spec for name, spec in profile.roles.items() if name != role
    }
    assert with_precisions(profile, {}, where=OVERRIDES) == profile


def test_a_precision_that_a_role_cannot_do_is_refused_by_the_setting_that_asks_for_it() -> None:
    with pytest.raises(SettingsError) as refused:
        with_precisions(load_profile("mini"), {"liveportrait": "nf4", "kokoro": "int8"}, where=OVERRIDES)
    first, second = refused.value.faults
    assert first.startswith(
        "pipeline.precision_overrides.liveportrait: 'nf4' is not possible; allowed is fp32"
    )
    assert second.startswith("pipeline.precision_overrides.kokoro: 'int8' is not possible; allowed is fp32")


@pytest.mark.parametrize(
    ("part", "field", "found"),
    [
        (Sizes, "width", (64, 2048, 32)),
        (Sizes, "fps", (1, 60, 1)),
        (Sizes, "max_duration_s", (0, 600, 1)),
        (ActorSpec, "true_cfg", (1, float("inf"), 1)),
    ],
)
def test_the_bounds_of_a_number_are_those_of_its_declaration(
    part: type[Sizes] | type[ActorSpec], field: str, found: tuple[float, float, float]
) -> None:
    assert bounds(part, field) == found


def test_buffers_hold_the_longest_clip() -> None:
    sizes = load_profile("mini").sizes.model_copy(update={"max_duration_s": 2.5, "fps": 24})
    assert (sizes.max_frames, sizes.max_samples) == (60, 60_000)


def test_a_rung_below_the_first_is_lower_whichever_profile_it_comes_from() -> None:
    profile = load_profile("mini")
    assert not any(map(profile.is_lower, ("", "full", profile.ladder[0].name)))
    assert profile.is_lower("every 2nd frame")
