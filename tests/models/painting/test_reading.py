"""What the mini painter's two encoders read of a prompt: the rest is named, word by word."""

from __future__ import annotations

import pytest
import torch
from diffusers import FluxPipeline

from tests.paths import ROOT
from vortex_gui.models.painting.flux import load_pipeline
from vortex_gui.models.painting.reading import cuts, reads_whole

LIMIT = 12
PROMPT = "a cartoon presenter with green skin, a cyberpunk suit, blue spectacles, teal background"
"""The mini's tokeniser spells the word that it does not know."""


@pytest.fixture(scope="module")
def pipeline() -> FluxPipeline:
    return load_pipeline(ROOT / "resources" / "checkpoints" / "mini" / "flux", torch.float32)


def test_a_prompt_that_is_read_to_its_end_is_not_told(pipeline: FluxPipeline) -> None:
    assert reads_whole(pipeline, PROMPT, 44)
    assert list(cuts(pipeline, PROMPT, 44)) == []


@pytest.mark.parametrize("limit", range(4, 24))
def test_the_words_that_are_not_wholly_read_are_named(pipeline: FluxPipeline, limit: int) -> None:
    (told,) = cuts(pipeline, PROMPT, limit)
    left = told.split("“")[1].split("”")[0]
    assert f"reads {limit} tokens" in told
    assert PROMPT.endswith(f" {left}")
    read = PROMPT.removesuffix(left)
    assert reads_whole(pipeline, read.rstrip(" ,"), limit)
    assert not reads_whole(pipeline, read + left.split(" ")[0].rstrip(","), limit)


def test_many_words_are_shortened(pipeline: FluxPipeline) -> None:
    clip, t5 = cuts(pipeline, "red " * 200, LIMIT)
    assert clip == "Prompt truncated to 77 tokens"
    assert "red red …”" in t5
    assert len(t5) < 160


def test_a_prompt_of_the_limit_is_read_and_one_token_more_is_not(pipeline: FluxPipeline) -> None:
    length = len(pipeline.tokenizer_2(PROMPT).input_ids)
    assert reads_whole(pipeline, PROMPT, length)
    assert not reads_whole(pipeline, PROMPT, length - 1)
