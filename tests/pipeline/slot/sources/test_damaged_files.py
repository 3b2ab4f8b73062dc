"""Damaged pictures and recordings of every usual kind are used, or refused in a sentence.

`VORTEX_FUZZ_CASES=10000` makes the long form of it.
"""

from __future__ import annotations

import io
import os
import random
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageCms

from vortex_gui.base.errors import SourceError
from vortex_gui.base.recipe.recipe_files import SoundSource
from vortex_gui.pipeline.slot.sources.picture import read_picture
from vortex_gui.pipeline.slot.sources.sound import read_sound

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "60"))
TURNS = 50
"""Damaged files a case."""
PICTURES = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP", "PPM", "ICO", "JPEG2000")
SOUNDS = (
    ("wav", "pcm_s16le", 8000),
    ("wav", "pcm_f32le", 8000),
    ("flac", "flac", 8000),
    ("mp3", "libmp3lame", 8000),
    ("ogg", "libopus", 48_000),
    ("mp4", "aac", 44_100),
)
BORDERS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x80\0\0\0")


def picture(kind: str) -> bytes:
    """Noise of 40 × 48, with a turn, a camera's name and a profile of colours where the kind holds them."""
    noise = np.random.default_rng(1).integers(0, 255, (48, 40, 3), dtype=np.uint8)
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x112], exif[0x10F] = 6, "Camera"
    colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(noise).save(file, kind, exif=exif.tobytes(), icc_profile=colours)
    return file.getvalue()


def recording(kind: str, codec: str, rate: int) -> bytes:
    """Half a second of a tone."""
    file = io.BytesIO()
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        tone = (np.sin(np.arange(rate // 2) / 9) * 9000).astype(np.int16)[None, :]
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.rate, frame.pts = rate, 0
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate)
        for piece in (*resampler.resample(frame), None):
            for packet in stream.encode(piece):
                container.mux(packet)
    return file.getvalue()


def damaged(whole: bytes, drawn: random.Random) -> bytes:
    """Most changes hit the head, where the sizes stand."""
    found = bytearray(whole)
    for _ in range(drawn.choice((1, 1, 2, 4, 16))):
        at = drawn.randrange(len(found) if drawn.random() < 0.5 else min(len(found), 400))
        match drawn.randrange(6):
            case 0 | 1:
                found[at] = drawn.choice((0, 1, 0x7F, 0x80, 0xFF, drawn.randrange(256)))
            case 2:
                found[at : at + 4] = drawn.choice((*BORDERS, drawn.randbytes(4)))
            case 3:
                del found[at : at + drawn.choice((1, 4, 100))]
            case 4:
                found[at:at] = drawn.choice((drawn.randbytes(8), found[at : at + 64]))
            case _:
                del found[at + 1 :]
        if not found:
            return b"\0"
    return bytes(found)


@pytest.mark.parametrize("seed", range(max(2, CASES // 100)))
@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of tags that it skips; they go to the log
def test_a_damaged_picture_is_used_or_refused(kind: str, seed: int, tmp_path: Path) -> None:
    whole, drawn, file = picture(kind), random.Random(seed), tmp_path / "picture"
    for _ in range(TURNS):
        file.write_bytes(damaged(whole, drawn))
        try:
            found = read_picture(file, "#102030").picture
        except SourceError as error:
            check_sentence(error.sentence)
        else:
            assert found.mode == "RGB"


@pytest.mark.parametrize("seed", range(max(2, CASES // 100)))
@pytest.mark.parametrize(("kind", "codec", "rate"), SOUNDS)
def test_a_damaged_recording_is_used_or_refused(
    kind: str, codec: str, rate: int, seed: int, tmp_path: Path
) -> None:
    whole, drawn, file = recording(kind, codec, rate), random.Random(seed), tmp_path / "sound"
    for _ in range(TURNS):
        file.write_bytes(damaged(whole, drawn))
        part = SoundSource(path=str(file), start=drawn.choice((0.0, 0.1)), end=drawn.choice((None, 0.3)))
        try:
            found = read_sound(part, sample_rate=24_000, most_s=20.0).waveform
        except SourceError as error:
            check_sentence(error.sentence)
        else:
            assert found.size <= 20 * 24_000
            assert np.isfinite(found).all()
            assert np.abs(found).max() <= 1


def check_sentence(told: str) -> None:
    assert told.endswith(".")
    assert "\n" not in told
    assert "Errno" not in told
