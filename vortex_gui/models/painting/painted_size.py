"""How large the denoiser paints: a picture that a decoder doubles is painted at half its size."""

from __future__ import annotations


def enlargement(height: int, width: int, *, taught: int | None, multiple: int) -> int:
    """2 for a picture of at least twice the taught side that can be painted at half its size, else 1.

    `taught` is the side of the pictures that a denoiser with a doubling decoder learned from, None without
    such a decoder; `multiple` is what height and width of the painted picture are multiples of.
    """
    if taught is None or min(height, width) < 2 * taught:
        return 1
    return 1 if height % (2 * multiple) or width % (2 * multiple) else 2
