"""The undo stack: the last step first, one step by itself, and what stands on what."""

from __future__ import annotations

from vortex_gui.console.state.messages import Notices
from vortex_gui.console.state.undo import MOST_STEPS, Step, UndoStack


class Put(Step):
    """Puts a word at the end of a list, and takes it out again."""

    def __init__(self, words: list[str], word: str) -> None:
        self._words, self._word = words, word
        words.append(word)

    @property
    def words(self) -> str:
        return f"Put {self._word}."

    def undo(self) -> None:
        self._words.remove(self._word)

    def redo(self) -> None:
        self._words.append(self._word)


class Layer(Put):
    stands_on_later = True


def test_undo_goes_back_step_by_step_and_redo_forward() -> None:
    stack, words = UndoStack(Notices()), list[str]()
    for word in ("a", "b", "c"):
        stack.push(Put(words, word))
    stack.undo()
    stack.undo()
    assert words == ["a"]
    stack.redo()
    assert words == ["a", "b"]
    stack.push(Put(words, "d"))
    assert stack.next_redo is None
    stack.redo()
    assert words == ["a", "b", "d"]


def test_an_empty_stack_has_nothing_to_do() -> None:
    stack = UndoStack(Notices())
    stack.undo()
    stack.redo()
    assert stack.next_undo is None


def test_a_told_step_is_undone_from_its_notice_and_the_others_stay() -> None:
    notices = Notices()
    stack, words = UndoStack(notices), list[str]()
    stack.push(Put(words, "a"), tells=True)
    stack.push(Put(words, "b"), tells=True)
    told = notices.all()
    assert [notice.text for notice in told] == ["Put a.", "Put b."]
    assert told[0].button is not None
    told[0].button.press()
    assert words == ["b"]
    assert [notice.text for notice in notices.all()] == ["Put b."]
    stack.undo()
    assert words == []
    assert notices.all() == ()


def test_a_step_goes_with_the_later_ones_that_stand_on_it() -> None:
    stack, words = UndoStack(Notices()), list[str]()
    ground = Layer(words, "ground")
    stack.push(ground)
    stack.push(Put(words, "beside"))
    stack.push(Layer(words, "roof"))
    stack.undo_step(ground)
    assert words == ["beside"]
    stack.redo()
    stack.redo()
    assert words == ["beside", "ground", "roof"]


def test_a_step_that_is_undone_already_is_not_undone_twice() -> None:
    stack, words = UndoStack(Notices()), list[str]()
    step = Put(words, "a")
    stack.push(step)
    stack.undo_step(step)
    stack.undo_step(step)
    assert words == []


def test_the_oldest_steps_are_forgotten() -> None:
    stack, words = UndoStack(Notices()), list[str]()
    for number in range(MOST_STEPS + 5):
        stack.push(Put(words, str(number)))
    for _ in range(MOST_STEPS + 5):
        stack.undo()
    assert words == ["0", "1", "2", "3", "4"]


def test_cleared_steps_are_done_for_good() -> None:
    notices = Notices()
    stack, words = UndoStack(notices), list[str]()
    stack.push(Put(words, "a"), tells=True)
    stack.clear()
    stack.undo()
    assert words == ["a"]
    assert notices.all() == ()
