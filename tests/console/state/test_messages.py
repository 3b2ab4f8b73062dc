"""Notices replace themselves by key and are counted; of the log the last lines stay."""

from __future__ import annotations

from vortex_gui.base.logs import note
from vortex_gui.console.state import messages
from vortex_gui.console.state.messages import LogTail, Notice, Notices
from vortex_gui.engine.facts.events import Severity


def notice(key: str, text: str = "It happened.") -> Notice:
    return Notice(key, Severity.WARNING, text)


def test_a_repeated_message_replaces_itself_is_counted_and_comes_last() -> None:
    notices = Notices()
    posted: list[Notice] = []
    notices.posted.connect(posted.append)
    for key in ("a", "b", "a"):
        notices.post(notice(key))
    assert [(found.key, found.count) for found in notices.all()] == [("b", 1), ("a", 2)]
    assert [found.count for found in posted] == [1, 1, 2]


def test_a_dismissed_message_begins_to_count_anew_and_is_told_once() -> None:
    notices = Notices()
    changes: list[int] = []
    notices.changed.connect(lambda: changes.append(len(notices.all())))
    notices.post(notice("a"))
    notices.dismiss("a")
    notices.dismiss("a")
    notices.post(notice("a"))
    assert changes == [1, 0, 1]
    assert notices.all()[0].count == 1


def test_another_remedy_is_no_new_message_and_one_that_is_gone_stays_gone() -> None:
    notices = Notices()
    posted: list[Notice] = []
    notices.post(notice("a"))
    notices.posted.connect(posted.append)
    notices.amend("a", "Wait.")
    notices.amend("b", "Wait.")
    assert posted == []
    assert [(found.key, found.remedy, found.count) for found in notices.all()] == [("a", "Wait.", 1)]


def test_of_the_log_the_last_lines_are_kept_and_new_ones_told_by_their_number() -> None:
    log = LogTail()
    counts: list[int] = []
    log.appended.connect(counts.append)
    log.extend(note("INFO", str(number)) for number in range(messages.LOG_LINES_KEPT + 5))
    log.extend([])
    assert counts == [messages.LOG_LINES_KEPT + 5]
    assert (log.lines[0].message, len(log.lines)) == ("5", messages.LOG_LINES_KEPT)
    log.clear()
    assert not log.lines
