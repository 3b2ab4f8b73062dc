"""The agent: this machine's workers, the folders that they finish, and the one console that is connected."""

from __future__ import annotations

import asyncio
import logging
import platform
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from vortex_gui import __version__
from vortex_gui.base.errors import SettingsError
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.turns import Turns
from vortex_gui.engine.side.examining import examine
from vortex_gui.serve.doctor_room import DoctorRoom, Examine
from vortex_gui.serve.outgoing import Outgoing
from vortex_gui.serve.post import AnyPost, MakePost, Post
from vortex_gui.serve.shipped_profile import shipped_profile
from vortex_gui.serve.spool import Spool, SpoolLease
from vortex_gui.wire.codec import ProtocolError
from vortex_gui.wire.link.delivery import Unacknowledged
from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.link.words import (
    LINK_MAX,
    LINK_MIN,
    Ack,
    AskDoctor,
    ChunksTaken,
    FileChunk,
    FolderAck,
    FolderFetch,
    FolderGone,
    FolderOffer,
    HeldFolder,
    Hello,
    LinkMessage,
    LinkPing,
    LinkPong,
    ProfileRefused,
    RestartWorker,
    SlotRefused,
    UseProfile,
    WorkerFact,
    WorkerTold,
)
from vortex_gui.wire.protocol import CancelSlot, ClearCache, RunSlot, WarmUp

_log = logging.getLogger(__name__)
MOST_HELD = 10_000


