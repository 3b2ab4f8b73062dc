"""What the Kokoro backends share: a script to short chunks of phonemes, and chunks to speech with its timing.

Words are read by hibari's phonemiser, whose alphabet is Kokoro's own (misaki's conventions, 114 signs).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.models.contracts import OnChunk, Speaker, Speech
from vortex_gui.models.speech.assembly import Steps, assembled
from vortex_gui.models.speech.reading import Reader, Word, in_chunks, phonemiser
from vortex_gui.models.speech.voices import DEFAULT_VOICE, EMOTIONS, check_manner

CHUNK_PHONEMES = 160
"""About ten seconds: the decoder's activations take 0.46 MB a frame of 25 ms, and room is planned."""
STYLE_ROWS, STYLE_WIDTH = 510, 256
INSTALL_EXTRA = mark("Install the extra [kokoro].")
"""The remedy where a package is missing."""

Style = NDArray[np.float32]
"""A voice pack: float32 (510, 1, 256), one row for each number of phonemes."""


@dataclass(frozen=True, slots=True)
class Character:
    """A voice of ours: the first pack that is there, and factors of its pitch and tempo."""

    packs: tuple[str, ...]
    pitch: float = 1.0
    tempo: float = 1.0


CHARACTERS: Mapping[str, Character] = MappingProxyType(
    {
        DEFAULT_VOICE: Character(("af_heart", "af_bella", "jf_alpha")),
        "rick_c137": Character(("am_fenrir", "am_michael", "jm_kumo"), pitch=0.90, tempo=1.08),
        "morty": Character(("am_puck", "am_adam", "jm_kumo"), pitch=1.18, tempo=1.12),
        "summer": Character(("af_bella", "af_heart", "jf_nezumi"), pitch=1.12, tempo=0.96),
    }
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Voice, emotion and speed put together: factors of pitch, pitch range and tempo, and a gain."""

    style: Style
    pitch: float
    pitch_range: float
    tempo: float
    gain: float


class KokoroBackend(Speaker, ABC):
    """A speaker on Kokoro's network; a backend says how phonemes become sound."""

    def __init__(self, vocab: Mapping[str, int], packs: Mapping[str, Style]) -> None:
        self._packs = dict(packs)
        self._vocab = dict(vocab)
        self._reader = Reader(phonemiser(), self._vocab)

    @property
    def voices(self) -> tuple[str, ...]:
        """Our characters whose pack is there, then the packs themselves."""
        cast = [name for name, character in CHARACTERS.items() if self._pack_of(character) is not None]
        return tuple(dict.fromkeys((*cast, *sorted(self._packs))))

    def synthesize(
        self,
        script: str,
        *,
        voice: str = DEFAULT_VOICE,
        speed: float = 1.0,
        emotion: str = "neutral",
        seed: int = 0,
        on_chunk: OnChunk | None = None,
    ) -> Speech:
        """See `Speaker`; `on_chunk` is called for each chunk of up to `CHUNK_PHONEMES` phonemes."""
        delivery = self._delivery(voice, speed, emotion)
        sentences, dropped = self._reader.read(script)
        chunks = [chunk for sentence in sentences for chunk in short_chunks(sentence)]

        def utter(number: int, words: Sequence[Word]) -> tuple[NDArray[np.float32], Steps]:
            return self._utter("".join(word.phonemes for word in words), delivery, seed + number)

        return assembled(chunks, utter, delivery.gain, dropped, on_chunk)

    @abstractmethod
    def _utter(self, phonemes: str, delivery: Delivery, seed: int) -> tuple[NDArray[np.float32], Steps]:
        """The sound of one chunk, and the steps of each phoneme with a pad at both ends."""

    def _ids(self, phonemes: str) -> list[int]:
        return [0, *(self._vocab[symbol] for symbol in phonemes), 0]

    def _style_row(self, style: Style, phonemes: str) -> NDArray[np.float32]:
        """The row of the pack for this many phonemes: float32 (1, 256)."""
        row: NDArray[np.float32] = style[min(len(phonemes), len(style)) - 1]
        return row

    def _pack_of(self, character: Character) -> Style | None:
        return next((self._packs[name] for name in character.packs if name in self._packs), None)

    def _delivery(self, voice: str, speed: float, emotion: str) -> Delivery:
        check_manner(voice, self.voices, speed, emotion)
        character = CHARACTERS.get(voice, Character((voice,)))
        style, tone = self._pack_of(character), EMOTIONS[emotion]
        assert style is not None
        return Delivery(
            style=style,
            pitch=character.pitch * tone.pitch,
            pitch_range=tone.pitch_range,
            tempo=character.tempo * tone.tempo * speed,
            gain=float(10 ** (tone.energy_db / 20)),
        )


def short_chunks(words: Sequence[Word], limit: int = CHUNK_PHONEMES) -> Iterator[list[Word]]:
    """The words in chunks of at most `limit` phonemes, cut where a word ends; a longer word is cut itself."""
    return in_chunks((piece for word in words for piece in _pieces(word, limit)), limit)


def check_pack(source: str, name: str, pack: NDArray[np.float32]) -> Style:
    """The pack as float32; raises `CheckpointError` when it is not (rows, 1, 256) of finite numbers."""
    if pack.ndim != 3 or pack.shape[1:] != (1, STYLE_WIDTH) or not len(pack) or not np.isfinite(pack).all():
        raise CheckpointError(
            source,
            tr(
                "voice pack {name} is {found}, not ({rows}, 1, {width})",
                name=name,
                found=pack.shape,
                rows=STYLE_ROWS,
                width=STYLE_WIDTH,
            ),
        )
    return np.ascontiguousarray(pack, np.float32)


def _pieces(word: Word, limit: int) -> Iterator[Word]:
    if len(word.phonemes) <= limit:
        yield word
        return
    for begin in range(0, len(word.phonemes), limit):
        yield Word(word.text, word.phonemes[begin : begin + limit])
