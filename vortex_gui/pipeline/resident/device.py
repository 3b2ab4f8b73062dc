"""The device the models run on: its memory, its limits, its streams, its cache."""

from __future__ import annotations

import logging
import os
from contextlib import AbstractContextManager

import torch

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.resident.card_account import CardAccount, card_account
from vortex_gui.pipeline.resident.high_water import CardHighWater, HostHighWater
from vortex_gui.pipeline.resident.memory import (
    DeviceMemory,
    VRAMMonitor,
    clear_cuda_cache,
    clear_host_cache,
    cuda_memory,
    host_memory,
    limit_allocator,
    resident_bytes,
)
from vortex_gui.pipeline.resident.missing_card import why_no_card
from vortex_gui.pipeline.resident.streams import Streams, settle_cublas

HOST_MARGIN_GB = 0.06
"""Kept free under the hard limit on a CPU, where nothing refuses an allocation."""

_log = logging.getLogger(__name__)


class Device:
    """One device with its monitor; raises `SettingsError` when this machine does not have it."""

    def __init__(self, profile: Profile, settings: Settings) -> None:
        self.torch = _named_device(settings.pipeline.device, profile)
        soft_gb = settings.memory.soft_limit_gb or profile.limits.soft_gb
        hard_gb = settings.memory.hard_limit_gb or profile.limits.hard_gb
        if soft_gb > hard_gb:
            raise SettingsError(
                [
                    tr(
                        "memory.soft_limit_gb: {soft:g} is over the hard limit; up to {hard:g} is allowed.",
                        soft=soft_gb,
                        hard=hard_gb,
                    )
                ]
            )
        self.monitor = VRAMMonitor(
            soft_gb,
            hard_gb,
            usage=self._used,
            clear_cache=self.clear_cache if settings.pipeline.clear_cache_over_soft else None,
            high_water=CardHighWater(self.torch) if self.is_cuda else HostHighWater(),
            margin_gb=0.0 if self.is_cuda else HOST_MARGIN_GB,
        )
        self._streams = Streams(self.torch)
        self._account: CardAccount | None = None
        if self.is_cuda:
            settle_cublas(os.environ)
            torch.backends.cuda.matmul.allow_tf32 = True
            torch.backends.cudnn.allow_tf32 = True
            limit_allocator(self.monitor.hard_limit_bytes, self.torch.index or 0)
        else:
            torch.set_num_threads(settings.pipeline.threads or os.cpu_count() or 1)

    def __str__(self) -> str:
        """For the operator: the card's name, or the CPU with its threads."""
        if self.is_cuda:
            return f"{torch.cuda.get_device_name(self.torch)} ({self.torch})"
        threads = torch.get_num_threads()
        return tr("CPU, one thread") if threads == 1 else tr("CPU, {count} threads", count=threads)

    @property
    def threads(self) -> int:
        """CPU threads of one computation."""
        return torch.get_num_threads()

    @property
    def is_cuda(self) -> bool:
        return self.torch.type == "cuda"

    def memory(self) -> DeviceMemory:
        """Memory in use and free at this moment; called from one thread at a time."""
        if not self.is_cuda:
            return host_memory()
        account = self._account or card_account(self.torch)
        memory = cuda_memory(self.torch, account)
        if self._account is None and account.why_unknown:
            _log.info("memory by process is not measurable: %s", account.why_unknown)
        self._account = account
        return memory

    def clear_cache(self) -> int:
        """Gives cached memory back; returns the bytes freed."""
        return clear_cuda_cache() if self.is_cuda else clear_host_cache()

    def has_room_to_the_limit(self) -> bool:
        """Whether the card could give all that the hard limit allows: then the limit alone refuses more."""
        if not self.is_cuda:
            return False
        free, _ = torch.cuda.mem_get_info(self.torch)
        return int(free + torch.cuda.memory_reserved(self.torch)) >= self.monitor.hard_limit_bytes

    def stream(self, stage: str | None) -> AbstractContextManager[None]:
        """The stream of a stage that runs beside another; nothing on other devices and for other stages."""
        return self._streams.beside(stage)

    def cache_frees(self) -> int:
        """How often the allocator had to free its cache to go on, since the process began."""
        return int(torch.cuda.memory_stats(self.torch).get("num_alloc_retries", 0)) if self.is_cuda else 0

    def synchronize(self) -> None:
        """Waits for the work queued on the device, so that a cancel leaves nothing running."""
        if self.is_cuda:
            torch.cuda.synchronize(self.torch)

    def _used(self) -> int:
        return int(torch.cuda.memory_allocated(self.torch)) if self.is_cuda else resident_bytes()


def is_lost(error: BaseException) -> bool:
    """Whether the card's context is dead after this error: every later call of this process fails, too."""
    if isinstance(error, torch.OutOfMemoryError):
        return False
    return isinstance(error, torch.AcceleratorError) or (
        isinstance(error, RuntimeError) and str(error).startswith("CUDA error")
    )


def usable_profile(profile: Profile, settings: Settings) -> Profile:
    """The profile itself, or mini where this machine lacks the card and the settings allow it."""
    if profile.device == "cpu" or torch.cuda.is_available() or not settings.pipeline.fall_back_to_mini:
        return profile
    _log.warning("the profile %s needs a CUDA card and there is none; falling back to mini", profile.name)
    return load_profile("mini")


def _named_device(wish: str, profile: Profile) -> torch.device:
    name = profile.device if wish == "auto" else wish
    kind, _, index = name.partition(":")
    if kind == "cuda" and not torch.cuda.is_available() and (why := why_no_card()):
        raise SettingsError([f"pipeline.device: {why}"])
    if kind == "cuda" and not torch.cuda.is_available():
        raise SettingsError(
            [
                tr(
                    "pipeline.device: the profile {profile!r} needs a CUDA card and this machine has none; "
                    "choose the mini profile, or turn on pipeline.fall_back_to_mini.",
                    profile=profile.name,
                )
            ]
        )
    if kind == "cuda" and int(index or 0) >= torch.cuda.device_count():
        raise SettingsError([_no_such_card(name, torch.cuda.device_count())])
    return torch.device(kind, int(index or 0)) if kind == "cuda" else torch.device("cpu")


def _no_such_card(name: str, cards: int) -> str:
    if cards == 1:
        return tr("pipeline.device: this machine has no {device}; it has one card.", device=name)
    return tr(
        "pipeline.device: this machine has no {device}; it has {count} cards.", device=name, count=cards
    )
