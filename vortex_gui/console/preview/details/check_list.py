"""The checks of the whole clip: each failed one with its sentence and its place, or that all passed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from vortex_gui.base.report.checks import CHECK_FACTS, Check, failed, sentence_of
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.plain_text import set_tip


class CheckList(QLabel):
    """`sought(seconds)` when the place of a failed check is clicked, or chosen with the keyboard."""

    sought = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checks")
        self.setAccessibleName(tr("Checks of the clip"))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setFont(theme.ui_font(8.5))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.linkActivated.connect(lambda place: self.sought.emit(float(place)))
        self._checks: tuple[Check, ...] = ()
        self.hide()
        theme.notifier().changed.connect(self._refresh)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Shows what the checks of a clip found; without any it takes no room."""
        self._checks = tuple(checks)
        self.setVisible(bool(checks))
        self._refresh()

    def _refresh(self) -> None:
        wrong, tones = failed(self._checks), theme.current()
        lines = [f'<span style="color:{tones.doubt.name()}">{_line(check)}</span>' for check in wrong]
        passed = tr("Passed checks of the whole clip: {count}", count=len(self._checks))
        self.setText(
            "<br>".join(lines) or f'<span style="color:{tones.muted.name()}">{escape(passed)}</span>'
        )
        set_tip(self, "\n".join(map(figures, self._checks)))


def figures(check: Check) -> str:
    """A check on one line: its value, how sure it is, its limit."""
    label = tr(CHECK_FACTS[check.name].label)
    if check.value is None:
        return tr("{label}: not measurable", label=label)
    value = f"{check.value:g}" if check.uncertainty is None else f"{check.value:g} ± {check.uncertainty:g}"
    if CHECK_FACTS[check.name].at_least:
        return tr("{label}: {value}, at least {limit:g}", label=label, value=value, limit=check.limit)
    return tr("{label}: {value}, at most {limit:g}", label=label, value=value, limit=check.limit)


def _line(check: Check) -> str:
    """The sentence, and where in the clip it goes wrong first."""
    sentence = escape(sentence_of(check))
    if not check.at_s:
        return sentence
    begin_s, end_s = check.at_s[0]
    place = tr("{begin:.2f} s to {end:.2f} s", begin=begin_s, end=end_s)
    colour = theme.current().accent.name()
    return f'{sentence} <a href="{begin_s:.3f}" style="color:{colour}">{escape(place)}</a>'
