"""The command line: the console by default, and the headless commands; bad input is exit code 2."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from vortex_gui import __version__
from vortex_gui.base.errors import InputError, VortexError
from vortex_gui.base.files.disk import FULL
from vortex_gui.base.files.paths import expanded
from vortex_gui.base.log.logs import quiet_python_warnings
from vortex_gui.base.process.exit_codes import BAD_INPUT, DONE, FAILED
from vortex_gui.base.recipe import MAX_SEED, MAX_SLOT_ID
from vortex_gui.base.words.translation import tr, use_catalogue_of_environment
from vortex_gui.commands.streams import give_up_stdout, open_missing_streams, quiet_when_nobody_reads

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0 done, 1 failed, 2 bad input."""
    open_missing_streams()
    use_catalogue_of_environment()
    quiet_python_warnings()
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["worker"]:
        return _call("vortex_gui.pipeline.worker.entry", "main")(words[1:])
    arguments = _parser().parse_args(words)
    try:
        with quiet_when_nobody_reads():
            return _call(*arguments.home)(arguments)
        return DONE
    except InputError as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return BAD_INPUT
    except VortexError as error:
        print(error, file=sys.stderr)
        return FAILED
    except OSError as error:
        if error.errno not in FULL:
            raise
        return _disk_full(error)
    except KeyboardInterrupt:
        print(tr("Stopped."), file=sys.stderr)
        return FAILED


def _disk_full(error: OSError) -> int:
    """Of a file that a command wrote, or of stdout."""
    where = error.filename or tr("the output")
    told = tr("{where} cannot be written ({why}). Free some space.", where=where, why=error.strerror)
    print(told[:1].upper() + told[1:], file=sys.stderr)
    give_up_stdout()
    return FAILED


def _call(module: str, function: str) -> Callable[..., int]:
    """A command's function, imported on demand: the console never pays for torch."""
    found: Callable[..., int] = getattr(import_module(module), function)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vortex-gui",
        description=tr("Operate a resident generation pipeline that turns a recipe into a presenter's clip."),
    )
    parser.add_argument("--version", action="version", version=f"vortex-gui {__version__}")
    _add_settings(parser, default=None)
    parser.set_defaults(home=("vortex_gui.console.app", "run_console"))
    commands = parser.add_subparsers(title=tr("commands"), metavar="COMMAND")

    generate = _add(
        commands,
        "generate",
        tr("Generate one slot without a window."),
        "vortex_gui.commands.generate",
        "generate",
    )
    generate.add_argument("recipe", type=_path, help=tr("a recipe in YAML or JSON"))
    generate.add_argument("--slot-id", type=_whole(0, MAX_SLOT_ID), help=tr("the slot's number"))
    generate.add_argument("--seed", type=_whole(0, MAX_SEED), help=tr("the slot's seed"))
    generate.add_argument("--out", type=_path, help=tr("folder for finished slots"))
    generate.add_argument("--profile", help=tr("use this profile instead of the settings' profile"))
    generate.add_argument("--json", action="store_true", help=tr("print the report as one JSON object"))

    plan = _add(
        commands,
        "plan",
        tr("Compute a profile's needs before anything loads."),
        "vortex_gui.commands.generate",
        "plan",
    )
    plan.add_argument("--profile", help=tr("use this profile instead of the settings' profile"))
    plan.add_argument("--gpu", help=tr("the card to compute for, such as 'RTX 3060'"))
    wish = plan.add_argument_group(tr("what if the profile had"))
    wish.add_argument("--size", metavar="WxH", help=tr("another resolution, such as 768x512"))
    wish.add_argument("--steps", metavar="N", help=tr("another number of denoising steps"))
    wish.add_argument("--fps", metavar="N", help=tr("another frame rate"))
    wish.add_argument("--duration", metavar="SECONDS", help=tr("another length of the longest clip"))
    wish.add_argument(
        "--precision", metavar="ROLE=P", help=tr("other precisions, such as flux=int8,clip_l=fp16")
    )
    plan.add_argument("--json", action="store_true", help=tr("print one JSON object"))

    bench = _add(
        commands,
        "bench",
        tr("Measure speed and memory on this machine."),
        "vortex_gui.measure.bench.command",
        "bench",
    )
    bench.add_argument("--json", action="store_true", help=tr("print one JSON object per figure"))
    bench.add_argument("figures", nargs="*", help=tr("only these figures"))

    doctor = _add(
        commands,
        "doctor",
        tr("Check this machine and name a remedy for each fault."),
        "vortex_gui.commands.doctor.command",
        "doctor",
    )
    doctor.add_argument("--profile", help=tr("use this profile instead of the settings' profile"))
    doctor.add_argument(
        "--hash-all", action="store_true", help=tr("hash every checkpoint file, however large")
    )
    doctor.add_argument("--json", action="store_true", help=tr("print one JSON object"))

    prefetch = _add(
        commands,
        "prefetch",
        tr("Download a profile's checkpoints."),
        "vortex_gui.commands.prefetch",
        "prefetch",
    )
    prefetch.add_argument("--profile", required=True, help=tr("the profile, by name or as a .yaml file"))
    prefetch.add_argument("--dry-run", action="store_true", help=tr("stop after the sizes"))
    prefetch.add_argument(
        "--json", action="store_true", help=tr("print sizes and progress, one JSON object per line")
    )

    backup = _add(
        commands,
        "backup",
        tr("Copy queue and history into one file, also while a console is open."),
        "vortex_gui.commands.backup",
        "backup",
    )
    backup.add_argument("file", type=Path, metavar="FILE", help=tr("the copy; it must not be there yet"))

    soak = _add(
        commands,
        "soak",
        tr("Generate real slots under random kills."),
        "vortex_gui.measure.soak.command",
        "soak",
    )
    soak.add_argument("--slots", type=_whole(1, 100_000), default=20, help=tr("number of slots"))
    soak.add_argument(
        "--kill-worker", type=_share, default=0.0, metavar="P", help=tr("chance of killing a slot's worker")
    )
    soak.add_argument(
        "--kill-console", type=_share, default=0.0, metavar="P", help=tr("chance of killing the console")
    )
    soak.add_argument("--seed", type=_whole(0, MAX_SEED), default=0, help=tr("seed of the random kills"))
    soak.add_argument("--profile", help=tr("use this profile instead of mini"))
    soak.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    about: str,
    module: str,
    function: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about)
    _add_settings(parser, default=argparse.SUPPRESS)
    parser.set_defaults(home=(module, function))
    return parser


def _path(text: str) -> Path:
    """Shells leave `~` alone in `--out=~/clips`."""
    try:
        return expanded(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None


def _add_settings(parser: argparse.ArgumentParser, *, default: object) -> None:
    """Before and after the command; a command that is not given it leaves what stands before it."""
    about = tr("use this settings file instead of your own")
    parser.add_argument("--settings", type=_path, default=default, metavar="FILE", help=about)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(tr("{text} is not a number from 0 to 1", text=repr(text)))
    return share


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise argparse.ArgumentTypeError(
                tr(
                    "{text} is not a whole number from {lowest} to {highest}",
                    text=repr(text),
                    lowest=lowest,
                    highest=highest,
                )
            )
        return int(text)

    return whole_number
