"""The resident set: loaded in order, handed out by role, counted in bytes and in moves, let go on failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
import torch
from torch import nn

from vortex_gui.base.errors import VortexInitializationError
from vortex_gui.base.profile import load_profile
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.pipeline.resident.registry import ModelRegistry, weight_bytes
from vortex_gui.pipeline.resident.roles.table import Loader

CPU = torch.device("cpu")


class Layer:
    """A model of one layer, and of some bytes that torch does not see."""

    def __init__(self, outside: int = 0) -> None:
        self.network = nn.Linear(4, 2)
        self.bytes_outside_torch = outside

    def torch_networks(self) -> Sequence[nn.Module]:
        return [self.network]


def loaders(**other: Loader) -> Mapping[Role, Loader]:
    plain: dict[Role, Loader] = {role: lambda *_: Layer() for role in ROLES}
    return {role: other.get(role, plain[role]) for role in ROLES}


def registry(**other: Loader) -> ModelRegistry:
    return ModelRegistry(load_profile("mini"), CPU, loaders=loaders(**other))


def test_models_are_handed_out_by_role_and_an_unknown_name_lists_them() -> None:
    found = registry()
    assert [resident.role for resident in found.residents()] == list(ROLES)
    assert found.get_model("flux") is found.resident("flux").model
    with pytest.raises(KeyError, match=r"'sora' not found in registry; it holds flux, liveportrait"):
        found.get_model("sora")


def test_shared_weights_are_counted_once_and_those_outside_torch_too() -> None:
    model = Layer(outside=1000)
    assert weight_bytes(model) == 4 * (8 + 2) + 1000

    class Twice(Layer):
        def torch_networks(self) -> Sequence[nn.Module]:
            return [self.network, nn.Sequential(self.network)]

    assert weight_bytes(Twice()) == 40


def test_a_weight_that_is_elsewhere_after_a_slot_is_a_move() -> None:
    found = registry()
    assert found.count_moves() == 0
    layer = found.get_model("flux")
    assert isinstance(layer, Layer)
    layer.network.weight.data = layer.network.weight.data.clone()
    assert found.count_moves() == 1
    assert found.count_moves() == 1
    found.mark_places()
    assert found.weight_moves == 0


@pytest.mark.expects_log
def test_memory_that_runs_out_names_the_role_and_lets_go_of_what_was_loaded() -> None:
    loaded: list[Layer] = []

    def good(*_: object) -> Layer:
        loaded.append(Layer())
        return loaded[-1]

    def runs_out(*_: object) -> Layer:
        raise MemoryError

    with pytest.raises(VortexInitializationError, match="while loading clip_b"):
        registry(flux=good, clip_b=runs_out)
    assert len(loaded) == 1


def test_loading_can_be_stopped_between_two_models() -> None:
    asked: list[int] = []

    class Stop(Exception):
        pass

    def check() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise Stop

    with pytest.raises(Stop):
        ModelRegistry(load_profile("mini"), CPU, loaders=loaders(), check=check)
    assert len(asked) == 3


def test_the_listener_hears_each_role_in_its_order() -> None:
    heard: list[tuple[str, Role | None, int, int]] = []

    class Listener:
        def on_load(self, phase: str, role: Role | None, done: int, total: int) -> None:
            heard.append((phase, role, done, total))

        def on_load_bytes(self, phase: str, role: Role, done: int, total: int) -> None:
            heard.append((phase, role, done, total))

    ModelRegistry(load_profile("mini"), CPU, loaders=loaders(), listener=Listener())
    assert heard == [("loading", role, at, len(ROLES)) for at, role in enumerate(ROLES)]
