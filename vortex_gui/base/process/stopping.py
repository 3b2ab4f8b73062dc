"""The signals that ask a process of ours to end in order."""

from __future__ import annotations

import signal


def stopping_signals() -> tuple[signal.Signals, ...]:
    """Ctrl+C, SIGTERM, and a closed terminal, unless this process is to outlive it (nohup)."""
    ends = (signal.SIGINT, signal.SIGTERM)
    if not hasattr(signal, "SIGHUP") or signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        return ends
    return (*ends, signal.SIGHUP)
