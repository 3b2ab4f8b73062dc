"""Draws the scores of right and wrong pairs: as lines of text, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.calibration.scores import Scores

BINS = 20
BAR = 24
"""Characters of the longest bar."""
WIDTH, HEIGHT, MARGIN = 640, 240, 28
RIGHT, WRONG, LINE, PAPER, INK = "#2a9d8f", "#e76f51", "#444444", "#ffffff", "#222222"


def text_histogram(title: str, right: Scores, wrong: Scores, threshold: float) -> Iterator[str]:
    """One line for each step of the score, lowest first; the threshold's own is marked."""
    edges, shares_right, shares_wrong = _histogram(right, wrong)
    of_both = tr("right pairs"), tr("wrong pairs")
    yield f"{title:<16}{of_both[0]:<{BAR + 9}}{of_both[1]}"
    for low, high, of_right, of_wrong in zip(edges[:-1], edges[1:], shares_right, shares_wrong, strict=True):
        mark = "<" if low <= threshold < high else " "
        yield f"  {low:5.2f}–{high:4.2f} {mark} {_bar(of_right)} {_bar(of_wrong)}".rstrip()


def picture(panels: list[tuple[str, Scores, Scores, float]]) -> Image.Image:
    """A panel for each judge: title, right and wrong scores, threshold."""
    image = Image.new("RGB", (WIDTH, HEIGHT * len(panels)), PAPER)
    pen = ImageDraw.Draw(image)
    for place, (title, right, wrong, threshold) in enumerate(panels):
        _panel(pen, place * HEIGHT, title, right, wrong, threshold)
    return image


def _panel(
    pen: ImageDraw.ImageDraw, top: int, title: str, right: Scores, wrong: Scores, threshold: float
) -> None:
    edges, shares_right, shares_wrong = _histogram(right, wrong)
    low, span = float(edges[0]), float(edges[-1] - edges[0])
    foot, tall = top + HEIGHT - MARGIN, HEIGHT - 2 * MARGIN

    def across(score: float) -> float:
        return MARGIN + (score - low) / span * (WIDTH - 2 * MARGIN)

    most = max(shares_right.max(), shares_wrong.max())
    half = (across(edges[1]) - across(edges[0])) / 2 - 1
    for edge, of_right, of_wrong in zip(edges[:-1], shares_right, shares_wrong, strict=True):
        for share, colour, left in ((of_right, RIGHT, across(edge)), (of_wrong, WRONG, across(edge) + half)):
            if share:
                pen.rectangle((left, foot - share / most * tall, left + half, foot), fill=colour)
    at = across(threshold)
    pen.line((at, top + MARGIN, at, foot), fill=LINE, width=2)
    legend = tr("right pairs")
    pen.text((MARGIN, top + 8), f"{title}: {legend}", fill=RIGHT)
    pen.text((WIDTH // 2, top + 8), tr("wrong pairs"), fill=WRONG)
    pen.text((at + 4, top + MARGIN), f"{threshold:.3f}", fill=INK)
    for edge in edges[:: BINS // 5]:
        pen.text((across(edge) - 10, foot + 6), f"{edge:.2f}", fill=INK)


def _histogram(right: Scores, wrong: Scores) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Edges of equal steps over both, and the share of each in every step."""
    both = np.concatenate((right, wrong))
    low, high = float(both.min()), float(both.max())
    edges = np.linspace(low, max(high, low + 1e-3), BINS + 1)
    shares = [np.histogram(scores, edges)[0] / max(1, len(scores)) for scores in (right, wrong)]
    return edges, shares[0], shares[1]


def _bar(share: float) -> str:
    """The share as a bar and in percent, as wide as every other one."""
    bar = "█" * round(share * BAR) or ("▏" if share else "")
    percent = f"{100 * share:.0f} %" if share else ""
    return f"{bar + ' ' + percent:<{BAR + 8}}"
