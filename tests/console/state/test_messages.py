"""Notices replace themselves by key and are counted; of the log the last lines stay."""

from __future__ import annotations

from vortex_gui.base.log.logs import note
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


def test_what_was_told_is_kept_after_it_is_dismissed_and_counted_until_it_is_read() -> None:
    notices = Notices()
    counts: list[int] = []
    notices.counted.connect(lambda: counts.append(notices.unread))
    notices.post(notice("a", "a.yaml cannot be used."))
    notices.post(notice("b", "b.yaml cannot be used."))
    notices.dismiss("a")
    assert [found.text for found in notices.past] == ["a.yaml cannot be used.", "b.yaml cannot be used."]
    notices.read()
    notices.read()
    assert counts == [1, 2, 0]


def test_a_message_told_again_at_once_is_one_line_and_another_text_under_its_key_is_two() -> None:
    notices = Notices()
    for text in ("It died.", "It died.", "It died again.", "It died."):
        notices.post(notice("worker", text))
    assert [(found.text, found.count) for found in notices.past] == [
        ("It died.", 2),
        ("It died again.", 1),
        ("It died.", 1),
    ]


def test_emptied_past_leaves_what_stands_and_only_so_many_are_kept() -> None:
    notices = Notices()
    for number in range(messages.NOTICES_KEPT + 5):
        notices.post(notice(f"n{number}"))
    assert len(notices.past) == messages.NOTICES_KEPT
    notices.forget()
    assert (len(notices.past), notices.unread) == (0, 0)
    assert len(notices.all()) == messages.NOTICES_KEPT + 5


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
