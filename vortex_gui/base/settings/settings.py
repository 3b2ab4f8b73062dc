"""The settings, each declared once with type, default, range and help; dialog and checks read it here."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import platformdirs
import yaml
from pydantic import ValidationError, ValidationInfo, field_validator

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.faults import sentences
from vortex_gui.base.files.own_files import write_new
from vortex_gui.base.files.paths import expanded
from vortex_gui.base.files.shipped import SHIPPED_SETTINGS
from vortex_gui.base.files.standing import unfit_file
from vortex_gui.base.files.text_file import TextFileError, read_text_file, write_text_file
from vortex_gui.base.log.log_line import LogLevel
from vortex_gui.base.notation.fitting import fitted
from vortex_gui.base.notation.plain_yaml import MAX_CHARS, PlainTextError, load_scalars
from vortex_gui.base.settings.composition_settings import CompositionSettings
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.program_settings import ProgramSettings
from vortex_gui.base.settings.retired_settings import without_retired
from vortex_gui.base.settings.setting import Section, setting
from vortex_gui.base.words.translation import mark, tr

APP = "vortex-console"


ThemeName = Literal["system", "light", "dark", "contrast"]


class FolderSettings(Section):
    """Where files go; empty means the system's usual folder."""

    output: str = setting(
        "", mark("Output"), mark("Folder for finished slots; empty means Vortex in your videos folder.")
    )
    data: str = setting(
        "", mark("Data"), mark("Folder for queue, history and logs; empty means the system's usual one.")
    )

    @field_validator("output", "data")
    @classmethod
    def _can_be(cls, written: str) -> str:
        expanded(written)
        return written

    @property
    def output_path(self) -> Path:
        return expanded(self.output) if self.output else Path(platformdirs.user_videos_dir()) / "Vortex"

    @property
    def data_path(self) -> Path:
        return expanded(self.data) if self.data else Path(platformdirs.user_data_dir(APP))


class WorkerSettings(Section):
    """Time limits, restarts and CPU share of the worker process."""

    heartbeat_limit_s: float = setting(
        30.0,
        mark("Heartbeat limit"),
        mark("Seconds of silence before a warning, or of a still load."),
        gt=0,
        le=600,
    )
    ask_s: float = setting(
        5.0, mark("Ask to end"), mark("Seconds the worker has to end by itself when asked."), ge=0, le=120
    )
    terminate_s: float = setting(
        2.0, mark("Terminate"), mark("Seconds from terminating the worker to killing it."), ge=0, le=120
    )
    restart_limit: int = setting(
        5, mark("Restarts"), mark("Automatic restarts in a row before the console asks you."), ge=0, le=100
    )
    backoff_s: float = setting(
        1.0,
        mark("Back-off"),
        mark("Seconds before the first restart; doubles with each further one."),
        gt=0,
        le=60,
    )
    stable_after_s: float = setting(
        60.0,
        mark("Stable after"),
        mark("Seconds without a crash before the restart count resets."),
        gt=0,
        le=3600,
    )
    keep_spare: Literal["never", "after a death", "always"] = setting(
        "after a death",
        mark("Keep a spare"),
        mark("Keep a process with imported libraries (0.4 GB, Linux) for quick starts. Workers share it."),
    )
    niceness: int = setting(
        10,
        mark("Niceness"),
        mark("CPU niceness of the worker (0–19); higher keeps the window smoother."),
        ge=0,
        le=19,
    )


class MemorySettings(Section):
    """How the console watches memory."""

    sample_hz: float = setting(
        10.0, mark("Samples per second"), mark("Memory samples per second."), gt=0, le=50
    )
    soft_limit_gb: float | None = setting(
        None, mark("Soft limit (GB)"), mark("Overrides the profile's soft limit."), gt=0
    )
    hard_limit_gb: float | None = setting(
        None, mark("Hard limit (GB)"), mark("Overrides the profile's hard limit."), gt=0
    )

    @field_validator("hard_limit_gb")
    @classmethod
    def _is_over_the_soft_limit(cls, hard_gb: float | None, others: ValidationInfo) -> float | None:
        soft_gb = others.data.get("soft_limit_gb")
        if hard_gb is not None and soft_gb is not None and hard_gb < soft_gb:
            raise ValueError(
                tr(
                    "{hard_gb:g} is below the soft limit; {soft_gb:g} or more is allowed",
                    hard_gb=hard_gb,
                    soft_gb=soft_gb,
                )
            )
        return hard_gb


class ConsoleSettings(Section):
    """How the window looks and behaves."""

    theme: ThemeName = setting(
        "system", mark("Theme"), mark("Colours of the window; system follows the desktop.")
    )
    autoplay: bool = setting(True, mark("Play when done"), mark("Play a finished slot at once."))
    loop: bool = setting(True, mark("Loop"), mark("Repeat the clip when it ends."))
    captions: bool = setting(
        True, mark("Captions over the preview"), mark("Show a clip's captions over its picture.")
    )
    on_air_strip: Literal["rundown", "always", "never"] = setting(
        "always",
        mark("On-air strip"),
        mark("Now, next and then beside the lamp: with any slot, or with a rundown alone."),
    )
    developer_figures: bool = setting(
        False,
        mark("Developer's figures"),
        mark("Show the window's delay, its memory and the count of moved weights at all times."),
    )
    volume: int = setting(80, mark("Volume"), mark("Volume of the preview in percent."), ge=0, le=100)


