"""The Qt loop for async tests, and the strictness: Qt warnings, leaked tasks, widgets and children fail."""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.console.asking import Asked
from tests.descendants import descendants
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe, load_recipe
from vortex_gui.base.settings.settings import Settings
from vortex_gui.console.look import theme
from vortex_gui.console.state.console_state import ConsoleState

SYSTEM_LACKS = (
    "propagateSizeHints",
    "does not support raise()",  # by Qt itself, when a dock begins to float
    "does not support grabbing the keyboard",  # by Qt itself, when a menu opens
    "XDG_RUNTIME_DIR",
    "pa_context_connect",
    "pipewire-0.3",  # told or not, by when the sound backend first looks for it
    "No audio device detected",
    "No RHI backend",
)
"""What a machine without screen, sound and graphics says of itself."""
CHILD_LIMIT_S = 5.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A Qt warning fails a test of the console, but for what the machine itself lacks."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*SYSTEM_LACKS, extend=True))


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A virtual screen, and its name: a number that the server chooses itself."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1500x930x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield server, f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def display(server: tuple[subprocess.Popen[bytes], str]) -> str:
    return server[1]


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(autouse=True)
def _garbage_goes_on_the_gui_thread() -> Iterator[None]:
    """As in the window: a Qt object collected in one of the engine's threads crashes the process."""
    gc.disable()
    yield
    gc.collect()


@pytest.fixture(scope="session", autouse=True)
def _collector_is_given_back() -> Iterator[None]:
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _theme(qapp: QApplication) -> None:
    qapp.setQuitOnLastWindowClosed(False)
    theme.apply(qapp, "dark")


@pytest.fixture(autouse=True)
def _keys_let_go(qapp: QApplication) -> Iterator[None]:
    """A key clicked with Shift or Ctrl leaves the modifier held for the tests after it."""
    yield
    if qapp.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    assert qapp.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


@pytest.fixture
def qloop(qapp: QApplication) -> Iterator[asyncio.Runner]:
    """An asyncio runner over the Qt loop; a task that a test leaves behind fails it."""
    import qasync

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qapp)) as runner:
        assert isinstance(runner.get_loop(), qasync.QEventLoop)
        yield runner
        left = [task.get_name() for task in asyncio.all_tasks(runner.get_loop())]
        assert not left, f"tasks left behind: {left}"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs an async test on `qloop`."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    runner = pyfuncitem.funcargs["qloop"]
    assert isinstance(runner, asyncio.Runner)
    runner.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(autouse=True)
def _nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Widgets without a parent and child processes must be gone when the test is over."""
    widgets_before = set(map(id, qapp.topLevelWidgets()))
    children_before = descendants()
    yield
    bury(qapp)
    left = [widget for widget in qapp.topLevelWidgets() if id(widget) not in widgets_before]
    shown = [f"{type(widget).__name__} {widget.objectName()}" for widget in left if widget.isVisible()]
    for widget in left:
        widget.deleteLater()
    bury(qapp)
    assert not shown, f"widgets left behind: {shown}"
    started = descendants() - children_before
    children = [child for child in psutil.process_iter() if child.pid in started] if started else []
    _, alive = psutil.wait_procs(children, timeout=CHILD_LIMIT_S)
    assert not alive, f"processes left behind: {alive}"


def bury(app: QApplication) -> None:
    """Carries out what `deleteLater` has put off."""
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def state(qapp: QApplication) -> Iterator[ConsoleState]:
    fresh = ConsoleState(Settings(), load_profile("mini"))
    yield fresh
    fresh.deleteLater()


@pytest.fixture
def recipe() -> Recipe:
    return load_recipe(RESOURCES / "recipes" / "breaking-toast.yaml")
