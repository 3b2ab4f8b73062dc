"""A machine of the soak: an agent with settings, workers and a spool of its own, to be killed and frozen."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil
import yaml

from vortex_gui.base.files.shipped import program
from vortex_gui.measure.soak.account import Account

END_LIMIT_S = 20.0


class SoakBox:
    """`command` runs an agent with the settings that `VORTEX_SETTINGS` names."""

    def __init__(self, name: str, folder: Path, profile: str, command: Sequence[str] | None = None) -> None:
        self.name = name
        self.folder = folder
        self.data = folder / "data"
        self.settings = folder / "settings.yaml"
        self._command = list(command or program("serve"))
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        settings = {
            "pipeline": {"profile": profile},
            "folders": {"output": str(folder / "own"), "data": str(self.data)},
            "worker": {"niceness": 0, "backoff_s": 0.1, "restart_limit": 100, "keep_spare": "never"},
            "output": {"min_free_gb": 0.05},
        }
        self.settings.write_text(yaml.safe_dump(settings))

    @property
    def dial(self) -> list[str]:
        """Reaches its agent without ssh."""
        return program("serve", "--settings", str(self.settings), "--dial")

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, account: Account) -> None:
        with (self.folder / "agent.err").open("ab") as errors:
            self._process = subprocess.Popen(
                self._command,
                env={**os.environ, "VORTEX_SETTINGS": str(self.settings)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        account.see(self._process.pid)

    def kill(self, account: Account) -> None:
        """The agent and, since they end with it, its workers."""
        if self._process is not None:
            account.see_children(self._process.pid)
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        self._send(signal.SIGSTOP)

    def wake(self) -> None:
        self._send(signal.SIGCONT)

    def stop(self, account: Account) -> None:
        """As an operator ends it."""
        if self._process is None:
            return
        self.wake()
        account.see_children(self._process.pid)
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_LIMIT_S)
        self.kill(account)

    def left(self) -> int:
        """What the spool holds: folders, whole or not."""
        spool = self.data / "serve" / "spool"
        return sum(1 for console in spool.glob("*") if console.is_dir() for _ in console.iterdir())

    def _send(self, number: int) -> None:
        """To the agent and its workers at once, as when a machine stands still."""
        if self._process is None:
            return
        with contextlib.suppress(psutil.Error):
            agent = psutil.Process(self._process.pid)
            for process in (agent, *agent.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    process.send_signal(number)
