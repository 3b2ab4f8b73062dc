"""The limit of addresses is read where the system has one, and refused only where it is too small."""

from __future__ import annotations

import sys

import pytest

from vortex_gui.base.errors import VortexInitializationError
from vortex_gui.base.process import address_limit
from vortex_gui.base.process.address_limit import LEAST_BYTES, check_addresses

resource = pytest.importorskip("resource")


def test_without_a_limit_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    monkeypatch.setattr(resource, "getrlimit", lambda _: endless)
    assert address_limit.address_limit() is None
    check_addresses()


def test_a_small_limit_is_refused_with_both_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (LEAST_BYTES, LEAST_BYTES))
    assert address_limit.address_limit() == LEAST_BYTES
    check_addresses()
    monkeypatch.setattr(resource, "getrlimit", lambda _: (500_000_000, LEAST_BYTES))
    with pytest.raises(VortexInitializationError, match=r"500\.0 MB of addresses.*1\.60 GB at least"):
        check_addresses()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_limit_of_this_process_is_read() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    assert address_limit.address_limit() == (None if soft == resource.RLIM_INFINITY else soft)
