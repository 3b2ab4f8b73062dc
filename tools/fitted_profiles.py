"""Writes the profiles that ship for cards of 8, 16, 24 and 80 GB: python -m tools.fitted_profiles"""

from __future__ import annotations

from collections.abc import Mapping

from vortex_gui.base.files.text_file import write_text_file
from vortex_gui.base.profile import PROFILES
from vortex_gui.pipeline.plan.fit import card_of, fit
from vortex_gui.pipeline.plan.fit_text import to_yaml
from vortex_gui.pipeline.plan.stage_work import Counted

SHIPPED: Mapping[str, str] = {"8gb": "RTX 4060", "16gb": "RTX 4060 Ti", "24gb": "RTX 3090", "80gb": "A100"}
"""By the slower card of each size: what it can keep, a faster one can."""


def main() -> None:
    counted = Counted()
    for name, card in SHIPPED.items():
        found = fit(card_of(card, None), counted=counted)
        profile = found.profile.model_copy(update={"name": name})
        write_text_file(PROFILES / f"{name}.yaml", to_yaml(profile, found.choices))


if __name__ == "__main__":
    main()
