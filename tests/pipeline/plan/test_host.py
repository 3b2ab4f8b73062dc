"""What several workers take of the machine: what each has, what they hold once, and what lies on disk."""

from __future__ import annotations

from dataclasses import replace

from tests.pipeline.plan.plain_work import CARD, PlainWork, profile
from vortex_gui.base.plan.plan_report import HostNeeds
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.pipeline.plan.host import host_advice, host_needs
from vortex_gui.pipeline.plan.plan import plan_on
from vortex_gui.pipeline.plan.text import to_text

PREPARED = 3_000_000_000
"""Transformer and T5 in NF4, CLIP L in int8."""
BASE, SHARED = 650_000_000, 350_000_000
PICTURE = 3 * 64 * 32
BUFFERS = 64 * PICTURE + 4 * 2 * 24_000
TABLE = 4 * 50


def needs(workers: int, whole: Profile | None = None) -> HostNeeds:
    work = PlainWork(whole or profile())
    return host_needs(work, plan_on(work, CARD), workers)


def test_beside_a_card_a_worker_has_its_libraries_buffers_and_table_and_maps_the_prepared_weights() -> None:
    found = needs(1)
    assert found.own_bytes == BASE + BUFFERS + TABLE
    assert (found.shared_bytes, found.prepared_bytes, found.disk_bytes) == (0, PREPARED, PREPARED)
    assert found.memory_bytes == found.own_bytes + PREPARED


def test_several_share_libraries_and_prepared_weights() -> None:
    found = needs(3)
    assert found.own_bytes == BASE - SHARED + BUFFERS + TABLE
    assert found.memory_bytes == 3 * found.own_bytes + SHARED + PREPARED
    assert found.disk_bytes == PREPARED


def test_what_computes_beside_the_card_is_its_workers_own() -> None:
    whole = load_profile("rtx3060")
    roles = whole.roles | {"flux": whole.roles["flux"].model_copy(update={"on_cpu": ("vae",)})}
    found = needs(1, profile(roles=roles))
    assert found.own_bytes == BASE + BUFFERS + TABLE + 1_000_000_000


def test_on_a_processor_all_but_the_mapped_weights_is_the_workers_own() -> None:
    whole = profile(device="cpu")
    total = plan_on(PlainWork(whole), CARD).total_bytes
    assert needs(1, whole).own_bytes == total - PREPARED
    assert needs(2, whole).memory_bytes == 2 * (total - PREPARED - SHARED) + SHARED + PREPARED


def test_a_machine_that_is_too_small_for_several_is_told() -> None:
    found = needs(2)
    assert host_advice(found, found.memory_bytes) == ()
    (told,) = host_advice(found, found.memory_bytes - 1)
    assert told.startswith("2 workers need 3.95 GB of this machine's memory")
    assert host_advice(needs(1), 1) == ()


def test_the_page_has_them() -> None:
    plan = plan_on(PlainWork(profile()), None)
    assert "This machine" not in to_text(plan)
    one = to_text(replace(plan, host=needs(1)))
    assert "This machine, for 1 worker\n" in one
    assert "once for all workers" in one
    several = to_text(replace(plan, host=needs(2)))
    assert "This machine, for 2 workers\n" in several
    assert "  libraries, once for all workers" in several
    assert f"{PREPARED:,}  computed" in several
