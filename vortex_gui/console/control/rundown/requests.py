"""What the operator asks of the rundown: rows, order, on air, files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from vortex_gui.base.errors import RecipeError, RundownError, VortexError
from vortex_gui.base.files.standing import is_file, why
from vortex_gui.base.pace.work import extent_of
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import Recipe, load_recipe, told_of_file
from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.rundown.facts import Begin
from vortex_gui.console.control.rundown.making import RundownMaking
from vortex_gui.console.control.rundown.steps import RundownStep, as_it_was
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.air_times import replanned
from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem
from vortex_gui.console.state.rundown.rundown import MOST_ITEMS, Pace, Rundown
from vortex_gui.console.state.rundown.titles import file_title, script_title
from vortex_gui.console.state.shift_log import Did
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.facts.slots import SlotRow

KEY = "rundown"


@dataclass(frozen=True, slots=True)
class RundownNeeds:
    """What carries the requests out: `row` reads a slot's row, `tell` is the controller's `notify`."""

    state: ConsoleState
    begin: Begin
    thread: WorkThread
    making: RundownMaking
    row: Callable[[int], Awaitable[SlotRow | None]]
    tell: Callable[..., None]
    did: Did


class RundownRequests:
    """Implements `RundownIntents`."""

    def __init__(self, needs: RundownNeeds) -> None:
        self._needs = needs
        self._rundown = needs.state.rundown

    # ── rows ─────────────────────────────────────────────────────────────────────────────

    def add_files(self, paths: Sequence[Path], position: int | None = None) -> None:
        self._needs.begin(self._add_files(tuple(paths), position), "rundown files")

    async def _add_files(self, paths: Sequence[Path], position: int | None) -> None:
        read = partial(read_items, paths, self._needs.state.profile)
        items, faults = await self._needs.thread.run(read)
        self._add(items, position)
        if faults:
            text = tr("{count} recipe files could not be added to the rundown.", count=len(faults))
            if len(faults) == 1:
                text = tr("A recipe file could not be added to the rundown.")
            self._needs.tell(Severity.ERROR, text, details="\n".join(faults), remedy=faults[0], key=KEY)

    def add_slots(self, slot_ids: Sequence[int], position: int | None = None) -> None:
        self._needs.begin(self._add_slots(tuple(slot_ids), position), "rundown slots")

    async def _add_slots(self, slot_ids: Sequence[int], position: int | None) -> None:
        items = []
        for slot_id in slot_ids[:MOST_ITEMS]:
            known = self._needs.state.slots.get(slot_id)
            row = known.row if known is not None else await self._needs.row(slot_id)
            if row is not None:
                items.append(self._slot_item(row))
        self._add(items, position)

    def _slot_item(self, row: SlotRow) -> RundownItem:
        slots = (ItemSlot(row.slot_id, row.state),)
        try:
            recipe = row.recipe
        except VortexError:
            return RundownItem(0, tr("Slot {slot}", slot=row.slot_id), slots=slots)
        planned_s = planned_seconds(recipe, self._needs.state.profile)
        return RundownItem(0, script_title(recipe), planned_s=planned_s, slots=slots)

    def add_recipe(self, recipe: Recipe, position: int | None = None) -> None:
        planned_s = planned_seconds(recipe, self._needs.state.profile)
        self._add([RundownItem(0, script_title(recipe), recipe=recipe, planned_s=planned_s)], position)

    def _add(self, items: Sequence[RundownItem], position: int | None) -> None:
        if not items:
            return
        room = MOST_ITEMS - len(self._rundown.items)
        if len(items) > room:
            text = tr(
                "A rundown has up to {most} rows; {count} did not fit.",
                most=MOST_ITEMS,
                count=len(items) - room,
            )
            self._needs.tell(Severity.WARNING, text, key=KEY)
        if room > 0:
            words = tr("Added {count} rows to the rundown.", count=min(room, len(items)))
            if len(items) == 1:
                words = tr("Added {title} to the rundown.", title=items[0].title)
            self._change(self._rundown.value.with_added(items[:room], position), words)

    def remove(self, item_ids: Collection[int]) -> None:
        words = tr("Removed {count} rows from the rundown.", count=len(item_ids))
        if len(item_ids) == 1:
            words = tr("Removed {title} from the rundown.", title=self._title(item_ids))
        self._change(self._rundown.value.without(item_ids), words, tells=True)

    def move(self, item_ids: Collection[int], position: int) -> None:
        words = tr("Moved {count} rows of the rundown.", count=len(item_ids))
        if len(item_ids) == 1:
            words = tr("Moved {title} in the rundown.", title=self._title(item_ids))
        subject = ("move", frozenset(item_ids))
        self._change(self._rundown.value.with_moved(item_ids, position), words, subject)

    def skip(self, item_ids: Collection[int], skipped: bool) -> None:
        title, count = self._title(item_ids), len(item_ids)
        if skipped:
            words = tr("The rundown skips {count} rows.", count=count)
            words = tr("The rundown skips {title}.", title=title) if count == 1 else words
        else:
            words = tr("The rundown no longer skips {count} rows.", count=count)
            words = tr("The rundown no longer skips {title}.", title=title) if count == 1 else words
        self._change(self._rundown.value.with_skipped(item_ids, skipped=skipped), words)

    def set_loop(self, loop: bool) -> None:
        words = tr("The rundown loops.") if loop else tr("The rundown no longer loops.")
        if loop != self._rundown.loop:
            self._change(self._rundown.value.with_loop(loop), words)

    def set_pace(self, pace: Pace, beat_s: float) -> None:
        words = tr("The rundown plays one row every {beat:g} s.", beat=beat_s)
        if pace is Pace.CLIPS:
            words = tr("The rundown plays back to back; a slot is queued {lead:g} s ahead.", lead=beat_s * 2)
        self._change(self._rundown.value.with_pace(pace, beat_s), words, "pace")

    def _title(self, item_ids: Collection[int]) -> str:
        item = self._rundown.value.item(next(iter(item_ids), None))
        return item.title if item is not None else ""

    def _change(self, after: Rundown, words: str, subject: object = None, *, tells: bool = False) -> None:
        before = self._rundown.value
        if _rows(before) == _rows(after):
            return
        self._rundown.put(replanned(after, steady_now()))
        self._needs.state.undo.push(RundownStep(self._show, before, after, words, subject), tells=tells)
        self._needs.did(words)
        self._needs.making.look()

    def _show(self, wish: Rundown, words: str) -> None:
        self._rundown.put(replanned(as_it_was(self._rundown.value, wish), steady_now()))
        self._needs.did(tr("Undone or redone: {words}", words=words))

    # ── on air ───────────────────────────────────────────────────────────────────────────

    def start(self, from_id: int | None = None) -> None:
        self._rundown.put(self._rundown.value.start(steady_now(), from_id))
        self._needs.did(tr("Started the rundown."))
        self._needs.making.look()

    def stop(self) -> None:
        self._rundown.put(self._rundown.value.stop())
        self._needs.did(tr("Stopped the rundown."))

    def set_hold(self, hold: bool) -> None:
        if hold != self._rundown.hold:
            self._rundown.put(self._rundown.value.with_hold(hold))
            self._needs.did(tr("Held the rundown.") if hold else tr("The rundown goes on."))
            self._needs.making.look()

    def go_on(self) -> None:
        value = self._rundown.value
        after = value.with_hold(False).advance(steady_now()).with_hold(value.hold)
        if (after.on_air, after.current_id, after.began_at) != (
            value.on_air,
            value.current_id,
            value.began_at,
        ):
            self._rundown.put(after)
            went_on = tr("Went on to the next row of the rundown.")
            self._needs.did(went_on if after.on_air else tr("Ended the rundown after its last row."))

    def queue(self, item_ids: Collection[int]) -> None:
        self._needs.making.queue(item_ids)

    # ── files ────────────────────────────────────────────────────────────────────────────

    def save(self, path: Path) -> None:
        self._needs.begin(self._save(path), "rundown save")

    async def _save(self, path: Path) -> None:
        from vortex_gui.console.state.rundown.file import save_rundown  # not before the first paint

        try:
            await self._needs.thread.run(save_rundown, self._rundown.value, path)
        except (OSError, RundownError) as error:
            reason = f"{path}: {why(error)}" if isinstance(error, OSError) else str(error).rstrip(".")
            text = tr("The rundown was not saved: {why}.", why=reason)
            self._needs.tell(Severity.ERROR, text, key=KEY)
        else:
            self._needs.tell(Severity.SUCCESS, tr("Saved the rundown as {path}.", path=path), key=KEY)

    def load(self, path: Path) -> None:
        if self._rundown.on_air:
            self._needs.tell(Severity.WARNING, tr("Stop the rundown before you open another."), key=KEY)
        else:
            self._needs.begin(self._load(path), "rundown load")

    async def _load(self, path: Path) -> None:
        try:
            found = await self._needs.thread.run(read_rundown, path, self._needs.state.profile)
        except RundownError as error:
            text = tr("{name} could not be opened as a rundown.", name=path.name)
            self._needs.tell(Severity.ERROR, text, remedy="\n".join(error.faults), key=KEY)
            return
        self._change(replacing(self._rundown.value, found), tr("Opened the rundown {name}.", name=path.name))
        missing = [str(item.path) for item in found.items if item.path and not is_file(item.path)]
        if missing:
            text = tr("{count} of the rundown's recipe files are missing.", count=len(missing))
            if len(missing) == 1:
                text = tr("One of the rundown's recipe files is missing.")
            self._needs.tell(Severity.WARNING, text, remedy=missing[0], details="\n".join(missing), key=KEY)


def replacing(now: Rundown, found: Rundown) -> Rundown:
    """Another rundown in the place of this one, with numbers that were not given yet."""
    emptied = replace(now, items=(), loop=found.loop, pace=found.pace, beat_s=found.beat_s, last_id=None)
    return emptied.with_added(found.items)


def planned_seconds(recipe: Recipe, profile: Profile) -> float:
    """How long a recipe's clip will likely be."""
    return extent_of(recipe, profile).frames / (recipe.slot_params.fps or profile.sizes.fps)


