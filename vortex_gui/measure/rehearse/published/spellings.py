"""Tokenisers that really cut words, small, in the files that the published repositories have."""

from __future__ import annotations

from pathlib import Path

from transformers import CLIPTokenizer, T5Tokenizer

WORDS = ["a", "presenter", "with", "green", "skin", "and", "red", "suit", "on", "blue", "background"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def clip_tokenizer(longest: int) -> CLIPTokenizer:
    """Byte pairs down to letters, each also as the end of a word."""
    vocabulary = [*LETTERS, *(f"{letter}</w>" for letter in LETTERS)]
    merges: list[tuple[str, str]] = []
    for word in WORDS:
        pieces = [*word[:-1], f"{word[-1]}</w>"]
        while len(pieces) > 1:
            pair = (pieces[0], pieces[1])
            if pair not in merges:
                merges.append(pair)
                vocabulary.append("".join(pair))
            pieces = ["".join(pair), *pieces[2:]]
    vocabulary += ["<|startoftext|>", "<|endoftext|>"]
    numbered = {piece: number for number, piece in enumerate(dict.fromkeys(vocabulary))}
    return CLIPTokenizer(vocab=numbered, merges=merges, model_max_length=longest)


def t5_tokenizer() -> T5Tokenizer:
    """Whole words, and letters where a word is not known."""
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -5.0)]
    pieces += [(f"▁{word}", -3.0) for word in WORDS] + [(letter, -12.0) for letter in LETTERS]
    return T5Tokenizer(vocab=pieces, extra_ids=0, model_max_length=64)


def write_clip_spelling(folder: Path, longest: int, *, single_file: bool) -> None:
    """`vocab.json` and `merges.txt` as published, and `tokenizer.json` where the repository has it."""
    tokenizer = clip_tokenizer(longest)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    tokenizer._tokenizer.model.save(str(folder))
    if not single_file:
        (folder / "tokenizer.json").unlink()


def write_t5_spelling(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    t5_tokenizer().save_pretrained(folder)
