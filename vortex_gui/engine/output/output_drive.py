"""The drive of the output folder, remembered over restarts: slots never go below where it was mounted."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from vortex_gui.base.files.disk import Drive, DriveChange, drive_of
from vortex_gui.base.files.private_files import make_private_folder, replace_private_text
from vortex_gui.base.files.text_file import TextFileError, read_text_file
from vortex_gui.base.notation.plain_json import load_json
from vortex_gui.base.notation.plain_yaml import PlainTextError
from vortex_gui.base.words.translation import tr

FILE_NAME = "output-drive.json"
MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Known:
    """An output folder, as the settings name it, and its drive."""

    output: str
    drive: Drive


class OutputDrive:
    """Remembers the drive of the output folder in use. Read when made, then used in the writer thread."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / FILE_NAME
        self._known = _read(self._file)
        self._is_told = False

    def look(self, output: Path) -> None:
        """Remembers the drive of a folder that is in use from now on, unless it is known."""
        with suppress(OSError):
            self._change(output)

    def fault(self, output: Path) -> tuple[str, str] | None:
        """Why the drive cannot take a slot, and a remedy; `None` when it is the one that was there.

        Another drive in its place is told once: asking again after that means that the operator wants it.
        A drive that cannot be looked at is left to the trial of the disk, which says why.
        """
        try:
            change = self._change(output)
        except OSError:
            return None
        if change is DriveChange.NONE or self._known is None:
            return None
        if change is DriveChange.GONE:
            self._is_told = True
            remedy = tr("Connect it, or choose another output folder in the settings; then resume the queue.")
            return self._gone(self._known), remedy
        if self._is_told:
            self._known = None
            self.look(output)
            return None
        self._is_told = True
        return (
            tr(
                "The drive that was at {mount} is gone; another one is there now.",
                mount=self._known.drive.mount,
            ),
            tr("Resume the queue to use this one, or put the other one back first."),
        )

    def is_gone(self, output: Path) -> str | None:
        """The sentence for a drive that is gone; for a command that only asks, and remembers nothing."""
        known = self._known
        if known is None or known.output != str(output):
            return None
        with suppress(OSError):
            if known.drive.change(drive_of(output)) is DriveChange.GONE:
                return self._gone(known)
        return None

    @staticmethod
    def _gone(known: _Known) -> str:
        mount, folder = known.drive.mount, known.output
        return tr("The drive that was at {mount} is gone, and with it {folder}.", mount=mount, folder=folder)

    def _change(self, output: Path) -> DriveChange:
        now, known = drive_of(output), self._known
        is_new = known is None or known.output != str(output)
        change = DriveChange.NONE if known is None or is_new else known.drive.change(now)
        if change is DriveChange.NONE:
            self._keep(_Known(str(output), now))
        return change

    def _keep(self, known: _Known) -> None:
        self._is_told = False
        if known == self._known:
            return
        self._known = known
        with suppress(OSError):  # then it is known until the console ends
            make_private_folder(self._file.parent)
            replace_private_text(self._file, json.dumps(asdict(known)))


def _read(file: Path) -> _Known | None:
    """A missing or damaged file is replaced by a new one."""
    try:
        found = load_json(read_text_file(file, MAX_BYTES))
        output, drive = found["output"], found["drive"]
        words = (output, drive["folder"], drive["mount"], drive["identity"])
    except (TextFileError, PlainTextError, KeyError, TypeError):
        return None
    if not all(isinstance(word, str) and "\0" not in word for word in words):
        return None
    return _Known(words[0], Drive(*words[1:]))
