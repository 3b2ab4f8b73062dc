"""Whether a finished clip plays: every frame and every sample of it is decoded."""

from __future__ import annotations

from pathlib import Path


def clip_fault(path: Path) -> str | None:
    """What is wrong with a clip; `None` when it decodes from beginning to end, picture and sound."""
    import av

    try:
        with av.open(str(path)) as clip:
            if not clip.streams.video or not clip.streams.audio:
                return f"{path}: picture or sound is missing."
            frames = sum(1 for _ in clip.decode(video=0))
        with av.open(str(path)) as clip:
            blocks = sum(1 for _ in clip.decode(audio=0))
            promised = clip.streams.video[0].frames
    except (OSError, ValueError) as error:  # av's own errors are among these
        return f"{path}: {error}."
    if not frames or not blocks or (promised and frames != promised):
        return f"{path}: {frames} of {promised} frames and {blocks} blocks of sound."
    return None
