"""A step that fails says why, and the others still run."""

from __future__ import annotations

from tools.card_check.step import Step, take


def test_an_error_is_a_fault_of_its_step_alone() -> None:
    def breaks(step: Step) -> None:
        step.figures["before"] = 1
        raise RuntimeError("the driver is gone")

    step = take("slots", breaks)
    assert step.faults == ["RuntimeError: the driver is gone"]
    assert step.figures["before"] == 1
    assert "breaks" in step.figures["trace"]


def test_every_expectation_that_does_not_hold_is_a_fault() -> None:
    def looks(step: Step) -> None:
        step.expect(True, "never told")
        step.expect(False, "first")
        step.expect(False, "second")

    assert take("slots", looks).faults == ["first", "second"]
