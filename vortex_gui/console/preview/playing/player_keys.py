"""The player's keys, as players and editors have them; they work wherever the keyboard is in the preview."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.preview.playing.marks import Marks
from vortex_gui.console.preview.playing.player import ClipPlayer
from vortex_gui.console.preview.playing.shuttle import Shuttle
from vortex_gui.console.preview.playing.transport import TransportBar

VOLUME_STEP = 5


@dataclass(frozen=True, slots=True)
class Controls:
    """What the keys drive."""

    player: ClipPlayer
    shuttle: Shuttle
    marks: Marks
    transport: TransportBar

    def skip(self, seconds: float) -> None:
        self.player.scrub(self.player.position_s + seconds)


@dataclass(frozen=True, slots=True)
class PlayerKey:
    """One action under the keys that press it, named before translation."""

    english: str
    keys: tuple[str, ...]
    press: Callable[[Controls], None]


KEYS = (
    PlayerKey(mark("Play or pause"), ("Space", "K"), lambda on: on.shuttle.toggle()),
    PlayerKey(mark("Play backwards; again: faster"), ("J",), lambda on: on.shuttle.backwards()),
    PlayerKey(mark("Play forwards; again: faster"), ("L",), lambda on: on.shuttle.forwards()),
    PlayerKey(mark("One frame back"), ("Left", ","), lambda on: on.player.step(-1)),
    PlayerKey(mark("One frame forward"), ("Right", "."), lambda on: on.player.step(1)),
    PlayerKey(mark("One second back"), ("Shift+Left",), lambda on: on.skip(-1.0)),
    PlayerKey(mark("One second forward"), ("Shift+Right",), lambda on: on.skip(1.0)),
    PlayerKey(mark("Go to the start"), ("Home", "0"), lambda on: on.player.scrub(0.0)),
    PlayerKey(mark("Go to the end"), ("End",), lambda on: on.player.scrub(on.player.length_s)),
    PlayerKey(mark("Mark in: play from here"), ("I",), lambda on: on.marks.mark_in()),
    PlayerKey(mark("Mark out: play up to here"), ("O",), lambda on: on.marks.mark_out()),
    PlayerKey(mark("Go to in"), ("Shift+I",), lambda on: on.marks.go_to_in()),
    PlayerKey(mark("Go to out"), ("Shift+O",), lambda on: on.marks.go_to_out()),
    PlayerKey(mark("Clear in and out"), ("Alt+X",), lambda on: on.marks.clear()),
    PlayerKey(mark("Louder"), ("Up",), lambda on: on.transport.turn(VOLUME_STEP)),
    PlayerKey(mark("Quieter"), ("Down",), lambda on: on.transport.turn(-VOLUME_STEP)),
    PlayerKey(mark("Mute"), ("M",), lambda on: on.transport.mute.toggle()),
    PlayerKey(mark("Captions"), ("C",), lambda on: on.transport.captions.toggle()),
)


def sheet_of_player() -> list[tuple[str, str]]:
    """Each action with its keys, for the sheet of all keys."""
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (tr(key.english), "  ".join(QKeySequence(text).toString(native) for text in key.keys)) for key in KEYS
    ]


class PlayerKeys(QObject):
    """Gives the keys pressed in the widgets it serves to the player, while a clip is open."""

    def __init__(self, controls: Controls, parent: QObject) -> None:
        super().__init__(parent)
        self._controls = controls
        self._by_key = {_code(text): key for key in KEYS for text in key.keys}
        self._left: dict[QObject, frozenset[int]] = {}

    def serve(self, *widgets: QWidget, but: Iterable[str] = ()) -> None:
        """The widgets keep the keys in `but` for themselves."""
        for widget in widgets:
            self._left[widget] = frozenset(map(_code, but))
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key of ours is no shortcut of the window meanwhile."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() not in kinds or not isinstance(event, QKeyEvent):
            return False
        code = _combined(event)
        key = None if code in self._left[watched] else self._by_key.get(code)
        if key is None or not self._controls.player.is_open:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            key.press(self._controls)
        return True


def _code(text: str) -> int:
    return _first(QKeySequence(text))


def _combined(event: QKeyEvent) -> int:
    """Key and modifiers, whether it was pressed on the keypad or not."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _first(QKeySequence(event.key() | modifiers.value))


def _first(keys: QKeySequence) -> int:
    combined: int = keys[0].toCombined()  # type: ignore[index]  # a sequence, which the stubs do not know
    return combined
