"""A small hub on loopback that a test starts: it can cut a line, hold it, and lie."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from vortex_gui.base.profile import Profile, load_profile

REPO = "tiny/clip"
OTHER_COMMIT = "fedcba9876543210fedcba9876543210fedcba98"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
WEIGHTS = bytes(range(256)) * 4 * 4096  # 4 MiB
SMALL = b'{"model_type": "clip"}'


@dataclass
class Repository:
    """One more repository, as published: content by name, or the size of a file that nobody may fetch."""

    files: dict[str, bytes | Path | int]
    commit: str
    is_gated: bool = False
    """Listed for all, and its files for those alone who have accepted its terms."""
    moved_to: str = ""
    """The name that it has now: the hub sends every question on to that one."""


@dataclass
class TinyHub:
    """What the server holds, and how it misbehaves."""

    files: dict[str, bytes]
    cuts: list[int] = field(default_factory=list)
    """The connection ends after so many bytes of the weights, once for each entry."""
    hold: int | None = None
    """After so many bytes of the weights the server waits for `go`."""
    go: threading.Event = field(default_factory=threading.Event)
    held: threading.Event = field(default_factory=threading.Event)
    lies: bool = False
    """The weights come with other bytes than announced."""
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    """Every request: method, path, first byte asked for."""
    endpoint: str = ""
    repositories: dict[str, Repository] = field(default_factory=dict)

    def fetched(self, name: str) -> list[int]:
        """The first bytes that GET requests for a file asked for."""
        return [first for method, path, first in self.asked if method == "GET" and path.endswith(name)]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        hub: TinyHub = self.server.hub
        path = self.path.partition("?")[0]
        first = int(found[1]) if (found := re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))) else 0
        hub.asked.append((self.command, path, first))
        for repo_id, repository in hub.repositories.items():
            if path.startswith((f"/api/models/{repo_id}/", f"/{repo_id}/resolve/")):
                return self._published(repo_id, repository, path, first, body=body)
        if path.startswith(f"/api/models/{REPO}"):
            return self._send(200, json.dumps(listing(hub)).encode(), {})
        name = path.partition(f"/{REPO}/resolve/")[2].partition("/")[2]
        if name not in hub.files:
            return self._send(404, b"", {"X-Error-Code": "RepoNotFound"})
        content = hub.files[name]
        headers = {"ETag": f'"{etag(name, content)}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
        if is_large(name):
            headers |= {"X-Linked-ETag": f'"{etag(name, content)}"', "X-Linked-Size": str(len(content))}
        if not body:
            return self._send(200, b"", headers | {"Content-Length": str(len(content))})
        if hub.lies and is_large(name):
            content = bytes(len(content))
        self._stream(hub, name, content, first, headers)
        return None

    def _published(self, repo_id: str, repository: Repository, path: str, first: int, *, body: bool) -> None:
        if repository.moved_to:
            return self._send(307, b"", {"Location": path.replace(repo_id, repository.moved_to)})
        asks_for_list = path.startswith("/api/models/")
        revision, _, name = path.partition("/revision/" if asks_for_list else "/resolve/")[2].partition("/")
        if revision not in ("main", repository.commit):
            return self._send(404, b"", {"X-Error-Code": "RevisionNotFound"})
        if asks_for_list:
            return self._send(200, json.dumps(published_listing(repo_id, repository)).encode(), {})
        if repository.is_gated:
            return self._send(403, b"", {"X-Error-Code": "GatedRepo"})
        held = repository.files.get(name)
        if held is None or isinstance(held, int):
            return self._send(404, b"", {"X-Error-Code": "EntryNotFound"})
        content = held.read_bytes() if isinstance(held, Path) else held
        headers = {
            "ETag": f'"{etag(name, content)}"',
            "X-Repo-Commit": repository.commit,
            "Accept-Ranges": "bytes",
        }
        if is_large(name):
            headers |= {"X-Linked-ETag": headers["ETag"], "X-Linked-Size": str(len(content))}
        if not body:
            return self._send(200, b"", headers | {"Content-Length": str(len(content))})
        self._stream(self.server.hub, name, content, first, headers)
        return None

    def _stream(self, hub: TinyHub, name: str, content: bytes, first: int, headers: dict[str, str]) -> None:
        self.send_response(206 if first else 200)
        rest = content[first:]
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        for key, value in (headers | {"Content-Length": str(len(rest))}).items():
            self.send_header(key, value)
        self.end_headers()
        cut = hub.cuts.pop(0) if hub.cuts and is_large(name) else None
        if cut is not None:
            self.wfile.write(rest[:cut])
            self.close_connection = True
            self.connection.shutdown(2)
            return
        if hub.hold is not None and is_large(name):
            self.wfile.write(rest[: hub.hold])
            rest = rest[hub.hold :]
            hub.held.set()
            hub.go.wait(20)
        try:
            self.wfile.write(rest)
        except OSError:  # the other side was killed
            self.close_connection = True

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(content)


def is_large(name: str) -> bool:
    return name.endswith((".safetensors", ".pth", ".pt", ".bin", ".onnx", ".h5", ".msgpack"))


def etag(name: str, content: bytes) -> str:
    """The hub's: sha256 of a large file, git's hash of a small one."""
    if is_large(name):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def listing(hub: TinyHub) -> dict[str, Any]:
    siblings: list[dict[str, Any]] = []
    for name, content in hub.files.items():
        entry: dict[str, Any] = {"rfilename": name, "size": len(content), "blobId": "0"}
        if is_large(name):
            sha = hashlib.sha256(content).hexdigest()
            entry["lfs"] = {"sha256": sha, "size": len(content), "pointerSize": 130}
        siblings.append(entry)
    return {"id": REPO, "sha": COMMIT, "siblings": siblings, "private": False, "tags": [], "downloads": 0}


def published_listing(repo_id: str, repository: Repository) -> dict[str, Any]:
    siblings: list[dict[str, Any]] = []
    for name, held in repository.files.items():
        content = held.read_bytes() if isinstance(held, Path) else held
        size = content if isinstance(content, int) else len(content)
        entry: dict[str, Any] = {"rfilename": name, "size": size, "blobId": "0"}
        if is_large(name):
            sha = "0" * 64 if isinstance(content, int) else hashlib.sha256(content).hexdigest()
            entry["lfs"] = {"sha256": sha, "size": size, "pointerSize": 130}
        siblings.append(entry)
    known = {"private": False, "tags": [], "downloads": 0, "gated": repository.is_gated and "manual"}
    return {"id": repo_id, "sha": repository.commit, "siblings": siblings, **known}


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[TinyHub]:
    """The hub while it answers."""
    held = TinyHub(files)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.hub = held  # type: ignore[attr-defined]  # the handler reads it there
    held.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield held
    finally:
        held.go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def one_from_the_hub(folder: Path) -> Profile:
    """A profile with one role from the hub, the others from the machine."""
    reference = load_profile("rtx3060")
    roles = {
        role: spec.model_copy(update={"checkpoint": str(folder)}) for role, spec in reference.roles.items()
    }
    roles["clip_b"] = reference.roles["clip_b"].model_copy(update={"checkpoint": REPO})
    roles["kokoro"] = reference.roles["kokoro"].model_copy(update={"checkpoint": "package:hibari_tts"})
    return reference.model_copy(update={"roles": roles})


def written(profile: Profile, folder: Path) -> Path:
    """The profile as a file."""
    path = folder / "profile.yaml"
    path.write_text(yaml.safe_dump(profile.model_dump(mode="json")), encoding="utf-8")
    return path
