"""Fetches a profile's checkpoints into the local hub cache: sizes first, resumed after a cut, hashes checked.

Nothing here runs unasked. huggingface_hub (2.4) starts a file from zero when its process has died; here a
file grows in a part beside the cache's blobs, so that a slow line loses no hours.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.disk import free_disk
from vortex_gui.base.profile import Profile, RoleSpec
from vortex_gui.base.roles import Role
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.choice import check_pinned, wanted_files
from vortex_gui.checkpoints.dropping import is_dropped
from vortex_gui.checkpoints.hashes import is_of_hub
from vortex_gui.checkpoints.hub_faults import LARGER_DISK, full_disk, hub_errors_told, is_full, line_errors
from vortex_gui.checkpoints.places import HubId, comes_from_hub, hub_id, package_of
from vortex_gui.checkpoints.prepared import find

SPARE_BYTES = 1_000_000_000
"""Free disk that a fetch leaves alone."""
ATTEMPTS = 5
"""Tries without a byte of progress before a file is given up."""
BACKOFF_S = 1.0
RATE_WINDOW_S = 20.0
RATE_AFTER_S, RATE_BYTES = 2.0, 1_000_000
"""Time or bytes before a speed counts: the first bytes of a small file say nothing."""
PART_SUFFIX = ".vortex-part"
LOCK_NAME = ".vortex-prefetch.lock"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a repository; `digest` is its sha256 where the hub knows it, else `None`."""

    role: Role
    hub: HubId
    name: str
    size: int
    digest: str | None
    is_here: bool
    begun_bytes: int = 0
    """Bytes left from an attempt that was cut."""

    @property
    def repo_id(self) -> str:
        return self.hub.repo_id


