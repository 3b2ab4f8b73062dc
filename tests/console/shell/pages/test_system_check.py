"""What is missing for a window is told in one sentence with the package, before Qt is asked."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from vortex_gui.console.shell.pages import system_check

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about X and its libraries")


def test_console_without_a_display_ends_with_2_and_one_sentence() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    ran = subprocess.run(
        [sys.executable, "-m", "vortex_gui"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 2
    assert ran.stderr.strip().splitlines() == [system_check.NO_DISPLAY]
    assert "vortex-gui generate" in system_check.NO_DISPLAY
    assert "xvfb-run" in system_check.NO_DISPLAY


def test_display_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert system_check.missing().startswith("The display :4711 does not answer.")


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libpulse.so.0", "libpulse0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libEGL.so.1", "libegl1"),
    ],
)
def test_missing_library_names_its_package(library: str, package: str) -> None:
    told = system_check.explain(f"{library}: cannot open shared object file: No such file or directory")
    assert library in told
    assert f"apt-get install {package}`" in told


def test_here_nothing_is_missing() -> None:
    assert system_check.missing() == ""
