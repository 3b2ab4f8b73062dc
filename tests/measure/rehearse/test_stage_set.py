"""What a rehearsal changes of a profile, and what it needs."""

from __future__ import annotations

from vortex_gui.base.profile import load_profile
from vortex_gui.measure.rehearse.published.scales import SCALES
from vortex_gui.measure.rehearse.stage_set import at_hand, needs_of


def test_without_a_card_the_profile_runs_on_the_cpu_at_the_scales_size() -> None:
    profile = load_profile("rtx3060")
    found = at_hand(profile, SCALES["small"], has_card=False)
    assert found.device == "cpu"
    assert (found.sizes.width, found.sizes.height) == (64, 64)
    assert found.roles["liveportrait"].precision == "fp32"
    assert found.roles["flux"].precision == "nf4"
    assert found.deadline_s is None
    assert [rung.name for rung in found.ladder] == ["full"]
    assert found.limits.hard_gb > 1000


def test_with_a_card_device_precision_and_limits_stay() -> None:
    profile = load_profile("rtx3060")
    found = at_hand(profile, SCALES["full"], has_card=True)
    assert (found.device, found.limits, found.roles) == ("cuda", profile.limits, profile.roles)
    assert (found.sizes.width, found.sizes.height) == (512, 512)


def test_full_size_needs_the_published_bytes_and_those_that_are_kept() -> None:
    assert 34e9 * 1.2 < needs_of(SCALES["full"]).disk_bytes < 60e9
    assert needs_of(SCALES["small"]).disk_bytes < 1e9
