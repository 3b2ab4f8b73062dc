"""Who is in a picture whose caption leaves words out: the noise that it is painted from decides.

With every unnamed attribute settled by the noise, caption and noise together have one picture. So four steps
end in that picture, where otherwise they would end in a mixture of all that the caption allows; another seed
still shows another presenter.

Public names
    complete(asked, noise) -> Presenter: the asked words, and for the rest what the noise says
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from tools.mini.renderer.presenter import HIDDEN_BY_HAT, VALUES, Presenter

# Each word has a channel of the packed noise, whose mean over the picture is its vote. Absence has two.
BALLOT = {name: tuple(words) + (("none",) if "none" in words else ()) for name, words in VALUES.items()}


def complete(asked: Mapping[str, str], noise: npt.NDArray[np.float32]) -> Presenter:
    """The presenter that this caption and this packed noise, (tokens, channels), stand for."""
    votes = noise.mean(axis=0)
    chosen = dict(asked)
    for name, words in BALLOT.items():
        own, votes = votes[: len(words)], votes[len(words) :]
        if name not in chosen:
            ballot = [
                (_fits(name, word, chosen, asked), vote, word) for word, vote in zip(words, own, strict=True)
            ]
            chosen[name] = max(ballot)[-1]
    return Presenter(**{name: chosen[name] for name in VALUES})


def _fits(name: str, word: str, chosen: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """Whether the word would hide nothing and not be hidden: a hat and high hair exclude each other."""
    if name == "accessory" and word == "hat":
        return chosen["hair"] not in HIDDEN_BY_HAT
    return not (name == "hair" and word in HIDDEN_BY_HAT and asked.get("accessory") == "hat")
