"""Plain YAML for the operator's files: the core schema of YAML 1.2, bounded, no double keys, no aliases.

Numbers are decimal, only `true` and `false` are truth values, and dates are text. A scalar without quotes is
kept as written until its field is known. A few lines of aliases can stand for gigabytes, so the loader
refuses them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from vortex_gui.base.words.translation import mark, tr

MAX_CHARS = 256 * 1024
MAX_DIGITS = 400
"""More digits than any real number here has; Python itself refuses to read over 4,300."""

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_COMMENT = re.compile(r"[ \t]*#")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_PROBLEMS = (
    (
        "mapping values are not allowed",
        mark('a second ": " begins no new field here; put the text in quotes, or below "|"'),
    ),
    ("'\\t' that cannot start", mark("a tab cannot indent or stand in a text without quotes; use spaces")),
    ("that cannot start any token", mark("a text cannot begin with this character; put it in quotes")),
    (
        "could not find expected ':'",
        mark('a line is neither "name: value" nor part of a text; put longer text below "|"'),
    ),
    ("unexpected end of stream", mark("a quote is not closed")),
    ("expected ',' or", mark("a comma or a closing bracket is missing")),
    (
        "expected <block end>, but found '<scalar>'",
        mark("text follows the end of a value or is not indented as the lines above; quote a whole text"),
    ),
    ("expected <block end>", mark("the indentation does not fit the lines above")),
    ("sequence entries are not allowed", mark('"- " begins a list entry, which does not fit here')),
    ("expected the node content", mark("a value is missing")),
    ("special characters are not allowed", mark("it holds a character that cannot be printed")),
    *(
        (found, mark('tags ("!…") are not allowed; write plain values'))
        for found in ("constructor for the tag", "scanning a tag", "parsing a tag", "parsing a node", "codec")
    ),
    *(
        (found, mark("a backslash in double quotes begins no known character; use single quotes"))
        for found in ("unknown escape character", "escape sequence of")
    ),
    *(
        (found, mark('"&" and "*" begin names of YAML, which are not allowed; put the text in quotes'))
        for found in ("scanning an anchor", "scanning an alias")
    ),
    ("scanning a block scalar", mark('nothing may follow "|" or ">" on its line; begin on the next line')),
    ("scanning a directive", mark('a line cannot begin with "%"; put the text in quotes')),
    ("YAML directive", mark('a line cannot begin with "%"; put the text in quotes')),
    ("incompatible YAML document", mark("YAML 1.2 is read, and no other version")),
    ("tag handle", mark('a line cannot begin with "%"; put the text in quotes')),
    ("<document start>", mark("text follows the end of the content; quote a whole text")),
    (
        "document separator",
        mark('a line of "---" or "..." stands in a quoted text; put longer text below "|"'),
    ),
    (
        "mapping keys are not allowed",
        mark('"? " begins a name, which does not fit here; put the text in quotes'),
    ),
    ("found another document", mark('a line of "---" begins a second document; one is allowed')),
)
"""Part of the library's message or of its context, and a sentence for the operator; the first that fits."""


class PlainTextError(ValueError):
    """The text is not plain YAML or JSON; `str()` is the reason, with its line where that is known."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar without quotes, as written and as the core schema reads it; the line of a comment after it."""

    written: str
    value: Any
    comment_line: int | None = None


def load_scalars(text: str) -> Any:
    """Mappings and lists of YAML; scalars without quotes are `Scalar`. Raises `PlainTextError`."""
    if len(text) > MAX_CHARS:
        raise PlainTextError(tr("over {limit} KB; a page of text is enough", limit=MAX_CHARS // 1024))
    try:
        return yaml.load(text, Loader=_PlainLoader)
    except RecursionError:
        raise PlainTextError(tr("nested too deeply")) from None
    except yaml.YAMLError as error:
        raise PlainTextError(_reason(error)) from None
    except PlainTextError:
        raise
    except (
        ValueError,
        OverflowError,
    ):  # the library checks neither "\\UFFFFFFFF" nor a "%YAML" of 5,000 digits
        raise PlainTextError(tr('"\\U" names no character, or "%YAML" no version')) from None


def load_plain(text: str) -> Any:
    """Plain data of YAML (JSON but for its escapes is YAML). Raises `PlainTextError`."""
    return values(load_scalars(text))


def values(found: Any) -> Any:
    """Loaded data with each `Scalar` replaced by its value in the core schema."""
    match found:
        case Scalar():
            return found.value
        case dict():
            return {key: values(value) for key, value in found.items()}
        case list():
            return [values(value) for value in found]
    return found


def whole_characters(text: str) -> str:
    """The text with escaped surrogate pairs joined; halves that stand alone stay."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def core_value(written: str) -> Any:
    """A scalar without quotes as the core schema reads it. Raises `PlainTextError` for an endless number."""
    if written in _WORDS:
        return _WORDS[written]
    if _INT.fullmatch(written):
        if len(written) > MAX_DIGITS:
            raise PlainTextError(
                tr(
                    "a number has {count} digits; up to {most} are allowed",
                    count=len(written),
                    most=MAX_DIGITS,
                )
            )
        return int(written)
    if _FLOAT.fullmatch(written):
        return float(written)
    if _INFINITE.fullmatch(written):
        return float(written.replace(".", ""))
    return written


def _reason(error: yaml.YAMLError) -> str:
    place = getattr(error, "problem_mark", None)
    problem = " ".join(str(getattr(error, "problem", None) or error).split())
    told = f"{problem} {getattr(error, 'context', None) or ''}"
    reason = next((tr(words) for found, words in _PROBLEMS if found in told), problem)
    return tr("line {line}: {reason}", line=place.line + 1, reason=reason) if place else reason


class _PlainLoader(yaml.SafeLoader):
    """Knows no tags but those of mappings, lists and text, so that no scalar is more than it seems."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # the library's own class attribute

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the library's stubs leave it out
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise yaml.MarkedYAMLError(None, None, "scanning an anchor", event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise yaml.MarkedYAMLError(None, None, "parsing a tag", event.start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        pairs = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(None, None, tr("a name must be a word"), key_node.start_mark)
            key = whole_characters(str(key_node.value))
            if key in pairs:
                twice = tr('the key "{key}" stands twice', key=key)
                raise yaml.MarkedYAMLError(None, None, twice, key_node.start_mark)
            pairs[key] = self.construct_object(value_node, deep=True)
        return pairs

    def construct_text(self, node: yaml.ScalarNode) -> str | Scalar:
        text = whole_characters(str(node.value))
        if node.style is not None:
            return text
        return Scalar(text, core_value(text), self._comment_after(node))

    def _comment_after(self, node: yaml.ScalarNode) -> int | None:
        """The line of a comment that ends this scalar, counted from 1."""
        end = node.end_mark
        follows = _COMMENT.match(end.buffer, end.pointer) if end.buffer else None
        return end.line + 1 if follows is not None else None


_PlainLoader.yaml_constructors = {
    tag: yaml.SafeLoader.yaml_constructors[tag]
    for tag in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", None)
}
_PlainLoader.add_constructor("tag:yaml.org,2002:str", _PlainLoader.construct_text)
