"""A failed or a skipped test is no success, and neither is none at all."""

from __future__ import annotations

from pathlib import Path

from tools.card_check.marked_tests import read
from tools.card_check.step import Step

ACCOUNT = """<testsuites><testsuite>
<testcase classname="a" name="good" time="0.5"/>
<testcase classname="a" name="bad" time="0.1"><failure message="it broke"/></testcase>
<testcase classname="a" name="left" time="0"><skipped message="no CUDA device here"/></testcase>
</testsuite></testsuites>"""


def test_each_test_that_did_not_pass_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(ACCOUNT)
    step = Step("tests")
    read(step, tmp_path / "a.xml")
    assert step.figures["tests"] == {"a::good": 0.5, "a::bad": 0.1, "a::left": 0.0}
    assert step.faults == ["bad failure: it broke", "left skipped: no CUDA device here"]


def test_no_test_at_all_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<testsuites/>")
    step = Step("tests")
    read(step, tmp_path / "a.xml")
    assert step.faults == ["no test was found"]
