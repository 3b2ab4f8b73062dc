"""Checks this machine for a profile: what works, what does not, and a remedy for each fault.

Every check tries the thing itself: it opens an encoder, quantises a layer, asks Qt for its devices (in a
child process, since the pipeline never loads Qt). None downloads anything or loads a model.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator

from vortex_gui.base.doctor_report import Check, DoctorReport
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.profile import OVERRIDES, Profile, load_profile, with_precisions
from vortex_gui.base.settings.settings import Settings, load_settings
from vortex_gui.checkpoints.quantised import prepared_folder
from vortex_gui.commands.doctor.card_memory import card_memory
from vortex_gui.commands.doctor.checkpoints import checkpoint
from vortex_gui.commands.doctor.disk import disk
from vortex_gui.commands.doctor.encoders import encoders
from vortex_gui.commands.doctor.linking import linking
from vortex_gui.commands.doctor.machine import card, program
from vortex_gui.commands.doctor.quantising import bitsandbytes
from vortex_gui.commands.doctor.window import window
from vortex_gui.pipeline.worker.quiet import quiet_libraries


def examine(profile: Profile, settings: Settings, *, hash_all: bool = False) -> Iterator[Check]:
    """All checks, one after the other; each catches its own failures, so none hides the next."""
    yield program()
    yield from card(profile)
    yield from card_memory()
    yield bitsandbytes(profile)
    yield from encoders(settings)
    yield from window()
    yield from disk(settings)
    yield from linking(settings)
    for role, spec in profile.roles.items():
        yield checkpoint(role, spec, hash_all, prepared_folder(settings.folders.data_path))


def doctor(arguments: Namespace) -> int:
    """The command: prints the findings; returns 0 without a fault, else 1.

    Reads `profile`, `settings`, `json` and `hash_all` of the arguments, all optional.
    """
    settings = load_settings(getattr(arguments, "settings", None))
    profile = load_profile(getattr(arguments, "profile", None) or settings.pipeline.profile)
    profile = with_precisions(profile, settings.pipeline.precision_overrides, where=OVERRIDES)
    quiet_libraries()
    as_json = bool(getattr(arguments, "json", False))
    checks: list[Check] = []
    for check in examine(profile, settings, hash_all=bool(getattr(arguments, "hash_all", False))):
        checks.append(check)
        if not as_json:
            print(check, flush=True)
    report = DoctorReport(profile.name, tuple(checks))
    print(json.dumps(report.plain(), indent=2) if as_json else report.verdict())
    return FAILED if report.faults else DONE
