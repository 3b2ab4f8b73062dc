"""Takes the pictures of several workers and of other machines, whose workers follow a script.

    python -m tools.worker_pictures [FOLDER] [--only NAME …]

Each picture is a sitting of its own, in a process of its own. Needs no model and no display.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tools.screenshots import IMAGES, THEMES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from vortex_gui.console.session import Session
    from vortex_gui.engine.facts.machines import MachineFact, PlaceFact
    from vortex_gui.measure.bench.window.scripted_engine import Script

SCENES = (
    *("workers-1", "workers-3", "workers-16", "memory-3", "memory-16"),
    *("machines", "machines-dialog", "add-machine"),
)
"""The places and the count of workers; of *memory* the memory of all of them side by side."""
SECONDS, SAMPLE_HZ = 150.0, 2.0
"""Of samples, which come at once with their moments."""
SETTLE_S = 1.2
LIMIT_S = 120.0


def main(argv: list[str] | None = None) -> int:
    """Returns 0 when all pictures were written."""
    given = _parser().parse_args(argv)
    if given.scene:
        return take(given.scene, given.theme, given.folder)
    given.folder.mkdir(parents=True, exist_ok=True)
    codes = []
    for theme in THEMES:
        for scene in given.only or SCENES:
            words = [str(given.folder), "--scene", scene, "--theme", theme]
            codes.append(subprocess.run([sys.executable, "-m", "tools.worker_pictures", *words], check=False))
    return max(each.returncode for each in codes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Take the pictures of several workers and machines.")
    parser.add_argument("folder", nargs="?", type=Path, default=IMAGES)
    parser.add_argument("--only", action="append", choices=SCENES)
    parser.add_argument("--scene", choices=SCENES, help=argparse.SUPPRESS)
    parser.add_argument("--theme", choices=THEMES, default=THEMES[0], help=argparse.SUPPRESS)
    return parser


def take(scene: str, theme: str, folder: Path) -> int:
    """One sitting, for one picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="vortex-workers-") as home:
        settings = Path(home) / "settings.yaml"
        settings.write_text(
            f"folders: {{output: {home}/out, data: {home}/data}}\nconsole: {{theme: {theme}}}\n",
            encoding="utf-8",
        )
        os.environ["VORTEX_SETTINGS"] = str(settings)
        from vortex_gui.console.app import make_application, run_session
        from vortex_gui.console.session import Session
        from vortex_gui.measure.bench.window.scripted_engine import open_scripted

        application = make_application(sys.argv[:1])
        scripts: list[Script] = []
        places, machines = cast_of(scene)
        opened = partial(open_scripted, Path(home) / "data", places, machines, scripts)
        session = Session(application, open_engine=opened)
        serve = session.run

        async def run() -> int:
            taking = asyncio.create_task(_take(session, scripts, scene, folder / f"{scene}-{theme}.png"))
            await serve()
            return await taking

        session.run = run  # type: ignore[method-assign]
        return run_session(application, session)


def cast_of(scene: str) -> tuple[tuple[PlaceFact, ...], tuple[MachineFact, ...]]:
    """The places and the machines of a scene."""
    from vortex_gui.measure.bench.window.scripted_engine import local_places

    kind, _, count = scene.partition("-")
    if kind in ("workers", "memory"):
        return local_places(int(count)), ()
    return _one_here_two_there()


