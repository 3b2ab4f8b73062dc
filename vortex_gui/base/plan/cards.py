"""The cards that a plan can be computed for: memory, bandwidth and peak arithmetic, as published."""

from __future__ import annotations

from dataclasses import dataclass

from vortex_gui.base.errors import InputError
from vortex_gui.base.words.translation import tr

_AMPERE = "NVIDIA Ampere GA102 whitepaper v2, appendix A"
_ADA = "NVIDIA Ada GPU architecture whitepaper v2, appendix A"
CPU_TFLOPS = 0.2
"""Assumed of a desktop processor, for what a profile leaves to the CPU beside a card."""
ON_CPU = "cpu"
"""Stands for the precision of operations that the CPU does."""
_SM_CLOCK = "512 dense FP16 FMA per SM and clock at FP16 accumulation, half at FP32"


@dataclass(frozen=True, slots=True)
class Card:
    """One card. All rates are dense (no sparsity), in TFLOPS at the published boost clock.

    `tensor_tflops` sums in fp32, as torch's kernels do for fp16; `tensor_acc16_tflops` sums in fp16, which
    GeForce cards do twice as fast and torch does only when asked; `bf16_tflops` always sums in fp32;
    `fp32_tflops` is the faster of plain fp32 and TF32. `source` is a citation, in the publisher's language.
    """

    name: str
    memory_bytes: int
    bandwidth_gb_s: float
    tensor_tflops: float
    tensor_acc16_tflops: float
    bf16_tflops: float
    fp32_tflops: float
    source: str

    def rate(self, precision: str) -> float:
        """Operations a second at which a network of this precision computes.

        int8 and nf4 weights become bf16 before the product, so they compute at that rate.
        """
        if precision == ON_CPU:
            return CPU_TFLOPS * 1e12
        if precision == "fp32":
            return self.fp32_tflops * 1e12
        return (self.tensor_tflops if precision == "fp16" else self.bf16_tflops) * 1e12


def _card(
    name: str, gib: int, bandwidth: float, fp16: float, acc16: float, bf16: float, fp32: float, source: str
) -> Card:
    return Card(name, gib * 2**30, bandwidth, fp16, acc16, bf16, fp32, source)


CARDS: tuple[Card, ...] = (
    _card("RTX 3060", 12, 360, 25.5, 51.0, 25.5, 12.7, f"28 SM at 1,777 MHz; {_SM_CLOCK} ({_AMPERE})"),
    _card("RTX 3070", 8, 448, 40.6, 81.3, 40.6, 20.3, f"46 SM at 1,725 MHz; {_SM_CLOCK} ({_AMPERE})"),
    _card("RTX 3090", 24, 936, 71.2, 142.3, 71.2, 35.6, _AMPERE),
    _card("RTX 4060", 8, 272, 30.2, 60.5, 30.2, 15.1, f"24 SM at 2,460 MHz; {_SM_CLOCK} ({_ADA})"),
    _card("RTX 4060 Ti", 16, 288, 44.1, 88.3, 44.1, 22.1, f"34 SM at 2,535 MHz; {_SM_CLOCK} ({_ADA})"),
    _card("RTX 4070", 12, 504, 58.3, 116.6, 58.3, 29.1, f"46 SM at 2,475 MHz; {_SM_CLOCK} ({_ADA})"),
    _card("RTX 4090", 24, 1008, 165.2, 330.3, 165.2, 82.6, _ADA),
    _card(
        "RTX 5090", 32, 1792, 209.5, 419.0, 209.5, 104.8, "NVIDIA RTX Blackwell GPU architecture whitepaper"
    ),
    _card("A10", 24, 600, 125.0, 125.0, 125.0, 62.5, "NVIDIA A10 datasheet"),
    _card(
        "L4", 24, 300, 121.0, 121.0, 121.0, 60.0, "NVIDIA L4 datasheet (printed with sparsity, halved here)"
    ),
    _card(
        "RTX A6000",
        48,
        768,
        154.8,
        154.8,
        154.8,
        77.4,
        "NVIDIA RTX A6000 datasheet (printed with sparsity, halved here)",
    ),
    _card("A100", 80, 2039, 312.0, 312.0, 312.0, 156.0, "NVIDIA A100 80GB (SXM4) datasheet, dense"),
    _card("T4", 16, 320, 65.0, 65.0, 8.1, 8.1, "NVIDIA T4 datasheet; Turing has no bf16 and no TF32"),
    _card("H100", 80, 3350, 989.4, 989.4, 989.4, 494.7, "NVIDIA H100 (SXM5) datasheet, dense"),
)


def find_card(name: str) -> Card:
    """The card of a name such as "RTX 3060", "rtx3060" or "NVIDIA GeForce RTX 3060"; raises `InputError`."""
    wanted = _plain(name)
    for card in CARDS:
        if wanted == _plain(card.name):
            return card
    allowed = ", ".join(card.name for card in CARDS)
    raise InputError([tr("gpu: unknown card {name!r}; allowed is {allowed}.", name=name, allowed=allowed)])


def _plain(name: str) -> str:
    letters = "".join(c for c in name.lower() if c.isalnum())
    for maker in ("nvidia", "geforce", "tesla"):
        letters = letters.removeprefix(maker)
    return letters
