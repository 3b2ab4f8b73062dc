"""Versions of packages in words."""

from __future__ import annotations

import torch

from vortex_gui.commands.doctor.packages import NOT_INSTALLED, version_of


def test_an_installed_package_has_its_version_and_another_none() -> None:
    assert torch.__version__.startswith(version_of("torch"))
    assert version_of("a_package_that_nobody_has") == NOT_INSTALLED
