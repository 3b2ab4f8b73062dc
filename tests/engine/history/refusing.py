"""A history whose disk refuses every write until it is allowed again: the connection is set to read only."""

from __future__ import annotations

from vortex_gui.engine.history.history import History


def refuse(history: History) -> None:
    history._db.execute("PRAGMA query_only = ON")


def allow(history: History) -> None:
    history._db.execute("PRAGMA query_only = OFF")
