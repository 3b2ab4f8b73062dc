"""A fitted profile as YAML, with the reason of each choice above it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import yaml

from vortex_gui.base.plan.fit_report import Choice
from vortex_gui.base.profile import Profile
from vortex_gui.base.words.translation import tr

WIDTH = 118


def to_yaml(profile: Profile, choices: Sequence[Choice]) -> str:
    """Reads back as the same profile; what stands at its default is left out."""
    head = tr("Written by `vortex-gui fit` for {card}.", card=profile.label)
    reasons = [f"{choice.what}: {choice.value}. {choice.why}" for choice in choices]
    comments = [
        line
        for sentence in (head, *reasons)
        for line in textwrap.wrap(
            sentence, WIDTH, initial_indent="# ", subsequent_indent="#   ", break_long_words=False
        )
    ]
    values = profile.model_dump(mode="json", exclude_defaults=True)
    return "\n".join([*comments, *_lines(values)]) + "\n"


def _lines(values: dict[str, Any]) -> list[str]:
    """One line for each part: a profile is read by people."""
    lines: list[str] = []
    for name, value in values.items():
        if name == "roles":
            lines.append("roles:")
            lines += [f"  {role}: {_flow(spec)}" for role, spec in value.items()]
        elif name == "ladder":
            lines.append("ladder:")
            lines += [f"  - {_flow(rung)}" for rung in value]
        else:
            lines.append(f"{name}: {_flow(value)}")
    return lines


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=10_000)
    return text.removesuffix("\n").removesuffix("\n...")
