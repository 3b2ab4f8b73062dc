"""A worker without models: what it does with a slot is the first word of its prompt.

done · fail · miss · hang (until cancelled) · deaf (never ends) · die · die-once · publish-and-die ·
lie (says done, writes nothing) · odd-folder, odd-link, odd-pipe (says done, and its clip is no file) ·
twice (says done twice) · slow (half a second) · gate (until there is the file that VORTEX_TEST_GATE names) ·
stale (ends an attempt and a slot that are not its own, then does its work) ·
unplugged (waits once until its drive is gone, then fails) · unplugged-done (the same, and says done)
"""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

from speaker import connect, ready, say_all, serve

from vortex_gui.base.publishing.claimed_folder import ClaimedFolder
from vortex_gui.base.stages import STAGES
from vortex_gui.wire.protocol import (
    CacheCleared,
    CancelSlot,
    ClearCache,
    Command,
    ModelInfo,
    ModelWarmed,
    RunSlot,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStarted,
    SlotStopped,
    StageFinished,
    StageProgress,
    StageStarted,
    WarmUp,
)

CLIP = Path(os.environ["VORTEX_TEST_CLIP"]).read_bytes() if "VORTEX_TEST_CLIP" in os.environ else b"a clip"
channel = connect()
cancels: dict[tuple[int, int], threading.Event] = {}


def report(command: RunSlot, *, success: bool = True) -> str:
    stages = [
        {"name": name, "start_ms": 10.0 * at, "end_ms": 10.0 * at + 10, "attempts": 1}
        for at, name in enumerate(STAGES)
    ]
    scores = {
        "score_clip_b": 0.8,
        "score_clip_l": 0.9,
        "ensemble_score": 0.86,
        "self_check_passed": True,
        "outlier_detected": False,
        "clip_threshold": 0.7,
    }
    return json.dumps(
        {
            "slot_id": command.slot_id,
            "seed": command.seed,
            "success": success,
            "generation_time_ms": 50.0,
            "deadline": {"due_s": command.due_in_s, "met": None},
            "stages": stages,
            "verification": scores,
        }
    )


def publish(command: RunSlot) -> None:
    folder = ClaimedFolder(Path(command.output_dir), command.slot_id)
    (folder.part / "slot.mp4").write_bytes(CLIP)
    (folder.part / "report.json").write_text(report(command))
    folder.rename_into_place()


def replace_clip(command: RunSlot, kind: str) -> None:
    clip = Path(command.output_dir) / f"slot-{command.slot_id:06d}" / "slot.mp4"
    clip.rename(clip.with_name("aside"))
    match kind:
        case "folder":
            clip.mkdir()
        case "link":
            clip.symlink_to("aside")
        case "pipe":
            os.mkfifo(clip)


def stages(slot_id: int, attempt: int) -> None:
    for at, name in enumerate(STAGES):
        channel.send(StageStarted(slot_id, name, 10.0 * at, attempt))
        channel.send(StageProgress(slot_id, name, 1, 2, attempt))
        channel.send(StageFinished(slot_id, name, 10.0 * at, 10.0 * at + 10, 1, attempt))


def die() -> None:
    say_all(channel)
    os.kill(os.getpid(), signal.SIGKILL)


def work(command: RunSlot, cancel: threading.Event) -> None:
    slot_id, attempt = command.slot_id, command.attempt
    channel.send(SlotStarted(slot_id, attempt))
    act = json.loads(command.recipe_json)["visual_track"]["prompt"].split()[0]
    if act == "die" or (act == "die-once" and attempt == 1):
        die()
    if act == "deaf":
        threading.Event().wait()
    if act == "fail":
        channel.send(
            SlotFailed(slot_id, "stage", "It failed.", "Try again.", report(command, success=False), attempt)
        )
        return
    if act == "miss":
        channel.send(SlotMissed(slot_id, "Not in time.", report(command, success=False), attempt))
        return
    if act == "stale":
        channel.send(SlotFinished(slot_id, report(command), attempt + 7))
        channel.send(SlotStopped(slot_id + 1, attempt))
    if act == "hang" or (act == "slow" and cancel.wait(0.5)):
        cancel.wait()
        channel.send(SlotStopped(slot_id, attempt))
        return
    while act == "gate" and not Path(os.environ["VORTEX_TEST_GATE"]).exists():
        if cancel.wait(0.01):
            channel.send(SlotStopped(slot_id, attempt))
            return
    told = Path(command.output_dir).with_name("unplugged")
    if act.startswith("unplugged") and not told.exists():
        while Path(command.output_dir).is_mount():
            time.sleep(0.01)
        told.touch()
        if act == "unplugged-done":
            channel.send(SlotFinished(slot_id, report(command), attempt))
        else:
            channel.send(
                SlotFailed(
                    slot_id, "output", "It cannot be written.", "", report(command, success=False), attempt
                )
            )
        return
    stages(slot_id, attempt)
    if act != "lie":
        publish(command)
    if act.startswith("odd-"):
        replace_clip(command, act.removeprefix("odd-"))
    if act == "publish-and-die":
        die()
    channel.send(SlotFinished(slot_id, report(command), attempt))
    if act == "twice":
        channel.send(SlotFinished(slot_id, report(command), attempt))


def on_command(command: Command) -> None:
    match command:
        case RunSlot(slot_id=slot_id, attempt=attempt):
            cancels[slot_id, attempt] = threading.Event()
            threading.Thread(target=work, args=(command, cancels[slot_id, attempt]), daemon=True).start()
        case CancelSlot(slot_id=slot_id, attempt=attempt):
            cancels[slot_id, attempt].set()
        case WarmUp(role=role):
            channel.send(ModelWarmed(ModelInfo(role or "flux", "none", "fp32", None, None, None, 0.2, 0.1)))
        case ClearCache():
            channel.send(CacheCleared(42))


ready(channel)
serve(channel, on_command)
