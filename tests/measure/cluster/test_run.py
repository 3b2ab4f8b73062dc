"""The cluster's soak throws its dice as asked, and counts everything that is left as litter."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.settings.settings import load_settings
from vortex_gui.measure.cluster.run import ClusterSoak
from vortex_gui.serve.agent_socket import agent_folder
from vortex_gui.serve.ray_site.node import PREFIX
from vortex_gui.serve.run import SPOOL_NAME


def soak(folder: Path, *, kill_node: float, freeze: float) -> ClusterSoak:
    return ClusterSoak(folder, nodes=2, slots=4, kill_node=kill_node, freeze=freeze, seed=1)


def test_the_dice_fall_as_often_as_asked(tmp_path: Path) -> None:
    made = soak(tmp_path, kill_node=0.3, freeze=0.2)
    throws = [made._thrown() for _ in range(2000)]
    assert 0.25 < throws.count("kill") / 2000 < 0.35
    assert 0.15 < throws.count("freeze") / 2000 < 0.25


def test_without_a_share_nothing_is_hurt(tmp_path: Path) -> None:
    made = soak(tmp_path, kill_node=0.0, freeze=0.0)
    assert {made._thrown() for _ in range(200)} == {None}
    assert made._node_of(None) is None


def test_parts_of_folders_full_spools_and_folders_of_actors_are_litter(tmp_path: Path) -> None:
    made = soak(tmp_path, kill_node=0.0, freeze=0.0)
    assert made._litter() == 0
    spool = agent_folder(load_settings(tmp_path / "settings.yaml")) / SPOOL_NAME
    for left in (
        tmp_path / "out" / ".part-slot-000001",
        spool / ("5a" * 16) / "000001-1",
        tmp_path / "t" / f"{PREFIX}left",
    ):
        left.mkdir(parents=True)
    (tmp_path / "out" / "slot-000001").mkdir()
    assert made._litter() == 3
    assert len(made.notices) == 3