class Agent:
    """Used on the loop. Slots go on and wait in the spool while no console is connected; none begins."""

    def __init__(
        self,
        order: Order,
        spool: Spool,
        *,
        workers: Sequence[str],
        now: Callable[[], float],
        keep_line: Callable[[LogLine], None],
        make_post: MakePost = Post,
        examine: Examine = examine,
    ) -> None:
        """Has a post for each name of `workers`. It may be made before there is a loop."""
        self._order = order
        self._spool = spool
        self._now = now
        self._keep_line = keep_line
        self._boot = secrets.token_hex(16)
        self._told: dict[str, Unacknowledged] = {}
        """By console, what it has not acknowledged."""
        self._console = ""
        self._outgoing: Outgoing | None = None
        self._folders: set[asyncio.Task[None]] = set()
        self._doctor = DoctorRoom(examine, self._answer)
        self._profile = ""
        """The one that a console has had loaded, in place of the settings' own."""
        self._make_post = make_post
        self._posts = {name: make_post(order, self, name=name, now=now) for name in workers}
        self._turns = Turns(self._posts.values)

    def start(self) -> None:
        """Starts the workers, one after another."""
        self._turns.look()

    @property
    def workers(self) -> tuple[str, ...]:
        return tuple(self._posts)

    def add(self, name: str) -> None:
        """One more worker, which starts at once; a console hears of it in its next hello."""
        self._posts[name] = self._make_post(self._order, self, name=name, now=self._now)
        self._turns.look()

    async def stop(self) -> None:
        """Ends the workers beside each other, by the ladder."""
        self._turns.stop()
        for task in self._folders:
            task.cancel()
        await self._doctor.close()
        await asyncio.gather(*(post.stop() for post in self._posts.values()))

    # ── the console ───────────────────────────────────────────────────────────────────────────

    def connect(self, console: str, outgoing: Outgoing, *, boot: str, heard: int) -> None:
        """From now on this console hears all; first the machine as it is, then what it has missed."""
        self._doctor.leave()
        self._console, self._outgoing = console, outgoing
        missed = self._told.setdefault(console, Unacknowledged())
        if boot == self._boot:
            missed.acknowledge(heard)
        outgoing.put(Wrapped("", 0, self._hello(console)))
        for wrapped in missed.all():
            outgoing.put(wrapped)
        for post in self._posts.values():
            if post.ready is not None:
                outgoing.put(Wrapped(post.name, 0, post.ready))

    def disconnect(self, outgoing: Outgoing) -> None:
        """The connection is gone; another one may have taken its place already."""
        if self._outgoing is outgoing:
            self._console, self._outgoing = "", None
            self._doctor.leave()

    def take(self, wrapped: Wrapped) -> None:
        """One message of the console. Raises `ProtocolError` for one that a console does not send."""
        match wrapped.message:
            case LinkPing(nonce=nonce):
                self._answer(LinkPong(nonce, self._now()))
            case Ack(n=n):
                self._told[self._console].acknowledge(n)
            case FolderFetch(slot_id=slot_id, attempt=attempt):
                self._send_folder(SpoolLease(self._console, slot_id, attempt))
            case FolderAck(slot_id=slot_id, attempt=attempt):
                self._drop(SpoolLease(self._console, slot_id, attempt))
            case ChunksTaken(n=n) if self._outgoing is not None:
                self._outgoing.taken(n)
            case UseProfile(name=name):
                self._use_profile(name)
            case AskDoctor(profile=profile) as asked:
                self._doctor.ask(replace(asked, profile=profile or self._profile))
            case message:
                self._for_a_worker(wrapped.worker, message)

    def _for_a_worker(self, worker: str, message: LinkMessage) -> None:
        post = self._posts.get(worker)
        if post is None:
            raise ProtocolError(f"there is no worker {worker!r}")
        match message:
            case RunSlot():
                self._run(post, message)
            case CancelSlot(slot_id=slot_id, attempt=attempt):
                post.cancel(SpoolLease(self._console, slot_id, attempt))
            case WarmUp() | ClearCache():
                post.send(message)
            case RestartWorker():
                self._turns.restart(post)
            case _:
                raise ProtocolError(f"{type(message).__name__} is not a console's to send")

    def _run(self, post: AnyPost, command: RunSlot) -> None:
        """Begins an attempt once, however often it is asked for; its output folder is ours."""
        lease = SpoolLease(self._console, command.slot_id, command.attempt)
        if self._spool.has(lease) or any(each.lease == lease for each in self._posts.values()):
            return
        if fault := self._spool.fault():
            self._refuse(post, lease, "spool", *fault)
            return
        try:
            output_dir = self._spool.output_dir(lease)
        except OSError as error:
            sentence = tr("The spool cannot be written ({why}).", why=error.strerror or error)
            self._refuse(post, lease, "spool", sentence, tr("Free some space on that machine."))
            return
        post.run(lease, command, output_dir)

    def _refuse(self, post: AnyPost, lease: SpoolLease, code: str, sentence: str, remedy: str) -> None:
        refused = SlotRefused(lease.slot_id, lease.attempt, code, sentence, remedy)
        self.tell(post.name, refused, lease, decisive=True)

    def _use_profile(self, name: str) -> None:
        try:
            if name != self._order.profile.name:
                self._order = replace(self._order, profile=shipped_profile(name))
                self._profile = name
                for post in self._posts.values():
                    if post.use(self._order):
                        self._turns.renew(post)
        except SettingsError as error:
            self._answer(ProfileRefused(name, str(error)[:4000]))
            return
        if all(post.profile != name for post in self._posts.values()):
            own = tr("Each worker of that machine has a profile of its own in its settings.")
            self._answer(ProfileRefused(name, own))

    def _hello(self, console: str) -> Hello:
        held = self._spool.held(console)[:MOST_HELD]
        return Hello(
            v_min=LINK_MIN,
            v_max=LINK_MAX,
            program=f"vortex-gui {__version__}",
            machine=platform.node()[:200],
            clock=self._now(),
            boot=self._boot,
            workers=tuple(self._fact(post, console) for post in self._posts.values()),
            held=tuple(HeldFolder(lease.slot_id, lease.attempt) for lease in held),
            spool_bytes=self._spool.used_bytes,
            spool_limit_bytes=self._spool.limit_bytes,
        )

    def _fact(self, post: AnyPost, console: str) -> WorkerFact:
        """A slot of another console is nothing that this one may take for its own."""
        fact, lease = post.fact(), post.lease
        if lease is None or lease.console == console:
            return fact
        return replace(fact, slot_id=None, attempt=None)

    def _answer(self, message: LinkMessage) -> None:
        if self._outgoing is not None:
            self._outgoing.put(Wrapped("", 0, message))

    # ── folders ───────────────────────────────────────────────────────────────────────────────

    def _send_folder(self, lease: SpoolLease) -> None:
        outgoing = self._outgoing
        if outgoing is None:
            return
        task = asyncio.get_running_loop().create_task(self._read_folder(lease, outgoing), name="spool-folder")
        self._folders.add(task)
        task.add_done_callback(self._folders.discard)

    async def _read_folder(self, lease: SpoolLease, outgoing: Outgoing) -> None:
        """Hashes it in a thread, then queues its parts."""
        offer = await asyncio.to_thread(self._spool.offer, lease)
        if offer is None:
            outgoing.put(Wrapped("", 0, FolderGone(lease.slot_id, lease.attempt)))
            return
        outgoing.put_folder(lease, _parts(self._spool, lease, offer))

    def _drop(self, lease: SpoolLease) -> None:
        """Deletes what waits; an attempt that runs is another matter, and is cancelled first."""
        if not any(post.lease == lease for post in self._posts.values()):
            self._spool.drop(lease)

    # ── the posts (PostOffice) ────────────────────────────────────────────────────────────────

    def tell(self, worker: str, message: LinkMessage, lease: SpoolLease | None, *, decisive: bool) -> None:
        """A message for the console of `lease`, or for any where it is of no slot."""
        if isinstance(message, LogLine):
            self._keep_line(message)
        if lease is not None and decisive:
            told = self._told.setdefault(lease.console, Unacknowledged())
            wrapped = told.number(worker, message)
        else:
            wrapped = Wrapped(worker, 0, message)
        if self._outgoing is not None and (lease is None or lease.console == self._console):
            self._outgoing.put(wrapped)
        if isinstance(message, WorkerTold):
            self._turns.look()

    def finished(self, lease: SpoolLease) -> bool:
        """Keeps a finished folder."""
        return self._spool.keep(lease)

    def unfinished(self, lease: SpoolLease) -> None:
        """Removes what an attempt left."""
        self._spool.drop(lease)

    def folder_of(self, lease: SpoolLease) -> Path:
        """Where the finished folder of an attempt would be."""
        return self._spool.finished(lease)


def _parts(spool: Spool, lease: SpoolLease, offer: FolderOffer) -> Iterator[Wrapped]:
    """The offer, then its chunks; a folder that cannot be read in the middle of it is gone."""
    yield Wrapped("", 0, offer)
    try:
        for name, offset, data in spool.chunks(lease, offer):
            yield Wrapped("", 0, FileChunk(lease.slot_id, lease.attempt, name, offset, data))
    except OSError as error:
        _log.warning("a finished folder could not be read: %s", error, extra={"slot_id": lease.slot_id})
        yield Wrapped("", 0, FolderGone(lease.slot_id, lease.attempt))
