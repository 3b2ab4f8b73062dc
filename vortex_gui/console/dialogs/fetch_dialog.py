"""The dialog of `prefetch` and `prepare`: what a profile needs from the hub, room on the disk, progress."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.fetch_lines import FetchProgress, FetchSizes
from vortex_gui.base.profile import Profile, load_profile, profile_names
from vortex_gui.base.roles import ROLES
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.checkpoints.places import comes_from_hub
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.look.labels import layer_label
from vortex_gui.console.parts.dialogs.screens import room_for
from vortex_gui.console.parts.editors.fields import Field, rule
from vortex_gui.console.parts.editors.profile_choice import ProfileChoice
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.fetch_state import FetchPhase
from vortex_gui.console.state.intents import Intents

STEPS = 1000
UNDER_WAY = (FetchPhase.FETCHING, FetchPhase.PREPARING)
"""What the first button stops."""
COLUMNS = 4


def from_hub(profile: Profile) -> tuple[str, ...]:
    """The profile's checkpoints that are hub ids: neither in a wheel nor in a folder of this machine."""
    return tuple(s.checkpoint for s in profile.roles.values() if comes_from_hub(s.checkpoint))


class FetchDialog(QDialog):
    """Sizes first, then fetch, stop, resume; a fetch goes on when the dialog closes."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self._began_at: float | None = None
        self._shown: FetchSizes | None = None
        self.setWindowTitle(tr("Fetch checkpoints"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(room_for(QSize(640, 420)))
        self._build()
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self.refresh)
        state.fetch.changed.connect(self.refresh)
        theme.notifier().changed.connect(self.refresh)
        self.profile.currentTextChanged.connect(lambda _: self._ask_sizes())
        self._choose()

    def _choose(self) -> None:
        """Shows the fetch under way, else the settings' profile, else the first that needs the hub."""
        fetch, box = self._state.fetch, self.profile
        name = fetch.profile if fetch.is_busy else box.currentText()
        if not fetch.is_busy and not from_hub(box.profile()):
            name = next((name for name in profile_names() if from_hub(load_profile(name))), name)
        before = box.currentText()
        box.setCurrentText(name)
        if box.currentText() == before:  # else the change has asked
            self._ask_sizes()

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        about = PlainLabel(
            tr(
                "The console fetches a profile's checkpoints from the Hugging Face hub into this machine's "
                "hub cache. It downloads nothing before you press Fetch, resumes an interrupted fetch where "
                "it stopped, and checks each file's hash. Prepare then quantises large networks once, for "
                "faster starts."
            )
        )
        about.setWordWrap(True)
        about.setProperty("muted", True)
        self.profile = ProfileChoice(self._state)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self.sums = _words()
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the fetch"))
        self.told = _words()
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(about)
        column.addWidget(Field(tr("Profile"), self.profile))
        column.addLayout(self._grid)
        column.addWidget(rule())
        column.addWidget(self.sums)
        column.addStretch(1)
        column.addWidget(self.bar)
        column.addWidget(self.told)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.sizes = QPushButton(tr("Check again"))
        icons.dress(self.sizes, "retry")
        self.sizes.setAutoDefault(False)
        self.sizes.clicked.connect(self._ask_sizes)
        self.toggle = QPushButton()
        self.toggle.setProperty("primary", True)
        self.toggle.clicked.connect(self._on_toggle)
        self.prepare = QPushButton(tr("Prepare"))
        icons.dress(self.prepare, "models")
        self.prepare.setAutoDefault(False)
        self.prepare.clicked.connect(lambda: self._intents.prepare_checkpoints(self.profile.currentText()))
        close = QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        row.addWidget(self.sizes)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.prepare)
        row.addWidget(self.toggle)
        return row

    # ── what is pressed ──────────────────────────────────────────────────────────────────

    def _ask_sizes(self) -> None:
        if not self._state.fetch.is_busy and self._local_reason() == "":
            self._intents.survey_checkpoints(self.profile.currentText())
        self.refresh()

    def _on_toggle(self) -> None:
        if self._state.fetch.phase in UNDER_WAY:
            self._intents.stop_fetch()
        else:
            self._intents.fetch_checkpoints(self.profile.currentText())

    # ── from state ───────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Shows sizes, progress, fault, and what can be pressed."""
        fetch = self._state.fetch
        busy = fetch.is_busy
        self.profile.setEnabled(not busy)
        self._refresh_clock(busy)
        self._refresh_rows()
        self._refresh_sums()
        self._refresh_progress()
        fetching = fetch.phase in UNDER_WAY
        reason = "" if fetching else self._reason()
        reason_to_wait = self._reason_not_to_prepare()
        self.prepare.setEnabled(not reason_to_wait)
        set_tip(self.prepare, reason_to_wait or tr("Quantise the networks now instead of at the first start"))
        self.toggle.setText(tr("Stop") if fetching else tr("Resume") if self._is_begun() else tr("Fetch"))
        icons.dress(self.toggle, "stop" if fetching else "save", "on_accent")
        self.toggle.setEnabled(not reason)
        stops = tr("Stopping keeps the bytes that have arrived")
        if fetch.phase is FetchPhase.PREPARING:
            stops = tr("Stopping keeps the networks that are prepared")
        set_tip(self.toggle, reason or stops)
        asking = self._local_reason() or (tr("A fetch is under way.") if busy else "")
        self.sizes.setEnabled(not asking)
        set_tip(self.sizes, asking or tr("Ask the hub for the sizes again"))

    @property
    def _is_mine(self) -> bool:
        """Whether the state is about the chosen profile."""
        return self._state.fetch.profile == self.profile.currentText()

    @property
    def _sizes(self) -> FetchSizes | None:
        """The sizes of the chosen profile; `None` while the state is about another one."""
        return self._state.fetch.sizes if self._is_mine else None

    def _reason(self) -> str:
        """Why nothing can be fetched now; empty when it can."""
        if reason := self._local_reason():
            return reason
        sizes = self._sizes
        if self._state.fetch.phase is FetchPhase.ASKING:
            return tr("The console is asking the hub for the sizes.")
        if sizes is None:
            return tr("The sizes are not known yet.")
        if not sizes.missing_bytes:
            return tr("Nothing to fetch: all checkpoints of this profile are on this machine.")
        if sizes.free_bytes < sizes.needed_bytes:
            lacking = words.size(sizes.needed_bytes - sizes.free_bytes)
            return tr("The disk lacks {size}: make room, or set HF_HOME to a larger disk.", size=lacking)
        return ""

    def _reason_not_to_prepare(self) -> str:
        """Why nothing can be prepared now; empty when it can."""
        sizes = self._sizes
        if self._state.fetch.is_busy:
            return tr("A fetch is under way.")
        if sizes is None:
            return self._local_reason() or tr("The sizes are not known yet.")
        if sizes.missing_bytes:
            return tr("Fetch the checkpoints first.")
        return "" if sizes.unprepared_bytes else tr("Nothing is left to prepare.")

    def _is_begun(self) -> bool:
        sizes = self._sizes
        return bool(sizes and (sizes.begun_bytes or (self._state.fetch.progress and sizes.missing_bytes)))

    def _local_reason(self) -> str:
        profile = self.profile.profile()
        if from_hub(profile):
            return ""
        return tr("Nothing to fetch: the models of {profile} are on this machine.", profile=profile.name)

    def _refresh_clock(self, busy: bool) -> None:
        if busy and self._began_at is None:
            self._began_at = time.monotonic()
        elif not busy:
            self._began_at = None
        if busy != self._ticking.isActive():
            (self._ticking.start if busy else self._ticking.stop)()

    def _refresh_rows(self) -> None:
        sizes = self._sizes
        if sizes is self._shown:
            return
        self._shown = sizes
        rows = [] if sizes is None else _rows(sizes)
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for place, texts in enumerate(rows):
            for column in range(COLUMNS):
                label = PlainLabel(texts[column])
                label.setProperty("muted", place == 0)
                if column == COLUMNS - 2:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(label, place, column)

    def _refresh_sums(self) -> None:
        sizes = self._sizes
        if sizes is None:
            self.sums.setText(self._local_reason())
            return
        text = tr(
            "{missing} to fetch of {total}; {free} are free in {cache}.",
            missing=words.size(sizes.missing_bytes - sizes.begun_bytes),
            total=words.size(sizes.total_bytes),
            free=words.size(sizes.free_bytes),
            cache=sizes.cache,
        )
        if sizes.begun_bytes:
            begun = words.size(sizes.begun_bytes)
            text = tr("{sums} An interrupted fetch has left {size} here.", sums=text, size=begun)
        if sizes.unprepared_bytes:
            size = words.size(sizes.unprepared_bytes)
            text = tr("{sums} Prepared weights will take {size} in the data folder.", sums=text, size=size)
        self.sums.setText(text)

    def _refresh_progress(self) -> None:
        fetch = self._state.fetch
        progress = fetch.progress
        shown = fetch.phase in (*UNDER_WAY, FetchPhase.STOPPED) and self._is_mine
        self.bar.setVisible(shown)
        done, total = (progress.done_bytes, progress.total_bytes) if progress else (0, 0)
        self.bar.setValue(round(STEPS * done / total) if total else 0)
        tones = theme.current()
        failed = fetch.phase is FetchPhase.FAILED
        colour = tones.bad if failed else tones.good if fetch.outcome else tones.muted
        self.told.setStyleSheet(f"color: {colour.name()};")
        self.told.setText(self._sentence(progress) if self._is_mine else "")

    def _sentence(self, progress: FetchProgress | None) -> str:
        fetch = self._state.fetch
        took = words.clock(time.monotonic() - self._began_at) if self._began_at else "0:00"
        match fetch.phase:
            case FetchPhase.ASKING:
                return tr("Asking the hub for the sizes, {time}", time=took)
            case FetchPhase.FETCHING if progress is None:
                return tr("Connecting, {time}", time=took)
            case FetchPhase.PREPARING if progress is None:
                return tr("Preparing, {time}", time=took)
            case FetchPhase.FETCHING | FetchPhase.PREPARING if progress is not None:
                return _progress_text(progress)
            case FetchPhase.STOPPED:
                return tr("Stopped. The bytes that have arrived stay here.")
            case FetchPhase.FAILED:
                return joined(fetch.fault, fetch.remedy)
        return fetch.outcome


def _progress_text(progress: FetchProgress) -> str:
    left = progress.seconds_left
    return tr(
        "{file}: {done} of {total}, {left}",
        file=progress.file,
        done=words.size(progress.done_bytes),
        total=words.size(progress.total_bytes),
        left=tr("time left n/a") if left is None else tr("{span} left", span=words.clock(left)),
    )


def _rows(sizes: FetchSizes) -> list[Sequence[str]]:
    """A heading, then a line for each role: repository, size, and how much of it is missing."""
    rows: list[Sequence[str]] = [(tr("Role"), tr("From"), tr("Size"), tr("State"))]
    places = dict(line.split(": ", 1) for line in sizes.elsewhere)
    for role in ROLES:
        files = [file for file in sizes.files if file.role == role]
        if not files:
            rows.append((layer_label(role), places.get(role, ""), "", tr("not from the hub")))
            continue
        missing = sum(file.bytes for file in files if not file.here)
        state = tr("{size} to fetch", size=words.size(missing)) if missing else tr("here")
        rows.append((layer_label(role), files[0].repo, words.size(sum(file.bytes for file in files)), state))
    return rows


def _words() -> QLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
