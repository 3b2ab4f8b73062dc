"""The queue played forward: ranges, margins, lower rungs, several places."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.engine.facts.test_estimate import clock, recipe_json
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.stages import STAGES
from vortex_gui.engine.facts.estimate import works_asked
from vortex_gui.engine.facts.forecast import (
    BusyPlace,
    Forecast,
    Need,
    Needs,
    Outlook,
    WaitingSlot,
    late_by,
    play,
)

NOW = 1000.0
TEN = Need(9.0, 10.0, 12.0)
FIVE = Need(4.0, 5.0, 6.0)
IDLE = BusyPlace()


def slot(slot_id: int, due_in: float | None = None, *needs: Need) -> WaitingSlot:
    return WaitingSlot(slot_id, None if due_in is None else NOW + due_in, needs or (TEN,))


def ends(forecasts: tuple[Forecast, ...]) -> list[tuple[float, float]]:
    return [(found.low_at - NOW, found.high_at - NOW) for found in forecasts]


def test_slots_follow_one_another_and_their_range_widens() -> None:
    assert ends(play([IDLE], [slot(1), slot(2), slot(3)], NOW)) == [(9, 12), (18, 24), (27, 36)]


def test_what_runs_is_waited_for() -> None:
    assert ends(play([BusyPlace(3.0, 5.0)], [slot(1)], NOW)) == [(12, 17)]


def test_the_place_that_is_free_first_takes_the_next_slot() -> None:
    places = [BusyPlace(30.0, 40.0), IDLE]
    assert ends(play(places, [slot(1), slot(2), slot(3), slot(4)], NOW)) == [
        (9, 12),
        (18, 24),
        (27, 36),
        (36, 48),
    ]
    assert ends(play([IDLE] * 4, [slot(1), slot(2), slot(3), slot(4)], NOW)) == [(9, 12)] * 4


@pytest.mark.parametrize("count", [1, 2, 5])
def test_more_places_never_make_a_slot_later(count: int) -> None:
    waiting = [slot(number, None, Need(number, number + 1.0, number + 2.0)) for number in range(1, 30)]
    fewer, more = (play([IDLE] * places, waiting, NOW) for places in (count, count + 1))
    assert all(a.high_at >= b.high_at for a, b in zip(fewer, more, strict=True))


def test_margin_is_that_of_the_later_end() -> None:
    (first, second) = play([IDLE], [slot(1, 15), slot(2, 20)], NOW)
    assert (first.margin_s, first.is_late) == (3.0, False)
    assert (second.margin_s, second.is_late) == (-4.0, True)
    assert play([IDLE], [slot(1)], NOW)[0].margin_s is None


def test_a_lower_rung_is_taken_where_the_deadline_asks_for_it() -> None:
    (found,) = play([IDLE], [slot(1, 8, TEN, FIVE)], NOW)
    assert (found.rung, ends((found,)), found.is_late) == (1, [(4, 6)], False)
    (found,) = play([IDLE], [slot(1, 60, TEN, FIVE)], NOW)
    assert found.rung == 0


def test_a_slot_that_will_be_given_up_takes_no_time_from_the_next() -> None:
    hopeless, following = play([IDLE], [slot(1, 3, TEN, FIVE), slot(2)], NOW)
    assert hopeless.is_late
    assert ends((following,)) == [(9, 12)]
    overdue, following = play([BusyPlace(20.0, 20.0)], [slot(1, 15), slot(2)], NOW)
    assert overdue.is_late
    assert ends((following,)) == [(29, 32)]


def test_nothing_is_said_of_slots_behind_one_that_nobody_knows() -> None:
    unknown = WaitingSlot(2, None, ())
    assert [found.slot_id for found in play([IDLE], [slot(1), unknown, slot(3)], NOW)] == [1]
    assert play([], [slot(1)], NOW) == ()


def outlook(*waiting: WaitingSlot) -> Outlook:
    return Outlook(NOW, (IDLE,), waiting, Needs(load_profile("mini")))


def test_a_move_is_played_before_it_is_made() -> None:
    queue = outlook(slot(1, 23), slot(2, 25), slot(3))
    before = queue.forecasts()
    assert not any(found.is_late for found in before.values())
    after = queue.if_moved([3], 0)
    assert list(after) == [3, 1, 2]
    assert late_by(before, after) == (1, 2)
    assert late_by(after, before) == ()
    assert late_by(before, queue.if_moved([1], 0)) == ()
    assert queue.forecasts() == before


def test_a_slot_that_is_late_already_is_not_blamed_on_the_move() -> None:
    queue = outlook(slot(1, 2), slot(2, 13), slot(3))
    assert late_by(queue.forecasts(), queue.if_moved([3], 0)) == (2,)


def test_needs_come_from_the_learned_clock_on_each_rung() -> None:
    mini = load_profile("mini")
    needs = Needs(mini, clock(*range(1, 12)))
    works = works_asked(recipe_json("One two three four five.", fps=10), mini)
    found = needs.of(works)
    assert len(found) == len(mini.ladder)
    assert all(one.middle_s >= other.middle_s for one, other in pairwise(found))
    assert all(need.low_s < need.middle_s < need.high_s for need in found)
    assert needs.of(works) == found


def test_needs_are_unknown_without_a_past_and_for_a_damaged_recipe() -> None:
    mini = load_profile("mini")
    assert Needs(mini).of([dict.fromkeys(STAGES, 1.0)]) == ()
    assert Needs(mini, clock(1)).of(works_asked("{}", mini)) == ()


def test_a_recipe_is_looked_ahead_at_the_end_of_the_queue() -> None:
    mini = load_profile("mini")
    recipe = Recipe.model_validate_json(recipe_json("One two three four five.", fps=10))
    queue = Outlook(NOW, (IDLE,), (slot(1),), Needs(mini, clock(1)))
    alone = Outlook(NOW, (IDLE,), (), Needs(mini, clock(1)))
    behind, first = queue.if_added(recipe, 1000.0), alone.if_added(recipe, 1000.0)
    assert behind is not None
    assert first is not None
    assert behind.low_at - first.low_at == 9.0
    assert behind.due_at == NOW + 1000
    assert outlook().if_added(recipe, None) is None


def test_budgets_choose_the_rung_where_no_deadline_asks_for_a_lower_one() -> None:
    wished = WaitingSlot(1, None, (TEN, FIVE), 1)
    assert [found.rung for found in play([IDLE], [wished], NOW)] == [1]
    in_time = WaitingSlot(1, NOW + 60, (TEN, FIVE), 1)
    assert [found.rung for found in play([IDLE], [in_time], NOW)] == [1]
    hurried = WaitingSlot(1, NOW + 5, (TEN, FIVE), 0)
    assert [found.rung for found in play([IDLE], [hurried], NOW)] == [1]


def test_the_wished_rung_is_that_of_the_profiles_budgets() -> None:
    mini = load_profile("mini")
    works = works_asked(recipe_json("One two three four five.", fps=10), mini)
    known = clock(1)
    assert Needs(mini, known).wished_rung(works) == 0
    half_s = works[1]["animation"]
    hurried = mini.model_copy(update={"budgets": mini.budgets.model_copy(update={"animation_s": half_s})})
    assert Needs(hurried, known).wished_rung(works) == 1
    recipe = Recipe.model_validate_json(recipe_json("One two three four five.", fps=10))
    assert Needs(hurried, known).wished_of_recipe(recipe) == 1
    assert Needs(hurried).wished_rung(works) == Needs(hurried).wished_rung([]) == 0