def read_items(paths: Sequence[Path], profile: Profile) -> tuple[list[RundownItem], list[str]]:
    """An item for each recipe file, and a sentence for each that cannot be read; in a thread."""
    items, faults = list[RundownItem](), list[str]()
    for path in paths:
        try:
            planned_s = planned_seconds(load_recipe(path), profile)
        except RecipeError as error:
            faults.append(told_of_file(path, error.faults))
        else:
            items.append(RundownItem(0, file_title(path), path=path, planned_s=planned_s))
    return items, faults


def read_rundown(path: Path, profile: Profile) -> Rundown:
    """A rundown's file with the lengths of its recipes; in a thread. Raises `RundownError`."""
    from vortex_gui.console.state.rundown.file import load_rundown

    found = load_rundown(path)
    return found.with_items(tuple(_with_length(item, profile) for item in found.items))


def _with_length(item: RundownItem, profile: Profile) -> RundownItem:
    try:
        recipe = item.recipe if item.path is None else load_recipe(item.path)
    except RecipeError:
        return item  # told when its turn comes, or before as missing
    return item if recipe is None else replace(item, planned_s=planned_seconds(recipe, profile))


def _rows(value: Rundown) -> tuple[object, ...]:
    """What a change of the rows may change."""
    return value.items, value.loop, value.pace, value.beat_s
