"""Which workers this machine gets by the settings: device, card, threads, profile of each; plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vortex_gui.base.profile import Profile
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.settings.worker_wish import WorkerWish
from vortex_gui.engine.facts.events import LOCAL
from vortex_gui.engine.places.cards import VISIBLE


@dataclass(frozen=True, slots=True)
class Seat:
    """One worker: `card` binds it to one CUDA card; no `profile` is the console's own."""

    name: str
    device: str
    threads: int = 0
    card: str = ""
    profile: str = ""

    @property
    def environment(self) -> Mapping[str, str]:
        return {VISIBLE: self.card} if self.card else {}

    def settings(self, settings: Settings) -> Settings:
        """The console's settings as this worker gets them."""
        changes = {"device": self.device, "threads": self.threads}
        return settings.model_copy(update={"pipeline": settings.pipeline.model_copy(update=changes)})


def wants_cards(settings: PipelineSettings, profile: Profile) -> bool:
    """Whether the seats depend on the cards that this machine has."""
    wishes = settings.workers if isinstance(settings.workers, list) else [WorkerWish(device=settings.device)]
    return settings.workers not in (0, 1) and any(_device(wish.device, profile) == "cuda" for wish in wishes)


def seats(settings: PipelineSettings, profile: Profile, cards: Sequence[str], cores: int) -> tuple[Seat, ...]:
    """One for each card and one on a CPU, so many as a number says, also none, or those of a list.

    A worker that is alone is called as ever, and has all that the settings say. Several share the threads:
    the same seed gives the same clip only at equal threads.
    """
    wishes = _wishes(settings, profile, len(cards))
    if len(wishes) == 1:
        (wish,) = wishes
        return (Seat(LOCAL, wish.device, wish.threads or settings.threads, "", wish.profile),)
    share = max(1, (settings.threads or cores) // max(1, len(wishes)))
    found, bound = [], 0
    for number, wish in enumerate(wishes, start=1):
        seat = Seat(f"{LOCAL}-{number}", wish.device, wish.threads or share, "", wish.profile)
        if cards and _device(wish.device, profile) == "cuda":
            seat = replace(seat, device="cuda", card=cards[bound % len(cards)])
            bound += 1
        found.append(seat)
    return tuple(found)


def _wishes(settings: PipelineSettings, profile: Profile, cards: int) -> list[WorkerWish]:
    alike = WorkerWish(device=settings.device)
    if isinstance(settings.workers, list):
        return settings.workers
    if settings.workers != "auto":
        return [alike] * settings.workers
    return [alike] * (max(1, cards) if _device(settings.device, profile) == "cuda" else 1)


def _device(wish: str, profile: Profile) -> str:
    return profile.device if wish == "auto" else wish
