"""What the kinds of model promise: their values, and which of them lends its text tower."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from torch import nn

from vortex_gui.models.contracts import Compilable, LendsTextTower, Model, Performance


class Lender:
    text_tower = nn.Identity()


class Bare(Model):
    pass


def test_a_model_holds_nothing_unless_it_says_so() -> None:
    assert list(Bare().torch_networks()) == []
    assert Bare().bytes_outside_torch == 0


def test_who_lends_or_compiles_is_seen_by_what_it_has() -> None:
    assert isinstance(Lender(), LendsTextTower)
    assert not isinstance(Bare(), LendsTextTower)
    assert not isinstance(Bare(), Compilable)


def test_two_performances_of_the_same_sound_are_two() -> None:
    """They hold arrays, which have no one answer to whether they are equal."""
    sound = np.zeros(8, np.float32)
    assert Performance(sound, 24_000, (), 1, 24) != Performance(sound, 24_000, (), 1, 24)


def test_the_contracts_are_read_without_torch() -> None:
    code = "import sys, vortex_gui.models.contracts; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
