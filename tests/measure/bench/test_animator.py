"""The animator's figures: measured in one run with the plain networks, and no figure for other pictures."""

from __future__ import annotations

import pytest
import torch

from vortex_gui.measure.bench import animator


@pytest.fixture(autouse=True)
def one_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(animator, "PAIRS", 1)


def test_the_mini_figure_tells_ratio_gap_and_wall_time() -> None:
    figure = animator.mini_animator_vs_eager()
    assert figure.value > 0.5
    assert (figure.sense, figure.goal) == ("at least", 1.15)
    assert "largest gap" in figure.how
    assert "wall time" in figure.how


def test_a_figure_of_other_pictures_is_refused() -> None:
    wanted = torch.rand(1, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    with pytest.raises(RuntimeError, match="the pictures differ"):
        animator._agreement(wanted, wanted + 0.001 * wanted.std(), exact=True)
    assert "PSNR" in animator._agreement(wanted, wanted + 0.001, exact=False)
    with pytest.raises(RuntimeError, match="the pictures differ"):
        animator._agreement(wanted, wanted + 0.02, exact=False)


def test_without_bf16_units_its_figure_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx2": True})
    with pytest.raises(RuntimeError, match="no units for bf16"):
        animator.animator_vs_eager_bf16()
