"""Whether a finished clip plays: decodes every frame and every sample."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.words.translation import tr


def clip_fault(path: Path) -> str | None:
    """A clip's fault; `None` when picture and sound decode from beginning to end."""
    import av

    try:
        with av.open(str(path)) as clip:
            if not clip.streams.video or not clip.streams.audio:
                return tr("{path}: picture or sound is missing.", path=path)
            frames = sum(1 for _ in clip.decode(video=0))
        with av.open(str(path)) as clip:
            blocks = sum(1 for _ in clip.decode(audio=0))
            promised = clip.streams.video[0].frames
    except (OSError, ValueError) as error:  # av's own errors are among these
        return f"{path}: {error}."
    if not frames or not blocks or (promised and frames != promised):
        return tr(
            "{path}: {frames} of {promised} frames and {blocks} blocks of sound.",
            path=path,
            frames=frames,
            promised=promised,
            blocks=blocks,
        )
    return None
