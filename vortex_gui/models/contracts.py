"""What each kind of model takes and gives: loaders, registry and stages know models by these alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # the built-in voice runs without torch
    import torch
    from torch import nn

    from vortex_gui.checkpoints.gaps import Gap


class Model(Protocol):
    """A loaded model, which tells where its weights lie."""

    @property
    def bytes_outside_torch(self) -> int:
        """Bytes of weights that another runtime holds."""
        return 0

    def torch_networks(self) -> Sequence[nn.Module]:
        """The networks that it computes with and whose weights are its own."""
        return ()


OnLoadBytes = Callable[[str, int, int], None]
"""Told what is being done, and how many bytes of how many are done; may raise to stop the load."""


def _unheard(phase: str, done: int, total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class LoadAid:
    """What a loader may use beside the checkpoint."""

    prepared: Path | None = None
    """Folder of prepared weights; without one none are read or kept."""
    on_bytes: OnLoadBytes = _unheard


NO_AID = LoadAid()


# ── speech ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PhonemeSpan:
    """One sounded phoneme (one character of Kokoro's alphabet) and when it sounds; silence has no span."""

    phoneme: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class WordSpan:
    """One word as it stands in the script (numbers and symbols as they are read) and when it sounds."""

    word: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Speech:
    """Sound with its timing: waveform float32 (samples,) in [-1, 1]; spans rise and lie inside it."""

    waveform: NDArray[np.float32]
    sample_rate: int
    phonemes: tuple[PhonemeSpan, ...] = ()
    words: tuple[WordSpan, ...] = ()
    warnings: tuple[str, ...] = ()
    """Sentences for the operator about text that the voice leaves out."""


OnChunk = Callable[[int, int], None]
"""Gets (done, total) before the first chunk and after each; may raise to stop the model."""


class Speaker(Model, Protocol):
    """Script to speech."""

    @property
    def voices(self) -> tuple[str, ...]:
        """Names that `synthesize` takes."""
        ...

    def synthesize(
        self,
        script: str,
        *,
        voice: str,
        speed: float,
        emotion: str,
        seed: int,
        on_chunk: OnChunk | None = None,
    ) -> Speech:
        """Raises ValueError for an unknown voice or emotion, or a speed out of range.

        What `on_chunk` raises passes through and the speaker stays usable.
        """
        ...


# ── painting ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ActorImage:
    """A painted actor: `image` float32 (1, 3, H, W) in [0, 1] on the painter's device."""

    image: torch.Tensor
    warnings: tuple[str, ...] = ()


OnStep = Callable[[int, int, "torch.Tensor | None"], None]
"""Gets (step, steps, preview) before the first step, without a preview, and after each; may raise.

A preview is uint8 (3, h, w) on any device.
"""


class Painter(Model, Protocol):
    """Prompt to picture."""

    @property
    def gaps(self) -> Sequence[Gap]:
        """What a prompt must not leave open, as the checkpoint declares it."""
        return ()

    def reads(self, prompt: str) -> bool:
        """Whether the painter reads the prompt to its end."""
        return True

    def generate(
        self,
        prompt: str,
        *,
        negative_prompt: str = "",
        true_cfg: float = 1.0,
        guidance: float = 0.0,
        steps: int = 4,
        seed: int,
        height: int,
        width: int,
        on_step: OnStep | None = None,
    ) -> ActorImage:
        """Equal arguments give equal pictures; what `on_step` raises passes through."""
        ...


@runtime_checkable
class LendsTextTower(Protocol):
    """A model whose CLIP text encoder a judge of the same weights may share."""

    @property
    def text_tower(self) -> nn.Module: ...


# ── animation ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """What an animator shows: speech (samples,) with the times of its phonemes, over `frames` frames.

    The expressions are spread evenly over the clip.
    """

    sound: NDArray[np.float32]
    sample_rate: int
    phonemes: Sequence[PhonemeSpan]
    frames: int
    fps: int
    expressions: Sequence[str] = ("neutral",)
    seed: int = 0


@dataclass(slots=True)
class Stride:
    """Of how many frames one is drawn, the others blended; it may be changed between two chunks."""

    every: int
    drawn: int = 0
    """Frames that the animator has drawn so far."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, as shares of its width and height from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, eq=False)
class Animation:
    """A clip on its way: chunks uint8 (n, 3, H, W) in order, each drawn when it is asked for."""

    chunks: Iterator[torch.Tensor]
    face_finding: str
    """How the animator found the face, as the report has it."""
    warnings: tuple[str, ...] = ()
    stride: Stride | None = None
    """The animator follows it at its next chunk; `None` is one that cannot change on its way."""
    mouth: Region | None = None
    """Where the mouth is; `None` where the animator does not know."""


class Animator(Model, Protocol):
    """Picture and speech to frames."""

    def animate(
        self, picture: torch.Tensor, performance: Performance, *, batch: int, every: int = 1
    ) -> Animation:
        """Animates a picture float32 (1, 3, H, W) in [0, 1], at most `batch` frames a chunk.

        every: with 2, 3 or 4 only each second, third or fourth frame is drawn; the rest are blended.

        Raises:
            ModelError: the picture or the speech cannot be animated; also between two chunks.
        """
        ...


@dataclass(frozen=True, slots=True)
class FaceBox:
    """The box about a face, from its brows to its chin, in pixels of its picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@runtime_checkable
class FindsFaces(Protocol):
    """An animator that can look for the face in a picture of any size."""

    @property
    def can_find_faces(self) -> bool:
        """Whether its checkpoint has what it takes."""
        ...

    def find_face(self, picture: torch.Tensor) -> FaceBox | None:
        """The face of a picture float32 (1, 3, H, W) in [0, 1]; `None` where it finds none."""
        ...


@runtime_checkable
class Compilable(Protocol):
    """A model that a compiler can make faster."""

    def compile(self) -> None:
        """From now on; the next run waits for the compiler."""
        ...


# ── judging ───────────────────────────────────────────────────────────────────────────────────────


KEYFRAMES = 5
"""Pictures of a clip, spread evenly, that are compared with its prompt."""


class Judge(Model, Protocol):
    """Pictures and prompts to embeddings that can be compared."""

    def embed_images(self, frames: torch.Tensor) -> torch.Tensor:
        """uint8 (N, 3, H, W) on any device → float32 (N, D) of unit norm."""
        ...

    def embed_text(self, prompt: str) -> torch.Tensor:
        """Prompt → float32 (D,) of unit norm."""
        ...
