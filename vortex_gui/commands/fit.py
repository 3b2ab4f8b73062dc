"""The `fit` command: chooses a profile for a card and writes it as a YAML file."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from vortex_gui.base.errors import InputError
from vortex_gui.base.files.standing import unwritable_file, why
from vortex_gui.base.files.text_file import write_text_file
from vortex_gui.base.plan.fit_report import FitReport
from vortex_gui.base.process.address_limit import check_addresses
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.worker.libraries import uncollected
from vortex_gui.pipeline.worker.quiet import quiet_libraries

FOLDER = "profiles"
"""In the data folder."""


def fit(arguments: argparse.Namespace) -> int:
    """Prints the choices with their reasons; an existing file stays unless the operator agrees."""
    if arguments.deadline is not None and not 1 <= arguments.deadline <= 86_400:
        raise InputError(
            [tr("--deadline: {wish:g} is not possible; 1 to 86400 s are.", wish=arguments.deadline)]
        )
    quiet_libraries()
    check_addresses()
    with uncollected():
        from vortex_gui.pipeline.plan.fit import card_of, name_of
        from vortex_gui.pipeline.plan.fit import fit as fit_card
        from vortex_gui.pipeline.plan.fit_text import to_yaml

    card = card_of(arguments.gpu, arguments.memory)
    path = _path(arguments, name_of(card))
    if fault := unwritable_file(path):
        raise InputError([_refused(path, fault)])
    if not _may_write(path, replace=arguments.replace):
        print(tr("{path} stays as it is.", path=path), file=sys.stderr)
        return FAILED
    found = fit_card(card, arguments.deadline)
    profile = found.profile.model_copy(update={"name": path.stem})
    try:
        write_text_file(path, to_yaml(profile, found.choices))
    except OSError as error:
        raise InputError([_refused(path, why(error))]) from None
    report = FitReport(card.name, str(path), found.choices, found.plan.report())
    print(report.to_json() if arguments.json else _text(report))
    return DONE


def _path(arguments: argparse.Namespace, name: str) -> Path:
    if arguments.out is None:
        return load_settings(arguments.settings).folders.data_path / FOLDER / f"{name}.yaml"
    out: Path = arguments.out
    if out.suffix not in (".yaml", ".yml"):
        raise InputError([tr("--out: {path} does not end in .yaml, by which profiles are known.", path=out)])
    return out


def _refused(path: Path, fault: str) -> str:
    return tr("--out: {path} cannot be written ({why}).", path=path, why=fault)


def _may_write(path: Path, *, replace: bool) -> bool:
    """Asks where somebody is there to answer; raises `InputError` where nobody is."""
    if replace or not os.path.lexists(path):
        return True
    if not sys.stdin.isatty():
        raise InputError([tr("{path} is there already: name another file, or add --replace.", path=path)])
    print(tr("{path} is there already. Replace it? [y/N]", path=path), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _text(report: FitReport) -> str:
    lines = [f"{choice.what}: {choice.value}\n    {choice.why}" for choice in report.choices]
    total, hard = report.plan.total_bytes / 1e9, report.plan.hard_limit_bytes / 1e9
    lines.append(tr("The plan takes {total:.2f} of {hard:.2f} GB.", total=total, hard=hard))
    lines.append(tr("Wrote {path}.", path=report.profile_path))
    return "\n".join(lines)
