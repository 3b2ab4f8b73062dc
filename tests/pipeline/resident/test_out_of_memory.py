"""Memory that ran out is known in each of its shapes, and the advice fits where it ran out."""

from __future__ import annotations

import errno

import pytest
import torch

from vortex_gui.pipeline.resident import out_of_memory
from vortex_gui.pipeline.resident.out_of_memory import details_of, ran_out, remedy_of

ON_CARD = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.\nMore.")


def refused_by_the_host() -> RuntimeError:
    """As torch raises it."""
    with pytest.raises(RuntimeError) as refused:
        torch.empty(1 << 50, dtype=torch.uint8)
    return refused.value


@pytest.mark.parametrize(
    ("error", "is_memory"),
    [
        (ON_CARD, True),
        (MemoryError(), True),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (RuntimeError("shapes do not fit"), False),
    ],
)
def test_only_memory_counts(error: Exception, is_memory: bool) -> None:
    assert ran_out(error) is is_memory


def test_torch_without_memory_of_the_host_is_known_and_says_how_much_it_asked_for() -> None:
    error = refused_by_the_host()
    assert ran_out(error)
    assert details_of(error).startswith("it asked for ")


def test_other_details_are_the_errors_first_line() -> None:
    assert details_of(ON_CARD) == "CUDA out of memory. Tried to allocate 20.00 MiB."
    assert details_of(MemoryError()) == ""


def test_the_advice_names_the_card_only_where_it_ran_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out_of_memory, "address_limit", lambda: None)
    assert "the card" in remedy_of(ON_CARD)
    assert remedy_of(MemoryError()) == "Close other programs, or choose a smaller profile."
    monkeypatch.setattr(out_of_memory, "address_limit", lambda: 2_000_000_000)
    assert "ulimit -v" in remedy_of(MemoryError())
