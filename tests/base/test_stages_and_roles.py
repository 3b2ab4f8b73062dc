"""The tables of stages and roles: names, order, and the rules that everything else asks them for."""

from __future__ import annotations

from typing import get_args

import pytest

from vortex_gui.base.hues import HUES
from vortex_gui.base.notation.plain_yaml import load_plain
from vortex_gui.base.profile import PROFILES, Profile, load_profile
from vortex_gui.base.roles import ROLE_FACTS, ROLES, Role
from vortex_gui.base.stages import (
    STAGE_FACTS,
    STAGES,
    TURNS,
    Stage,
    elapsed,
    stages_before,
    weight_of,
)


def test_the_types_name_what_the_tables_hold() -> None:
    assert get_args(Role) == ROLES
    assert get_args(Stage) == STAGES


def test_no_two_roles_and_no_two_stages_share_a_hue() -> None:
    for hues in ([f.hue for f in ROLE_FACTS.values()], [f.hue for f in STAGE_FACTS.values()]):
        assert len(set(hues)) == len(hues)
        assert set(hues) <= set(HUES)


def test_every_stage_has_its_turn_and_only_speech_and_actor_share_one() -> None:
    assert TURNS == (("speech", "actor"), ("animation",), ("verification",), ("output",))
    assert stages_before("speech") == stages_before("actor") == ()
    assert stages_before("verification") == ("speech", "actor", "animation")


def test_of_stages_side_by_side_the_longest_counts() -> None:
    assert elapsed({"speech": 2, "actor": 3, "animation": 5, "output": 1}) == 9
    assert elapsed({"actor": 3}) == 3
    assert elapsed({}) == 0


def test_the_weights_make_a_whole() -> None:
    assert sum(weight_of(stage) for stage in STAGES) == pytest.approx(1)


@pytest.mark.parametrize("name", ["budgets", "timeouts"])
def test_a_stage_without_a_budget_has_the_tables_by_the_old_name_of_budgets_too(name: str) -> None:
    data = load_plain((PROFILES / "mini.yaml").read_text())
    del data["budgets"]
    data[name] = {"slot_s": 120, "speech_s": 7}
    budgets = Profile.model_validate(data).budgets
    assert budgets.of("speech") == 7
    assert budgets.of("animation") == STAGE_FACTS["animation"].budget_s


def test_a_slots_budget_is_the_shorter_of_its_own_and_the_target() -> None:
    mini = load_profile("mini")
    assert mini.slot_budget_s == mini.budgets.slot_s
    assert mini.model_copy(update={"deadline_s": 20.0}).slot_budget_s == 20
    assert mini.model_copy(update={"deadline_s": 9999.0}).slot_budget_s == mini.budgets.slot_s
