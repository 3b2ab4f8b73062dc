"""The command `soak --program`: the program on a virtual screen, kills of its worker, and the account."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from vortex_gui.base.process.exit_codes import FAILED
from vortex_gui.base.words.translation import tr
from vortex_gui.measure.ending import end_soak
from vortex_gui.measure.program.run import ProgramSoak


def program(arguments: argparse.Namespace) -> int:
    """The command; 0 when nothing on screen or in the sound was black, wrong, repeated, missing or late."""
    folder = Path(tempfile.mkdtemp(prefix="vortex-program-"))
    soak = ProgramSoak(
        folder,
        length_s=arguments.program * 60,
        kill_worker=arguments.kill_worker,
        seed=arguments.seed,
        progress=_tell,
    )
    try:
        found = soak.run()
    except RuntimeError as error:
        print(
            tr("The program could not be measured: {reason}.", reason=str(error).rstrip(".")), file=sys.stderr
        )
        return FAILED
    return end_soak(found, folder, is_good=found["good"], as_json=arguments.json, sentences=sentences)


def sentences(found: dict[str, Any]) -> str:
    """The account in words."""
    return "\n".join(
        (
            tr(
                "{minutes:g} min on air: {clips} clips, {frames} frames, {kills} workers killed, the filler"
                " bridged {filled_s:g} s.",
                minutes=found["minutes"],
                clips=found["clips"],
                frames=found["frames"],
                kills=found["kills"],
                filled_s=found["filled_s"],
            ),
            tr(
                "On the screen: {black} black, {foreign} wrong, {frames_backwards} repeated, {frames_unseen}"
                " missing, in {looks} looks.",
                black=found["black"],
                foreign=found["foreign"],
                frames_backwards=found["frames_backwards"],
                frames_unseen=found["frames_unseen"],
                looks=found["looks"],
            ),
            tr(
                "Switches: {gaps} gaps, {late_switches} later than a frame, {worst_late_ms:g} ms at most.",
                gaps=found["gaps"],
                late_switches=found["late_switches"],
                worst_late_ms=found["worst_late_ms"],
            ),
            tr(
                "In the sound: {sound_wrong} clips wrong, {sound_foreign} samples of none.",
                sound_wrong=found["sound_wrong"],
                sound_foreign=found["sound_foreign"],
            ),
            *found["faults"],
        )
    )


def _tell(seconds: float, clips: int, kills: int) -> None:
    print(
        tr(
            "{seconds:.0f} s on air: {clips} clips, {kills} kills.", seconds=seconds, clips=clips, kills=kills
        ),
        file=sys.stderr,
        flush=True,
    )