def _one_here_two_there() -> tuple[tuple[PlaceFact, ...], tuple[MachineFact, ...]]:
    from vortex_gui.base.process.clock import steady_now
    from vortex_gui.engine.facts.machines import MachineFact, MachineState, PlaceFact

    box, lab, gb = "ada@renderbox", "ada@lab.example.org", 10**9
    away = f"{lab} has not answered for some seconds."
    since = steady_now() - 900
    machines = (
        MachineFact(
            box, "vortex-gui", MachineState.CONNECTED, since, host="renderbox", release="vortex-gui 0.3.0",
            spool_bytes=12_000_000, spool_limit_bytes=20 * gb,
        ),
        MachineFact(
            lab, "vortex-gui", MachineState.UNREACHABLE, since, away, fault="unreachable", host="lab",
            release="vortex-gui 0.3.0", spool_limit_bytes=20 * gb,
        ),
    )  # fmt: skip
    places = (
        PlaceFact("local", device="CPU, 2 threads", profile="mini"),
        PlaceFact(f"{box}/local-1", box, "NVIDIA GeForce RTX 3060", "mini"),
        PlaceFact(f"{box}/local-2", box, "NVIDIA GeForce RTX 3060", "mini"),
        PlaceFact(f"{lab}/local", lab, "NVIDIA GeForce RTX 4060 Ti", "mini"),
    )
    return places, machines


async def _take(session: Session, scripts: list[Script], scene: str, path: Path) -> int:
    from vortex_gui.base.process.clock import steady_now
    from vortex_gui.console.memory.view import MemoryView

    state, window = session.state, session.window
    try:
        async with asyncio.timeout(LIMIT_S):
            while not (hasattr(window, "preview") and scripts and state.slots.running()):
                await asyncio.sleep(0.05)
            session._meter.stop()  # of minutes of samples that come in seconds it would tell nothing
            begun = steady_now() - SECONDS
            for tick in range(round(SECONDS * SAMPLE_HZ)):
                scripts[0].tick(at=begun + tick / SAMPLE_HZ)
                await asyncio.sleep(0.02)
            while begun + SECONDS < steady_now() - 1 / SAMPLE_HZ:
                begun += 1 / SAMPLE_HZ
                scripts[0].tick(at=begun + SECONDS)
            _choose(session, min(2, len(state.slots.running())))
            if scene.startswith("memory"):
                window.findChildren(MemoryView)[0].tools.all.click()
            await asyncio.sleep(SETTLE_S)
            picture = _pictured(session, scene)
            await asyncio.sleep(SETTLE_S)
            picture.grab().save(str(path))
            print(path.name)
    except TimeoutError:
        print(f"{path.name} was not taken in {LIMIT_S:g} s", file=sys.stderr)
        return 1
    finally:
        session.ask_to_close()
    return 0


def _choose(session: Session, slot_id: int) -> None:
    """The slot and the worker that generates it, as a click on its picture does."""
    slot = session.state.slots.get(slot_id)
    assert slot is not None
    session.controller.select(slot_id)
    session.state.workers.choose(slot.row.worker)


def _pictured(session: Session, scene: str) -> QWidget:
    """The window, or the dialog of the scene."""
    from PySide6.QtWidgets import QDialog

    from vortex_gui.console.machines.dialog import MachinesDialog

    actions = session.window.own_actions
    action = {"machines-dialog": actions.machines, "add-machine": actions.add_machine}.get(scene)
    if action is None:
        return session.window
    action.trigger()
    dialog = next(each for each in session.window.findChildren(QDialog) if each.isVisible())
    if isinstance(dialog, MachinesDialog):
        dialog.table.selectRow(1)
    if scene == "add-machine":
        _show_key(session)
    return dialog


def _show_key(session: Session) -> None:
    """As if a machine had been asked whose host key is unknown."""
    from PySide6.QtWidgets import QLineEdit

    from vortex_gui.console.machines.trial_dialog import TrialDialog
    from vortex_gui.console.state.workers.machines import TrialPhase
    from vortex_gui.engine.machines.ssh.host_key import HostKey

    dialog = session.window.findChild(TrialDialog)
    assert dialog is not None
    dialog.findChildren(QLineEdit)[0].setText("ada@studio")
    trial = session.state.machines.trial
    trial.begin("ada@studio", "vortex-gui", adds=True)
    fingerprint = "SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDLA2aSFS5y1gLmUdg"
    trial.update(phase=TrialPhase.KEY, key=HostKey("ssh-ed25519", fingerprint, ()))


if __name__ == "__main__":
    sys.exit(main())
