"""What the program output tells, in words."""

from __future__ import annotations

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.state.figures.program_state import OnAir, ProgramNow, SwitchRecord

KINDS = {
    OnAir.CLIP: mark("Clip"),
    OnAir.STILL: mark("Last picture"),
    OnAir.FILLER: mark("Filler"),
    OnAir.CARD: mark("Card"),
}


def on_air(kind: OnAir, title: str, slot_id: int | None) -> str:
    """What is on the screen."""
    if kind is not OnAir.CLIP:
        return tr(KINDS[kind])
    if slot_id is None:
        return title or tr("Clip")
    return tr("{title} · slot {slot}", title=title or tr("Clip"), slot=slot_id)


def switch(record: SwitchRecord) -> str:
    """One switch, for the shift log."""
    parts = [tr("On air: {what}.", what=on_air(record.kind, record.title, record.slot_id))]
    if record.waited_s >= 0.1 and record.kind is OnAir.CLIP:
        parts.append(tr("The filler bridged {seconds:.1f} s.", seconds=record.waited_s))
    parts.append(late(record.late_ms, record.late_frames))
    if record.dropped or record.held:
        words = tr(
            "Before it, {dropped} pictures were dropped and {held} came late.",
            dropped=record.dropped,
            held=record.held,
        )
        parts.append(words)
    if record.gap_ms:
        parts.append(tr("A gap of {gap:.0f} ms in the sound.", gap=record.gap_ms))
    return " ".join(parts)


def late(late_ms: float, late_frames: int) -> str:
    """How late the first picture of a switch came."""
    if late_frames == 0:
        return tr("{late:.0f} ms after plan, within a frame.", late=late_ms)
    if late_frames == 1:
        return tr("{late:.0f} ms after plan, 1 frame.", late=late_ms)
    return tr("{late:.0f} ms after plan, {frames} frames.", late=late_ms, frames=late_frames)


def accuracy(now: ProgramNow) -> tuple[str, str]:
    """How exactly the output has switched and played since it was opened: in full, and shorter."""
    return (
        tr(
            "Switches {switches} · late {late} · worst {worst} ms · pictures dropped {dropped}, late {held}"
            " · gaps {gaps}",
            switches=now.switches,
            late=now.late_switches,
            worst=f"{now.worst_late_ms:.0f}",
            dropped=now.dropped,
            held=now.held,
            gaps=now.gaps,
        ),
        tr(
            "Switches {switches} · late {late} · dropped {dropped} · gaps {gaps}",
            switches=now.switches,
            late=now.late_switches,
            dropped=now.dropped,
            gaps=now.gaps,
        ),
    )
