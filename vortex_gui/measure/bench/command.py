"""The command `bench`: measures the figures one after another and prints them."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module

from vortex_gui.base.errors import InputError
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.words.translation import tr
from vortex_gui.measure.bench.figure import Figure
from vortex_gui.measure.bench.link import is_measurable
from vortex_gui.pipeline.worker.quiet import quiet_libraries

LINK = "vortex_gui.measure.bench.link"
_HOMES: Mapping[str, tuple[str, str]] = {
    "orchestration_ratio": ("vortex_gui.measure.bench.slots", "orchestration_ratio"),
    "resident_ratio": ("vortex_gui.measure.bench.slots", "resident_ratio"),
    "generate_ratio": ("vortex_gui.measure.bench.command_line", "generate_ratio"),
    "time_to_resident_ratio": ("vortex_gui.measure.bench.slots", "time_to_resident_ratio"),
    "animator_fps": ("vortex_gui.measure.bench.slots", "animator_fps"),
    "animator_vs_eager": ("vortex_gui.measure.bench.animator", "animator_vs_eager"),
    "animator_vs_eager_bf16": ("vortex_gui.measure.bench.animator", "animator_vs_eager_bf16"),
    "mini_animator_vs_eager": ("vortex_gui.measure.bench.animator", "mini_animator_vs_eager"),
    "sampling_cpu_share": ("vortex_gui.measure.bench.slots", "sampling_cpu_share"),
    "rss_growth_bytes_per_slot": ("vortex_gui.measure.bench.slots", "rss_growth_bytes_per_slot"),
    "worker_rss_gb": ("vortex_gui.measure.bench.slots", "worker_rss_gb"),
    "hard_limit": ("vortex_gui.measure.bench.hard_limit", "hard_limit"),
    "rise_between_checks_mb": ("vortex_gui.measure.bench.hard_limit", "rise_between_checks_mb"),
    "encode_ratio": ("vortex_gui.measure.bench.encode", "encode_ratio"),
    "check_ratio": ("vortex_gui.measure.bench.check", "check_ratio"),
    "check_growth": ("vortex_gui.measure.bench.check", "check_growth"),
    "compose_ratio": ("vortex_gui.measure.bench.compose", "compose_ratio"),
    "compose_realtime": ("vortex_gui.measure.bench.compose", "compose_realtime"),
    "window_ratio": ("vortex_gui.measure.bench.window.window", "window_ratio"),
    "console_rss_mb": ("vortex_gui.measure.bench.window.window", "console_rss_mb"),
    "worker_ready_s": ("vortex_gui.measure.bench.window.window", "worker_ready_s"),
    "loop_delay_p99_ms": ("vortex_gui.measure.bench.window.window", "loop_delay_p99_ms"),
    "open_queue": ("vortex_gui.measure.bench.window.opening", "open_queue"),
    "open_queue_s": ("vortex_gui.measure.bench.window.opening", "open_queue_s"),
    "pool": ("vortex_gui.measure.bench.pool", "pool"),
    "pool_own_mb": ("vortex_gui.measure.bench.pool", "pool_own_mb"),
    "workers_redraw_ratio": ("vortex_gui.measure.bench.window.many_workers", "workers_redraw_ratio"),
    "workers_delay_ms": ("vortex_gui.measure.bench.window.many_workers", "workers_delay_ms"),
    "workers_cpu_share": ("vortex_gui.measure.bench.window.many_workers", "workers_cpu_share"),
    "graph_redraw_ms": ("vortex_gui.measure.bench.window.window", "graph_redraw_ms"),
    "all_graphs_redraw_ms": ("vortex_gui.measure.bench.window.window", "all_graphs_redraw_ms"),
    "link_pipe_connect_s": (LINK, "link_pipe_connect_s"),
    "link_pipe_event_p50_ms": (LINK, "link_pipe_event_p50_ms"),
    "link_pipe_event_p99_ms": (LINK, "link_pipe_event_p99_ms"),
    "link_pipe_folder_s": (LINK, "link_pipe_folder_s"),
    "link_ssh_connect_s": (LINK, "link_ssh_connect_s"),
    "link_ssh_event_p50_ms": (LINK, "link_ssh_event_p50_ms"),
    "link_ssh_event_p99_ms": (LINK, "link_ssh_event_p99_ms"),
    "link_ssh_folder_s": (LINK, "link_ssh_folder_s"),
}
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "link": tuple(name for name, (home, _) in _HOMES.items() if home == LINK and is_measurable(name))
}
"""One word for several figures."""


def bench(arguments: argparse.Namespace) -> int:
    """Measures the named figures, or all; returns 0 when they reach every goal, 1 otherwise.

    A figure that cannot be measured becomes a sentence, and the command measures the others.
    """
    asked = [_GROUPS.get(name, (name,)) for name in arguments.figures]
    names = [name for group in asked for name in group] or [name for name in _HOMES if is_measurable(name)]
    unknown = [name for name in names if name not in _HOMES]
    if unknown:
        raise InputError(
            [
                tr(
                    "bench: unknown figure {name}; allowed is {allowed}.",
                    name=repr(name),
                    allowed=", ".join([*_HOMES, *_GROUPS]),
                )
                for name in unknown
            ]
        )
    quiet_libraries()
    found: list[Figure | None] = []
    for name in names:
        print(tr("measuring {name} …", name=name), file=sys.stderr, flush=True)
        began = time.monotonic()
        figure = _measure(name)
        if figure is not None:
            print(json.dumps(figure.to_json()) if arguments.json else figure, flush=True)
        print(tr("… in {seconds:.0f} s", seconds=time.monotonic() - began), file=sys.stderr, flush=True)
        found.append(figure)
    reached = all(figure is not None and figure.reached is not False for figure in found)
    return DONE if reached else FAILED


def _measure(name: str) -> Figure | None:
    module, function = _HOMES[name]
    try:
        measure: Callable[[], Figure] = getattr(import_module(module), function)
        return measure()
    except Exception as error:  # the figure's border: without a screen or a library, a sentence
        reason = str(error).rstrip(".")
        print(tr("{name} could not be measured: {reason}.", name=name, reason=reason), file=sys.stderr)
        return None
