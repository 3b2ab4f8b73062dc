"""A child of the doctor that asks Qt for fonts, player and sound outputs: prints one JSON object.

Qt may abort the process where a library is missing, so the doctor itself never loads it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Findings:
    """Qt's findings; `fault` is the reason why Qt's multimedia did not import, else empty."""

    fonts: int
    plays: bool = False
    outputs: tuple[str, ...] = ()
    fault: str = ""

    @classmethod
    def from_json(cls, line: str) -> Findings:
        """Raises ValueError, TypeError or LookupError for a line that no probe printed."""
        values = json.loads(line)
        return cls(**{**values, "outputs": tuple(values["outputs"])})

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def look() -> Findings:
    """Asks Qt; an application must be there."""
    from PySide6.QtGui import QFontDatabase

    fonts = len(QFontDatabase.families())
    try:
        from PySide6.QtMultimedia import QMediaDevices, QMediaPlayer
    except ImportError as error:
        return Findings(fonts, fault=str(error))
    outputs = tuple(device.description() for device in QMediaDevices.audioOutputs())
    return Findings(fonts, QMediaPlayer().isAvailable(), outputs)


def main() -> None:
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(sys.argv)
    print(look().to_json())
    del application


if __name__ == "__main__":
    main()
