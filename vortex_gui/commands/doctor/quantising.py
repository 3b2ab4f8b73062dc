"""Checks that bitsandbytes quantises a small layer for real."""

from __future__ import annotations

import torch
from torch import nn

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.profile import Profile
from vortex_gui.base.words.translation import tr
from vortex_gui.commands.doctor.packages import version_of
from vortex_gui.models.quantise import late_bitsandbytes
from vortex_gui.models.quantise.quantise import replace_linears


def bitsandbytes(profile: Profile) -> Check:
    """Quantises a small layer for real."""
    wanted = any(spec.precision == "nf4" for spec in profile.roles.values())
    lacking = State.FAULT if wanted else State.NOTE
    remedy = tr("Install the extra [gpu].") if wanted else ""
    try:
        late_bitsandbytes.layers()
    except ImportError as error:
        return Check("bitsandbytes", lacking, tr("cannot be imported ({reason})", reason=error), remedy)
    try:
        layer = nn.Sequential(nn.Linear(64, 64, bias=False)).requires_grad_(False)
        exact = layer(torch.eye(64))
        replace_linears(layer, "nf4")
        off = float((layer(torch.eye(64)) - exact).norm() / exact.norm())
    except Exception as error:  # a broken native library can raise anything
        found = tr("does not work ({reason})", reason=error)
        return Check("bitsandbytes", lacking, found, tr("Reinstall bitsandbytes."))
    good = off < 0.2
    return Check(
        "bitsandbytes",
        State.GOOD if good else lacking,
        tr(
            "{version}, NF4 is {error:.0%} off on a small layer",
            version=tr(version_of("bitsandbytes")),
            error=off,
        ),
        "" if good else tr("Reinstall bitsandbytes."),
    )