@dataclass(frozen=True, slots=True)
class Survey:
    """A profile's needs from the hub, before the first byte."""

    profile: str
    files: tuple[RemoteFile, ...]
    elsewhere: tuple[str, ...]
    """Roles that need nothing from the hub, in a sentence each."""
    cache: Path
    free_bytes: int

    @property
    def total_bytes(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def missing(self) -> tuple[RemoteFile, ...]:
        """Files that are not in the cache."""
        return tuple(file for file in self.files if not file.is_here)

    @property
    def missing_bytes(self) -> int:
        return sum(file.size for file in self.missing)

    @property
    def begun_bytes(self) -> int:
        """How much of the missing files is here already, from attempts that were cut."""
        return sum(file.begun_bytes for file in self.missing)

    @property
    def needed_bytes(self) -> int:
        """Free disk that the fetch asks for, its spare included; 0 when no file is missing."""
        return self.missing_bytes - self.begun_bytes + SPARE_BYTES if self.missing else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch is; `seconds_left` is `None` until the speed is known."""

    file: RemoteFile
    done_bytes: int
    total_bytes: int
    seconds_left: float | None


OnProgress = Callable[[Progress], None]


class Hub:
    """One hub and the local cache that it fills; both are the usual ones unless named."""

    def __init__(self, *, endpoint: str | None = None, cache: Path | None = None) -> None:
        from huggingface_hub import constants

        self.endpoint = endpoint or constants.ENDPOINT
        self.cache = cache or Path(constants.HF_HUB_CACHE)

    def survey(self, profile: Profile, prepared: Path | None = None) -> Survey:
        """Names and sizes of all files that the profile needs; a `CheckpointError` names the repository.

        A file that was dropped counts as here where `prepared` holds the weights that stand for it.
        """
        files: list[RemoteFile] = []
        elsewhere: list[str] = []
        for role, spec in profile.roles.items():
            if comes_from_hub(spec.checkpoint):
                files += self._listed(role, spec, prepared)
            else:
                elsewhere.append(f"{role}: {_local_place(spec.checkpoint)}")
        return Survey(profile.name, tuple(files), tuple(elsewhere), self.cache, free_disk(self.cache))

    def fetch(self, survey: Survey, on_progress: OnProgress = lambda _: None) -> None:
        """Fetches the missing files; an exception of `on_progress` passes through, and the part stays.

        Raises:
            CheckpointError: too little disk, no connection, a file with a wrong hash, or another process that
                fills the same cache.
        """
        _check_disk(survey)
        clock = _Clock(survey.missing_bytes, on_progress)
        with _alone(self.cache):
            for file in survey.missing:
                self._fetch(file, clock)

    def _listed(self, role: Role, spec: RoleSpec, prepared: Path | None) -> Iterator[RemoteFile]:
        from huggingface_hub import HfApi, try_to_load_from_cache

        hub = hub_id(spec.checkpoint)
        with hub_errors_told(hub.repo_id, self.cache):
            api = HfApi(endpoint=self.endpoint)
            info = api.model_info(hub.repo_id, revision=hub.revision, files_metadata=True)
        siblings = {s.rfilename: s for s in info.siblings or ()}
        for name in wanted_files(hub.repo_id, role, siblings):
            found = siblings[name]
            found_here = try_to_load_from_cache(hub.repo_id, name, cache_dir=self.cache, revision=info.sha)
            link = self._folder(hub.repo_id) / "snapshots" / str(info.sha) / name
            is_here = isinstance(found_here, str) or _is_stood_for(link, spec, prepared)
            digest = found.lfs.sha256 if found.lfs else None
            check_pinned(hub.repo_id, name, digest, spec.hashes)
            begun = _size(_part(self._blobs(hub.repo_id) / digest)) if digest else 0
            yield RemoteFile(role, hub, name, int(found.size or 0), digest, is_here, begun)

    def _folder(self, repo_id: str) -> Path:
        from huggingface_hub.file_download import repo_folder_name

        return self.cache / repo_folder_name(repo_id=repo_id, repo_type="model")

    def _blobs(self, repo_id: str) -> Path:
        return self._folder(repo_id) / "blobs"

    def _fetch(self, file: RemoteFile, clock: _Clock) -> None:
        from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url

        url = hf_hub_url(file.repo_id, file.name, revision=file.hub.revision, endpoint=self.endpoint)
        with hub_errors_told(file.repo_id, self.cache):
            remote = get_hf_file_metadata(url)
        if remote.etag is None or remote.size is None:
            raise CheckpointError(
                file.repo_id, tr("the hub gives no size or hash for {file}", file=file.name)
            )
        blob = self._blobs(file.repo_id) / remote.etag
        blob.parent.mkdir(parents=True, exist_ok=True)
        if not blob.exists():
            part = _part(blob)
            self._grow(file, part, remote.location, remote.size, clock)
            _check_digest(file, part, file.digest or remote.etag)
            part.replace(blob)
        with hub_errors_told(
            file.repo_id, self.cache
        ):  # the blob is there: this only links it into the snapshot
            hf_hub_download(
                file.repo_id,
                file.name,
                revision=file.hub.revision,
                cache_dir=self.cache,
                endpoint=self.endpoint,
            )
        clock.finished(file)

    def _grow(self, file: RemoteFile, part: Path, location: str, size: int, clock: _Clock) -> None:
        """Adds to the part until it is whole; resumes where the last attempt was cut."""
        from huggingface_hub.file_download import http_get
        from huggingface_hub.utils._headers import build_hf_headers

        own_host = location.startswith(self.endpoint)
        headers = build_hf_headers() if own_host else {}  # a token is for the hub alone
        idle = 0
        while _size(part) < size:
            begun = _size(part)
            clock.begin(file, begun)
            try:
                with part.open("ab") as grown:
                    http_get(
                        location, grown, resume_size=begun, headers=headers, expected_size=size,
                        tqdm_class=clock.meter(), _nb_retries=0,
                    )  # fmt: skip
            except line_errors() as error:
                if is_full(error):
                    raise full_disk(self.cache) from error
                idle = 0 if _size(part) > begun else idle + 1
                if idle >= ATTEMPTS:
                    raise CheckpointError(
                        file.repo_id,
                        tr(
                            "{file} stopped at {done} of {total} ({reason})",
                            file=file.name,
                            done=bytes_text(_size(part)),
                            total=bytes_text(size),
                            reason=error,
                        ),
                        remedy=tr("Try again; the fetch resumes there."),
                    ) from error
                time.sleep(BACKOFF_S * idle)


class _Clock:
    """Adds up the bytes so far and estimates the time left from the last seconds."""

    def __init__(self, total: int, on_progress: OnProgress) -> None:
        self._total = total
        self._on_progress = on_progress
        self._before = 0
        self._file: RemoteFile | None = None
        self._in_file = 0
        self._marks: deque[tuple[float, int]] = deque()

    def begin(self, file: RemoteFile, already: int) -> None:
        self._file, self._in_file = file, already
        self._marks.clear()
        self._tell()

    def finished(self, file: RemoteFile) -> None:
        self._before += file.size
        self._file, self._in_file = file, 0
        self._tell()

    def add(self, count: int) -> None:
        self._in_file += count
        self._tell()

    def meter(self) -> type[Any]:
        """A progress bar's class for huggingface_hub that reports here and draws nothing."""
        from tqdm.auto import tqdm  # type: ignore[import-untyped]  # has no stubs

        clock = self

        class Meter(tqdm):  # type: ignore[misc]  # tqdm has no types
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                kwargs.pop("name", None)
                super().__init__(*args, **{**kwargs, "disable": True})

            def update(self, n: float | None = 1) -> bool | None:
                clock.add(int(n or 0))
                return None

        return Meter

    def _tell(self) -> None:
        assert self._file is not None
        done, now = self._before + self._in_file, time.monotonic()
        self._marks.append((now, done))
        while now - self._marks[0][0] > RATE_WINDOW_S:
            self._marks.popleft()
        (since, then), left = self._marks[0], self._total - done
        is_telling = done - then >= RATE_BYTES or now - since >= RATE_AFTER_S
        rate = (done - then) / (now - since) if is_telling and now > since else 0.0
        self._on_progress(Progress(self._file, done, self._total, left / rate if rate > 0 else None))


def _local_place(checkpoint: str) -> str:
    package = package_of(checkpoint)
    if package is None:
        return tr("the local folder {folder}", folder=checkpoint)
    return tr("inside the package {package}", package=package)


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Two processes would write into the same parts."""
    cache.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(cache / LOCK_NAME, timeout=0):
            yield
    except Timeout:
        raise CheckpointError(
            cache, tr("another prefetch is filling it"), remedy=tr("Wait until that one is done, or end it.")
        ) from None


def _check_disk(survey: Survey) -> None:
    needed = survey.needed_bytes
    if survey.free_bytes < needed:
        raise CheckpointError(
            survey.cache,
            tr(
                "{needed} are needed (with {spare} spare) and {free} are free",
                needed=bytes_text(needed),
                spare=bytes_text(SPARE_BYTES),
                free=bytes_text(survey.free_bytes),
            ),
            remedy=tr(LARGER_DISK),
        )


def _check_digest(file: RemoteFile, part: Path, wanted: str) -> None:
    """Removes a part with a wrong hash."""
    if not is_of_hub(part, wanted):
        part.unlink()
        raise CheckpointError(
            file.repo_id,
            tr("the hash of {file} differs from the hub's", file=file.name),
            remedy=tr("Try again; the fetch starts this file from zero."),
        )


def _is_stood_for(link: Path, spec: RoleSpec, prepared: Path | None) -> bool:
    """Whether a file was dropped because prepared weights stand for it, and they are still there."""
    return is_dropped(link) and find(link.parent, spec.precision, prepared) is not None


def _part(blob: Path) -> Path:
    """Where a file grows until it is whole."""
    return blob.with_name(blob.name + PART_SUFFIX)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