class LogSettings(Section):
    """The structured log."""

    level: LogLevel = setting("INFO", mark("Level"), mark("Lowest level to keep."))
    max_mb: int = setting(
        20,
        mark("File size (MB)"),
        mark("Size at which a log file rotates; the newest five files stay."),
        ge=1,
        le=1000,
    )


class MetricsSettings(Section):
    """The metrics endpoint; off by default."""

    enabled: bool = setting(
        False,
        mark("Metrics endpoint"),
        mark("Serve vortex_* metrics for Prometheus on the loopback address."),
    )
    port: int = setting(9477, mark("Port"), mark("Port on the loopback address."), ge=1024, le=65535)


class ServeSettings(Section):
    """How this machine serves a console on another one."""

    spool_gb: float = setting(
        20.0,
        mark("Spool (GB)"),
        mark("Room for finished slots that their console has not fetched; once it is full, no slot begins."),
        gt=0,
        le=100_000,
    )
    ray_cpus: int = setting(
        0,
        mark("CPUs of a cluster's worker"),
        mark("serve --ray: CPUs of each worker of a Ray cluster; 0 has a worker on each GPU instead."),
        ge=0,
        le=256,
    )


class Settings(Section):
    """All settings, as `settings.yaml` holds them."""

    version: Literal[1] = 1
    """Version of the file's shape; the program refuses other versions, which it could misread."""
    pipeline: PipelineSettings = PipelineSettings()
    folders: FolderSettings = FolderSettings()
    worker: WorkerSettings = WorkerSettings()
    memory: MemorySettings = MemorySettings()
    output: OutputSettings = OutputSettings()
    composition: CompositionSettings = CompositionSettings()
    console: ConsoleSettings = ConsoleSettings()
    program: ProgramSettings = ProgramSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    serve: ServeSettings = ServeSettings()


def user_settings_path() -> Path:
    """The operator's own file, which need not be there yet; `VORTEX_SETTINGS` names another place for it."""
    named = os.environ.get("VORTEX_SETTINGS")
    with suppress(ValueError):
        return expanded(named) if named else _usual_settings_path()
    return Path(named or "")


def _usual_settings_path() -> Path:
    return Path(platformdirs.user_config_dir(APP)) / "settings.yaml"


def load_settings(path: Path | None = None) -> Settings:
    """The operator's own file over the shipped one; raises `SettingsError` with one sentence for each fault.

    A missing own file is no fault, unless `path` names it.
    """
    shipped = _read(SHIPPED_SETTINGS)
    own = path or user_settings_path()
    if path is None and _is_missing(own):
        return _checked(shipped, SHIPPED_SETTINGS)
    return _checked(_over(shipped, _read(own)), own)


def _is_missing(own: Path) -> bool:
    """Whether nothing stands there: a link to nothing, or a place that nobody may look at, is a fault."""
    try:
        own.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def lenient_settings(path: Path | None = None) -> tuple[Settings, list[str]]:
    """As `load_settings`, but each bad value becomes its default; the second part lists the faults."""
    try:
        return load_settings(path), []
    except SettingsError as error:
        return _without_faults(path or user_settings_path()), list(error.faults)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Writes the operator's file whole or not at all; keeps the previous version beside it as `.bak`.

    Raises `OSError`, also where one of the two is no file: both stay as they are.
    """
    own = path or user_settings_path()
    backup = own.with_suffix(".bak")
    if fault := unfit_file(own):
        raise OSError(errno.EINVAL, fault, str(own))
    if fault := unfit_file(backup):
        raise OSError(errno.EINVAL, tr("{path}: {fault}", path=backup.name, fault=fault), str(backup))
    if own.exists() and backup != own:
        write_new(backup, own.read_bytes())
    write_text_file(own, yaml.safe_dump(settings.model_dump(mode="json"), sort_keys=False))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = fitted(load_scalars(read_text_file(path, 4 * MAX_CHARS)), Settings) or {}
    except (TextFileError, PlainTextError) as error:
        raise SettingsError([tr("{path}: cannot be read ({reason}).", path=path, reason=error)]) from None
    if not isinstance(data, dict):
        raise SettingsError([tr("{path}: sections with settings are needed.", path=path)])
    return without_retired(data)


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        merged[key] = {**below, **value} if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _checked(data: dict[str, Any], path: Path) -> Settings:
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError([f"{path.name}: {sentence}" for sentence in sentences(error)]) from None


def _without_faults(path: Path) -> Settings:
    """The operator's file without its wrong values."""
    shipped = _read(SHIPPED_SETTINGS)
    try:
        own = _read(path)
    except SettingsError:
        return _checked(shipped, SHIPPED_SETTINGS)
    for _ in range(100):
        try:
            return Settings.model_validate(_over(shipped, own))
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                _drop(own, [str(part) for part in detail["loc"]])
    return _checked(shipped, SHIPPED_SETTINGS)


def _drop(data: dict[str, Any], path: list[str]) -> None:
    """Removes the entry that a fault's path names, or the nearest one above it."""
    if len(path) > 1 and isinstance(data.get(path[0]), dict) and path[1] in data[path[0]]:
        _drop(data[path[0]], path[1:])
    elif path:
        data.pop(path[0], None)
