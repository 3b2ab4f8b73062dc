"""The small painter and the small animator declare one style; public checkpoints declare none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.mini.captions import STYLE
from vortex_gui.base.profile import RoleSpec, load_profile
from vortex_gui.checkpoints.styles import animated_style, painted_style


def test_what_the_small_painter_paints_the_small_animator_knows() -> None:
    roles = load_profile("mini").roles
    assert painted_style(roles["flux"]) == animated_style(roles["liveportrait"]) == STYLE


def test_a_checkpoint_of_the_hub_or_of_a_package_declares_none() -> None:
    roles = load_profile("rtx3060").roles
    assert painted_style(roles["flux"]) == animated_style(roles["liveportrait"]) == ""
    assert painted_style(RoleSpec(checkpoint="package:hibari_tts")) == ""


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"style": 3}', "no json"])
def test_a_manifest_that_declares_nothing_usable_declares_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "actor.json").write_text(content)
    assert painted_style(RoleSpec(checkpoint=str(tmp_path))) == ""
