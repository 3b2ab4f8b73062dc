"""How much of a prompt Flux's two text encoders read, and the sentences about what they leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from diffusers import FluxPipeline

from vortex_gui.base.words.translation import mark, tr

NEW_WORD = "▁"
"""Begins each word, or stands alone before one that the tokeniser spells."""
MOST_SHOWN = 80
"""Characters of the words that were left out."""


def reads_whole(pipeline: FluxPipeline, prompt: str, most_tokens: int) -> bool:
    """Whether T5 reads all of it within so many tokens, its end mark included."""
    return len(_tokens(pipeline, prompt)) <= most_tokens


@dataclass(frozen=True, slots=True)
class Sentences:
    """The warnings about one kind of prompt; `tr` puts them into the operator's language."""

    clip: str
    t5: str


PROMPT = Sentences(
    mark("Prompt truncated to {limit} tokens"),
    mark("The painter reads {limit} tokens of a prompt; it did not read “{words}”."),
)
NEGATIVE_PROMPT = Sentences(
    mark("Negative prompt truncated to {limit} tokens"),
    mark("The painter reads {limit} tokens of a negative prompt; it did not read “{words}”."),
)


def cuts(pipeline: FluxPipeline, prompt: str, most_tokens: int, told: Sentences = PROMPT) -> Iterator[str]:
    """A sentence where CLIP cuts the prompt, and one where T5 does, which names what is lost."""
    limit = pipeline.tokenizer_max_length
    if len(pipeline.tokenizer(prompt, truncation=False, verbose=False).input_ids) > limit:
        yield tr(told.clip, limit=limit)
    tokens = _tokens(pipeline, prompt)
    if len(tokens) > most_tokens:
        words = shorten(_unread(pipeline, prompt, tokens, most_tokens), MOST_SHOWN, placeholder=" …")
        yield tr(told.t5, limit=most_tokens, words=words)


def _unread(pipeline: FluxPipeline, prompt: str, tokens: list[int], most_tokens: int) -> str:
    """The words that T5 does not read, or reads only in part."""
    tokeniser = pipeline.tokenizer_2
    words = len(tokeniser.decode(tokens[: most_tokens - 1], clean_up_tokenization_spaces=False).split())
    last, next_one = tokeniser.convert_ids_to_tokens(tokens[most_tokens - 2 : most_tokens])
    is_cut = next_one.isalnum() and last != NEW_WORD  # in the middle of a word, not before a mark
    return " ".join(prompt.split()[words - is_cut :])


def _tokens(pipeline: FluxPipeline, prompt: str) -> list[int]:
    found: list[int] = pipeline.tokenizer_2(prompt, truncation=False, verbose=False).input_ids
    return found
