"""The bytes that stay on the device: what the loaders save is taken off its own component."""

from __future__ import annotations

from vortex_gui.base.profile import load_profile
from vortex_gui.pipeline.plan.layout import layout
from vortex_gui.pipeline.plan.plan import plan
from vortex_gui.pipeline.plan.resident import resident_components, saved_bytes


def test_the_parts_saved_add_up_to_the_plans_savings() -> None:
    profile = load_profile("rtx3060")
    found = layout(profile)
    saved = {(part.role, part.name): saved_bytes(found, part) for part in found.components}
    assert {key for key, size in saved.items() if size} == {
        ("flux", "text_encoder_2"),
        ("flux", "vae"),
        ("clip_l", "clip"),
    }
    assert sum(saved.values()) == plan(profile).saved_bytes
    assert sum(part.bytes for part in resident_components(found)) == sum(
        part.bytes for part in found.components
    ) - sum(saved.values())


def test_unquantised_flux_keeps_its_table_and_encoder() -> None:
    found = layout(load_profile("mini"))
    assert all(saved_bytes(found, part) == 0 for part in found.of("flux"))
