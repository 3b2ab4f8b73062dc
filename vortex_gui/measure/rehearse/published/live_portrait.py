"""Writes a LivePortrait folder as the hub has it: four .pth, the MLPs in a fifth, the landmark network."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from vortex_gui.measure.rehearse.published.landmark import write_landmark_network
from vortex_gui.measure.rehearse.published.random_weights import OnBytes
from vortex_gui.measure.rehearse.published.scales import Scale
from vortex_gui.models.live_portrait.networks.config import NetworkSizes
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks, build_networks
from vortex_gui.models.live_portrait.weights import MLP_FILE, MLP_MEMBERS

CONFIG = "live_portrait"


def write_live_portrait(folder: Path, scale: Scale, on_bytes: OnBytes) -> None:
    """A smaller network than the published one says so in a `config.json`, which the hub has not."""
    config = scale.config(CONFIG)
    with torch.random.fork_rng([]):
        torch.manual_seed(3)
        networks = build_networks(NetworkSizes.from_dict(config["sizes"]))
    room = folder / "liveportrait"
    write_networks(networks, room)
    write_landmark_network(room / "landmark.onnx")
    if CONFIG in scale.changes:
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    on_bytes(sum(path.stat().st_size for path in folder.rglob("*.pth")))


def write_networks(networks: LivePortraitNetworks, folder: Path) -> None:
    """.pth files, the MLPs in one of them, each of their keys with a data-parallel prefix."""
    (folder / "base_models").mkdir(parents=True)
    (folder / "retargeting_models").mkdir()
    mlps: dict[str, object] = {}
    for name, network in networks.by_name().items():
        state = network.state_dict()
        if name in MLP_MEMBERS:
            mlps[MLP_MEMBERS[name]] = {f"module.{key}": value for key, value in state.items()}
        else:
            torch.save(state, folder / "base_models" / f"{name}.pth")
    torch.save(mlps, folder / "retargeting_models" / f"{MLP_FILE}.pth")
