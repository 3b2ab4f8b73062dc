"""What widgets may ask for; the controller answers, and no widget knows how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.base.roles import Role
from vortex_gui.console.state.machine_intents import MachineIntents
from vortex_gui.console.state.rundown.intents import RundownIntents
from vortex_gui.engine.facts.events import Severity


class Intents(Protocol):
    """Called from the GUI thread; each call returns at once, and what comes of it shows in `ConsoleState`.

    None of these raises: a notice says what cannot be done.
    """

    def generate(self, recipe: Recipe, copies: int = 1) -> None: ...

    def cancel(self, slot_id: int) -> None: ...

    def cancel_all(self, slot_ids: Sequence[int]) -> None:
        """Cancels many at once."""

    def clear_queue(self) -> None:
        """Cancels every queued slot; the running one continues."""

    def retry(self, slot_id: int) -> None: ...

    def retry_all(self, slot_ids: Sequence[int]) -> None: ...

    def duplicate(self, slot_id: int) -> None: ...

    def duplicate_all(self, slot_ids: Sequence[int]) -> None: ...

    def move(self, slot_id: int, position: int) -> None:
        """Puts a queued slot at `position` of the waiting ones, 0 is next."""

    def move_all(self, slot_ids: Sequence[int], position: int) -> None:
        """Puts queued slots side by side, in their order, behind `position` of the other waiting ones."""

    def set_tags(self, tags: Mapping[int, Sequence[str]]) -> None:
        """Gives slots these tags, by their numbers, in place of those that they have."""

    @property
    def rundown(self) -> RundownIntents:
        """What may be asked of the rundown."""

    @property
    def machines(self) -> MachineIntents:
        """What may be asked of the other machines."""

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def warm_up(self, role: Role | None) -> None:
        """Warms one role up; `None` is all of them."""

    def clear_cache(self) -> None: ...

    def restart_worker(self) -> None: ...

    def select(self, slot_id: int | None) -> None:
        """Shows this slot in the preview; its row and report are fetched if they are not here yet."""

    def open_folder(self, slot_id: int) -> None:
        """Opens the slot's folder in the desktop's file browser."""

    def use_recipe(self, recipe: Recipe) -> None:
        """Puts a recipe into the form, so that it can be changed and generated again."""

    def keep_presenter(self, actor: ActorSource, prompt: str) -> None:
        """Puts a presenter into the form, with the prompt that describes it."""

    def open_settings(self) -> None: ...

    def request_plan(self, profile: str, gpu: str | None, what_if: Mapping[str, str]) -> None:
        """Computes a plan in a process of its own; the answer comes to `ConsoleState.plan`."""

    def request_fit(self, gpu: str, path: Path) -> None:
        """Writes a profile for a card there, over any file; its plan comes to `ConsoleState.plan`."""

    def survey_checkpoints(self, profile: str) -> None:
        """Asks the hub what a profile needs; the sizes come to `ConsoleState.fetch`."""

    def fetch_checkpoints(self, profile: str) -> None:
        """Fetches what is missing; one fetch at a time, shown by `ConsoleState.fetch`."""

    def prepare_checkpoints(self, profile: str) -> None:
        """Quantises a profile's networks once, for faster starts; shown as a fetch is."""

    def stop_fetch(self) -> None:
        """Ends the fetch, which keeps what has come, or the preparing."""

    def notify(
        self, severity: Severity, text: str, *, remedy: str = "", details: str = "", key: str = ""
    ) -> None:
        """The one outlet for messages; a notice with the same key replaces the one before."""
