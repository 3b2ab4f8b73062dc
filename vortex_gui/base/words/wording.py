"""Sentences put together: each one ends before the next one begins."""

from __future__ import annotations

_ENDS = (".", "!", "?", "…", ":")
_CLOSING = "\"'”’)]»`"


def ended(text: object) -> str:
    """The text with a full stop, unless it ends like a sentence; other programs' messages often do not."""
    words = str(text).strip()
    return f"{words}." if words and not words.rstrip(_CLOSING).endswith(_ENDS) else words


def joined(*sentences: object) -> str:
    """The sentences behind each other; empty ones are left out."""
    return " ".join(words for words in map(ended, sentences) if words)


def named(error: BaseException) -> str:
    """An error that has no sentence of ours: its kind, and its own message if it has one."""
    return ended(": ".join(part for part in (type(error).__name__, str(error).strip()) if part))


def own_words(error: BaseException) -> str:
    """What an error of the system or a library says, without the number and quotes that Python adds.

    With the file, where the error names one: it may be another one than the sentence is about.
    """
    reason, file = getattr(error, "strerror", None), getattr(error, "filename", None)  # PyAV's have them, too
    if not reason:
        return str(error).strip() or type(error).__name__
    return f"{file}: {reason}" if file else str(reason)
